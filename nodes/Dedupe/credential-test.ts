import type { ICredentialsDecrypted, ICredentialTestFunctions, INodeCredentialTestResult } from 'n8n-workflow';
import { testRedis } from '../../core/redis/connection';
import { credentialTestResult } from '../shared/credential-test';
import { readRedisCredential } from './redis-credential';

/** Connects, signs in and runs a script that does nothing. */
export function testRedisCredential(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	return credentialTestResult(async () => {
		const version = await testRedis(readRedisCredential(credential.data));
		return `Connected to Redis${version === null ? '' : ` ${version}`}`;
	});
}
