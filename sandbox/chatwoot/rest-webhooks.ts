import { z } from 'zod';
import type { Webhook } from './model';
import { SUBSCRIPTIONS } from './model';
import { webhookSettings } from './payloads';
import type { RestAnswer, RestRequest, Route } from './rest-route';
import { forAdministrators, invalid, json, jsonBody, notFound } from './rest-route';

export const webhookRoutes: readonly Route[] = [
	{
		method: 'GET',
		pattern: /^webhooks$/,
		handle: forAdministrators(({ chatwoot }) =>
			json(200, { payload: { webhooks: chatwoot.webhooks.map((webhook) => webhookSettings(chatwoot.account, webhook)) } }),
		),
	},
	{ method: 'POST', pattern: /^webhooks$/, handle: forAdministrators(createWebhook) },
	{ method: 'PATCH', pattern: /^webhooks\/(\d+)$/, handle: forAdministrators(updateWebhook) },
	{
		method: 'DELETE',
		pattern: /^webhooks\/(\d+)$/,
		handle: forAdministrators(({ chatwoot, id }) => {
			if (!chatwoot.webhooks.some((webhook) => webhook.id === id)) return notFound();
			chatwoot.removeWebhook(id);
			return { status: 200, body: '' };
		}),
	},
];

const webhookSchema = z.object({ url: z.string(), name: z.string().nullable(), subscriptions: z.array(z.string()) }).partial();

/** Chatwoot takes the settings in `webhook` or flat. */
const webhookBodySchema = z.union([z.object({ webhook: webhookSchema }).transform(({ webhook }) => webhook), webhookSchema]).catch({});

function createWebhook({ chatwoot, call }: RestRequest): RestAnswer {
	const { url = '', name = null, subscriptions = [] } = webhookBodySchema.parse(jsonBody(call));
	const refusal = webhookRefusal(url, subscriptions);
	if (refusal !== null) return refusal;
	const webhook = chatwoot.addWebhook({ url, name, subscriptions });
	return webhook === null ? urlTaken() : json(200, { payload: { webhook: webhookSettings(chatwoot.account, webhook) } });
}

function updateWebhook({ chatwoot, call, id }: RestRequest): RestAnswer {
	const webhook = chatwoot.webhooks.find((each) => each.id === id);
	if (webhook === undefined) return notFound();
	const changed: Webhook = { ...webhook, ...definedOnly(webhookBodySchema.parse(jsonBody(call))) };
	const refusal = webhookRefusal(changed.url, changed.subscriptions);
	if (refusal !== null) return refusal;
	if (chatwoot.webhooks.some((other) => other.id !== id && other.url === changed.url)) return urlTaken();
	Object.assign(webhook, changed);
	return json(200, { payload: { webhook: webhookSettings(chatwoot.account, webhook) } });
}

function definedOnly({ url, name, subscriptions }: z.infer<typeof webhookSchema>): Partial<Webhook> {
	return {
		...(url === undefined ? {} : { url }),
		...(name === undefined ? {} : { name }),
		...(subscriptions === undefined ? {} : { subscriptions }),
	};
}

function webhookRefusal(url: string, subscriptions: string[]): RestAnswer | null {
	if (!/^https?:\/\/[^\s/]+/.test(url)) return invalid('Url is invalid', 'url');
	if (subscriptions.length === 0 || subscriptions.some((event) => !SUBSCRIPTIONS.includes(event))) {
		return invalid('Subscriptions Invalid events', 'subscriptions');
	}
	return null;
}

function urlTaken(): RestAnswer {
	return invalid('Url has already been taken', 'url');
}
