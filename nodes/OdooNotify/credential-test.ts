import type { ICredentialsDecrypted, ICredentialTestFunctions, INodeCredentialTestResult } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';
import { createOdooClient } from '../../core/odoo/client';
import { credentialTestResult, credentialTestTransport } from '../shared/credential-test';
import { OdooCredentialData } from './connect';

/**
 * Tests an Odoo credential by signing in. XML-RPC answers every refusal with HTTP 200, so that the credential type's
 * own test, which looks at the status, could not tell them apart.
 */
export function testOdooCredential(this: ICredentialTestFunctions, credential: ICredentialsDecrypted): Promise<INodeCredentialTestResult> {
	return credentialTestResult(async () => {
		const client = createOdooClient(OdooCredentialData.parse(credential.data), credentialTestTransport(this), sleep);
		const version = await client.version();
		const userId = await client.signIn();
		return `Signed in to Odoo ${version} as user ${userId} over ${await client.protocolName()}`;
	});
}
