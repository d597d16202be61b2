import type { ImportedCredential } from '../n8n/server';
import type { OpenAiSimulator } from './openai-simulator';

/** n8n's own type, with the id and name that workflows/*.json refer to. */
export function openAiCredentials({ apiKey, url }: OpenAiSimulator): ImportedCredential[] {
	return [{ id: 'openai', name: 'OpenAI', type: 'openAiApi', data: { apiKey, url } }];
}
