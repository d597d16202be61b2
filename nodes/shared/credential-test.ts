import type { ICredentialTestFunctions, INodeCredentialTestResult } from 'n8n-workflow';
import { ExplainedError, messageOf } from '../../core/errors';
import type { HttpTransport } from '../../core/http/transport';
import { httpAnswerSchema } from './http';

/** Runs a credential's test; it resolves with what to tell when all is well. */
export async function credentialTestResult(test: () => Promise<string>): Promise<INodeCredentialTestResult> {
	try {
		return { status: 'OK', message: await test() };
	} catch (error) {
		const advice = error instanceof ExplainedError ? error.advice : '';
		return { status: 'Error', message: `${messageOf(error)}${advice === '' ? '' : `. ${advice}`}` };
	}
}

const TIMEOUT_MS = 15_000;

/** n8n gives a credential test one HTTP helper only, with options of its own, and no signing (n8n-core 2.41). */
export function credentialTestTransport({ helpers }: ICredentialTestFunctions, signature: Record<string, string> = {}): HttpTransport {
	return async ({ method, url, headers, body }) =>
		httpAnswerSchema.parse(
			await helpers.request({
				method,
				url,
				headers: { ...headers, ...signature },
				body,
				resolveWithFullResponse: true,
				simple: false,
				timeout: TIMEOUT_MS,
			}),
		);
}
