import type { Alert, Delivery } from '../alert/alert';
import type { Receipt } from '../ledger/receipt';
import { ReceiptSchema } from '../ledger/receipt';
import { postMessage, type SlackBot, updateMessage } from './client';
import { unlessGone } from './slack-refusal';
import { postToWebhook, type SlackWebhook, type WebhookMessages } from './webhook';

/** How the alerts of one run get to Slack. */
export interface SlackSender {
	/**
	 * A message by itself.
	 *
	 * @throws ExplainedError with Slack's own reason.
	 */
	post(target: string, messages: WebhookMessages): Promise<SentToSlack>;
	/**
	 * An alert, as a part of its thread where it has one; with `broadcast` a reply is shown in the channel as well.
	 *
	 * @throws ExplainedError with Slack's own reason.
	 */
	tell(target: string, messages: WebhookMessages, alert: SlackAlert, broadcast: boolean): Promise<SentToSlack>;
}

export type SlackAlert = Alert & { delivery?: Delivery['delivery'] | undefined };

/** Where the message is; nulls for an incoming webhook, which does not say. */
export interface SentToSlack {
	channel: 'slack';
	/** The channel's id. */
	to: string | null;
	ts: string | null;
	/** The message it replies to. */
	thread?: string;
	/** Set when it took the place of the alert's message. */
	updated?: true;
}

/**
 * Alerts with one thread key reply to the first of them; what takes an alert back is put in the place of its message.
 * Where the message is not known any more, or was deleted, a new one is posted: nothing is lost for it.
 */
export function botSender(bot: SlackBot): SlackSender {
	const begun = new Map<string, Receipt>();
	const sayOnce = onceAThread();

	const post: SlackSender['post'] = async (target, { slack }) => {
		const { channel, ts } = await postMessage(bot, target, slack());
		return { channel: 'slack', to: channel, ts };
	};
	const reply = async (first: Receipt, { slack }: WebhookMessages, broadcast: boolean): Promise<SentToSlack> => {
		const { channel, ts } = await postMessage(bot, first.channel, slack(), { thread: first.ts, broadcast });
		return { channel: 'slack', to: channel, ts, thread: first.ts };
	};
	const update = async (receipt: Receipt, { slack }: WebhookMessages): Promise<SentToSlack> => {
		await updateMessage(bot, receipt, slack());
		return { channel: 'slack', to: receipt.channel, ts: receipt.ts, updated: true };
	};
	const begin = async (target: string, messages: WebhookMessages, threadKey: string): Promise<SentToSlack> => {
		const sent = await post(target, messages);
		const receipt = ReceiptSchema.safeParse({ channel: sent.to, ts: sent.ts });
		if (threadKey !== '' && receipt.success) begun.set(threadKey, receipt.data);
		return sent;
	};

	return {
		post,
		async tell(target, messages, alert, broadcast) {
			const { thread, receipt, threadKey } = placeOf(alert);
			if (alert.recovered !== null) {
				const updated = receipt === null ? null : await unlessGone(() => update(receipt, messages));
				return updated ?? (await sayOnce(threadKey, () => post(target, messages)));
			}
			const first = thread ?? begun.get(threadKey) ?? null;
			const replied = first === null ? null : await unlessGone(() => reply(first, messages, broadcast));
			return replied ?? (await begin(target, messages, threadKey));
		},
	};
}

/** An incoming webhook tells nothing of what it posted: everything is a message of its own. */
export function webhookSender(webhook: SlackWebhook): SlackSender {
	const sayOnce = onceAThread();
	const post: SlackSender['post'] = async (_target, messages) => {
		await postToWebhook(webhook, messages);
		return { channel: 'slack', to: null, ts: null };
	};
	return {
		post,
		tell: (target, messages, alert) => {
			const send = () => post(target, messages);
			return alert.recovered === null ? send() : sayOnce(placeOf(alert).threadKey, send);
		},
	};
}

function placeOf({ delivery }: SlackAlert): { thread: Receipt | null; receipt: Receipt | null; threadKey: string } {
	return { thread: delivery?.thread ?? null, receipt: delivery?.receipt ?? null, threadKey: delivery?.threadKey ?? '' };
}

/** A recovery comes once for every stage that had been told: as new messages they would all say the same. */
function onceAThread(): (threadKey: string, send: () => Promise<SentToSlack>) => Promise<SentToSlack> {
	const said = new Map<string, SentToSlack>();
	return async (threadKey, send) => {
		const sent = said.get(threadKey) ?? (await send());
		if (threadKey !== '') said.set(threadKey, sent);
		return sent;
	};
}
