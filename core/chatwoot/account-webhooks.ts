import { hasStatus } from './api';
import type { ChatwootClient, ChatwootWebhook, WebhookSettings } from './client';

/**
 * Makes sure that Chatwoot sends the wanted events to the URL. A URL is unique within an account (Chatwoot 4.15), so a
 * webhook that has it already is taken over and only its events are set right.
 */
export async function ensureWebhook(client: ChatwootClient, wanted: WebhookSettings): Promise<ChatwootWebhook> {
	const existing = await findWebhook(client, wanted.url);
	if (existing !== null) return await adopt(client, existing, wanted);
	try {
		return await client.createWebhook(wanted);
	} catch (error) {
		// Somebody else may have registered the URL between the two requests.
		if (!hasStatus(error, 422)) throw error;
		const rival = await findWebhook(client, wanted.url);
		if (rival === null) throw error;
		return await adopt(client, rival, wanted);
	}
}

export async function findWebhook(client: ChatwootClient, url: string): Promise<ChatwootWebhook | null> {
	return (await client.listWebhooks()).find((webhook) => webhook.url === url) ?? null;
}

/** Removes a webhook; that it is gone already is fine. */
export async function removeWebhook(client: ChatwootClient, id: number): Promise<void> {
	try {
		await client.deleteWebhook(id);
	} catch (error) {
		if (!hasStatus(error, 404)) throw error;
	}
}

/** Whether a webhook is subscribed to exactly these events, in any order. */
export function subscribesTo(webhook: ChatwootWebhook, subscriptions: string[]): boolean {
	const wanted = new Set(subscriptions);
	const actual = new Set(webhook.subscriptions);
	return wanted.size === actual.size && [...wanted].every((event) => actual.has(event));
}

async function adopt(client: ChatwootClient, existing: ChatwootWebhook, wanted: WebhookSettings): Promise<ChatwootWebhook> {
	if (subscribesTo(existing, wanted.subscriptions)) return existing;
	const updated = await client.updateWebhook(existing.id, wanted);
	return { ...updated, secret: updated.secret ?? existing.secret };
}
