import type { IExecuteFunctions, ILoadOptionsFunctions } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';
import type { ChatwootApi } from '../../core/chatwoot/api';
import { createChatwootApi } from '../../core/chatwoot/api';
import { readChatwootCredentials } from '../../core/chatwoot/client';
import { CHATWOOT_CREDENTIAL } from '../shared/chatwoot';
import { httpTransport } from '../shared/http';

/** The REST API of the account that the node's credential names. */
export async function connect(context: IExecuteFunctions | ILoadOptionsFunctions): Promise<ChatwootApi> {
	const server = readChatwootCredentials(await context.getCredentials(CHATWOOT_CREDENTIAL));
	return createChatwootApi(server, httpTransport(context, CHATWOOT_CREDENTIAL), { botToken: server.botToken, pause: sleep });
}
