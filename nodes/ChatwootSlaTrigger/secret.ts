import type { IWebhookFunctions } from 'n8n-workflow';
import { findWebhook } from '../../core/chatwoot/account-webhooks';
import type { ChatwootWebhook } from '../../core/chatwoot/client';
import { messageOf } from '../../core/errors';
import { ExpiringCache } from '../../core/expiring-cache';
import { connectChatwoot } from '../shared/chatwoot';
import { recall, remember } from './registration';
import { signatureSettings } from './settings';

/** Requests that come in together share one look-up, and strangers cannot make n8n ask Chatwoot without end. */
const lookups = new ExpiringCache<ChatwootWebhook | null>({ ttlMs: 10_000, maxEntries: 100 });

/**
 * What this node's webhook is signed with: the secret typed by hand, else the one kept since activation. An execution
 * on a queue worker may wipe what was kept (n8n 2.41 saves a workflow's static data as a whole): then it is read from
 * Chatwoot again. Null when none can be found; the log says why.
 */
export async function signingSecret(context: IWebhookFunctions): Promise<string | null> {
	const { typedSecret } = signatureSettings(context);
	if (typedSecret !== '') return typedSecret;
	const url = context.getWebhookResourceUrl('default') ?? '';
	return recall(context, url)?.secret ?? (await askChatwoot(context, url));
}

async function askChatwoot(context: IWebhookFunctions, url: string): Promise<string | null> {
	try {
		const { client, cacheKey } = await connectChatwoot(context);
		const webhook = await lookups.get(`${cacheKey} ${url}`, () => findWebhook(client, url));
		if (webhook?.secret) {
			remember(context, webhook);
			return webhook.secret;
		}
		warn(context, webhook === null ? 'has no webhook with the URL of this node' : 'made none');
	} catch (error) {
		warn(context, `could not be asked: ${messageOf(error)}`);
	}
	return null;
}

function warn(context: IWebhookFunctions, why: string): void {
	context.logger.warn(`Chatwoot SLA Trigger does not know the secret of its webhook: Chatwoot ${why}`, {
		workflowId: context.getWorkflow().id,
		nodeName: context.getNode().name,
	});
}
