import type { IExecuteFunctions, IHookFunctions, ILoadOptionsFunctions, ITriggerFunctions, IWebhookFunctions } from 'n8n-workflow';
import type { ChatwootClient, ChatwootServer } from '../../core/chatwoot/client';
import { createChatwootClient, readChatwootCredentials } from '../../core/chatwoot/client';
import type { HttpTransport } from '../../core/http/transport';
import { whileAnswering } from '../../core/http/while-answering';
import { httpTransport } from './http';

export const CHATWOOT_CREDENTIAL = 'chatwootSlaApi';

export interface ChatwootConnection {
	client: ChatwootClient;
	server: ChatwootServer & { publicUrl: string };
	/** Tells servers, accounts and credentials apart in what is remembered between runs. */
	cacheKey: string;
}

/** A client for the account that the node's Chatwoot credential names. */
export async function connectChatwoot(
	context: IExecuteFunctions | IHookFunctions | ILoadOptionsFunctions | ITriggerFunctions | IWebhookFunctions,
	patience: (transport: HttpTransport) => HttpTransport = (transport) => transport,
): Promise<ChatwootConnection> {
	const server = readChatwootCredentials(await context.getCredentials(CHATWOOT_CREDENTIAL));
	return {
		client: createChatwootClient(server, patience(httpTransport(context, CHATWOOT_CREDENTIAL))),
		server,
		cacheKey: [server.baseUrl, server.accountId, context.getNode().credentials?.[CHATWOOT_CREDENTIAL]?.id].join(' '),
	};
}

/** The same for one execution: a Chatwoot that did not answer in time is asked no more. */
export function connectForExecution(context: IExecuteFunctions): Promise<ChatwootConnection> {
	return connectChatwoot(context, whileAnswering);
}
