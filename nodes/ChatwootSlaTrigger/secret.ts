import type { IWebhookFunctions } from 'n8n-workflow';
import { nullAfter } from '../../core/after';
import { findWebhook } from '../../core/chatwoot/account-webhooks';
import type { ChatwootWebhook } from '../../core/chatwoot/client';
import { ExpiringCache } from '../../core/expiring-cache';
import { CHATWOOT_CREDENTIAL, connectChatwoot } from '../shared/chatwoot';
import { warn } from './answer';
import { explained } from './explained';
import { recall, remember } from './registration';
import { signatureSettings } from './settings';

interface LookUp {
	webhook: Promise<ChatwootWebhook | null>;
	/** Null after the longest that a request waits: Chatwoot (4.15) gives its receiver five seconds. */
	givenUp: Promise<null>;
}

const PATIENCE_MS = 3_000;

/**
 * Requests that come in together share one look-up. A failed one counts as well: whatever strangers send, n8n reads the
 * credential and asks Chatwoot once in ten seconds.
 */
const lookUps = new ExpiringCache<LookUp>({ ttlMs: 10_000, maxEntries: 100 });

/**
 * What this node's webhook may be signed with, the likeliest first: the secret typed by hand and no other, else the one
 * kept since activation and then, where that is not it, the one Chatwoot tells now. The secret may have been replaced in
 * Chatwoot, and an execution on a queue worker may wipe what was kept (n8n 2.41 saves a workflow's static data as a whole).
 */
export async function* signingSecrets(context: IWebhookFunctions): AsyncGenerator<string, void, undefined> {
	const { typedSecret } = signatureSettings(context);
	if (typedSecret !== '') {
		yield typedSecret;
		return;
	}
	const url = context.getWebhookResourceUrl('default') ?? '';
	const kept = recall(context, url)?.secret ?? null;
	if (kept !== null) yield kept;

	const webhook = await askChatwoot(context, url);
	if (!webhook?.secret || webhook.secret === kept) return;
	remember(context, webhook);
	yield webhook.secret;
}

async function askChatwoot(context: IWebhookFunctions, url: string): Promise<ChatwootWebhook | null> {
	const { webhook, givenUp } = await lookUps.get(`${context.getNode().credentials?.[CHATWOOT_CREDENTIAL]?.id ?? ''} ${url}`, () =>
		Promise.resolve({ webhook: lookUp(context, url), givenUp: nullAfter(PATIENCE_MS) }),
	);
	return await Promise.race([webhook, givenUp]);
}

/** Null when there is no such webhook or Chatwoot can't be asked; the log says why. */
async function lookUp(context: IWebhookFunctions, url: string): Promise<ChatwootWebhook | null> {
	const unknown = (why: string) => {
		warn(context, `does not know the secret of its webhook: Chatwoot ${why}`);
	};
	try {
		const { client } = await connectChatwoot(context);
		const webhook = await findWebhook(client, url);
		if (webhook === null) unknown('has no webhook with the URL of this node');
		else if (webhook.secret === null) unknown('made none');
		return webhook;
	} catch (error) {
		unknown(`could not be asked: ${explained(error)}`);
		return null;
	}
}
