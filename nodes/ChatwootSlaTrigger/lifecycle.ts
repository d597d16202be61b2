import type { IHookFunctions } from 'n8n-workflow';
import { ensureWebhook, findWebhook, removeWebhook, subscribesTo } from '../../core/chatwoot/account-webhooks';
import type { ChatwootWebhook } from '../../core/chatwoot/client';
import { ExplainedError } from '../../core/errors';
import { connectChatwoot } from '../shared/chatwoot';
import { explaining } from '../shared/items';
import { triggerJudging } from '../shared/judging';
import { forget, remember } from './registration';
import { chosenEvents, signatureSettings, startsOnlyForSla } from './settings';

/** Whether Chatwoot has this node's webhook with the chosen events, usable as it is. */
export async function isRegistered(context: IHookFunctions): Promise<boolean> {
	return await explaining(context, async () => {
		await assertUsablePolicy(context);
		const { client } = await connectChatwoot(context);
		const webhook = await findWebhook(client, webhookUrl(context));
		if (webhook === null || !subscribesTo(webhook, chosenEvents(context)) || !canVerify(context, webhook)) return false;
		remember(context, webhook);
		return true;
	});
}

export async function register(context: IHookFunctions): Promise<void> {
	await explaining(context, async () => {
		const subscriptions = chosenEvents(context);
		if (subscriptions.length === 0) {
			throw new ExplainedError('No events are chosen', { advice: 'Choose at least one event in the parameter "Events".' });
		}
		await assertUsablePolicy(context);
		const { client } = await connectChatwoot(context);
		const name = `n8n: ${context.getWorkflow().name ?? 'Chatwoot SLA Trigger'}`;
		const webhook = await ensureWebhook(client, { url: webhookUrl(context), name, subscriptions });
		if (!canVerify(context, webhook)) {
			await removeWebhook(client, webhook.id);
			throw new ExplainedError('This Chatwoot gives its webhooks no secret, so their signatures cannot be verified', {
				advice: 'Update Chatwoot (4.11 and later sign), or turn off "Verify Signature" in the options.',
			});
		}
		remember(context, webhook);
	});
}

/**
 * The webhook is looked up by its URL and not by the id kept: the credential may have been changed to another
 * account, where that id belongs to somebody else.
 */
export async function unregister(context: IHookFunctions): Promise<void> {
	await explaining(context, async () => {
		const url = webhookUrl(context);
		const { client } = await connectChatwoot(context);
		const webhook = await findWebhook(client, url);
		if (webhook !== null) await removeWebhook(client, webhook.id);
		forget(context, url);
	});
}

/** The production URL, or the test URL while the editor listens for a test event. */
function webhookUrl(context: IHookFunctions): string {
	const url = context.getNodeWebhookUrl('default');
	if (url === undefined) throw new ExplainedError('n8n gave this node no webhook URL', { advice: 'Save the workflow and try again.' });
	return url;
}

function canVerify(context: IHookFunctions, webhook: ChatwootWebhook): boolean {
	const { verify, typedSecret } = signatureSettings(context);
	return !verify || typedSecret !== '' || webhook.secret !== null;
}

/** What is wrong with the policy is said now, and not by every event. */
async function assertUsablePolicy(context: IHookFunctions): Promise<void> {
	if (startsOnlyForSla(context)) await triggerJudging(context);
}
