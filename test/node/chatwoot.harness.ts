import type { INodeParameters } from 'n8n-workflow';
import { ChatwootSlaApi } from '../../credentials/ChatwootSlaApi.credentials';
import { Chatwoot } from '../../nodes/Chatwoot/Chatwoot.node';
import type { ChatwootSimulator } from '../../sandbox/chatwoot/chatwoot-simulator';
import type { NodeOutcome, NodeRun } from './engine';
import { registerCredentialType, runNode } from './engine';

registerCredentialType(new ChatwootSlaApi());

export type ChatwootRun = Omit<NodeRun, 'credentials' | 'parameters'> & { token?: string; botToken?: string };

/** The credential data for the simulator; the administrator's token and no bot unless told otherwise. */
export function credentials(chatwoot: ChatwootSimulator, { token = chatwoot.token, botToken = '' }: ChatwootRun = {}): NonNullable<NodeRun['credentials']> {
	return { chatwootSlaApi: { baseUrl: chatwoot.url, accountId: chatwoot.account.id, accessToken: token, botToken, publicUrl: '' } };
}

/** Runs an operation, such as `contact.match`, of the Chatwoot node on the simulator. */
export function runChatwoot(chatwoot: ChatwootSimulator, what: string, parameters: INodeParameters = {}, run: ChatwootRun = {}): Promise<NodeOutcome> {
	const [resource = '', operation = ''] = what.split('.');
	return runNode(new Chatwoot(), { ...run, parameters: { resource, operation, ...parameters }, credentials: credentials(chatwoot, run) });
}

/** As the editor stores a choice from a list, or an ID typed. */
export function chosen(id: number): INodeParameters {
	return { __rl: true, mode: 'id', value: String(id) };
}

/** The JSON of the first output, where the node did not fail. */
export function jsonOf({ outputs, error }: NodeOutcome): unknown[] {
	if (error !== null) throw error;
	return (outputs[0] ?? []).map(({ json }) => json);
}
