import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';
import { renderChatMessage } from '../../core/alert/chat-message';
import { renderNoticeChat, renderNoticeSlack } from '../../core/alert/notice';
import { renderOverflowChat, renderOverflowSlack } from '../../core/alert/overflow';
import { renderSlackMessage } from '../../core/alert/slack-message';
import { ExplainedError } from '../../core/errors';
import { withPauses } from '../../core/http/with-pauses';
import type { StageKind } from '../../core/sla/stages';
import { botSender, type SentToSlack, type SlackSender, webhookSender } from '../../core/slack/sender';
import type { WebhookMessages } from '../../core/slack/webhook';
import { type AlertItem, readAlert, textParameter } from '../shared/alert-item';
import { httpTransport } from '../shared/http';
import { once } from '../shared/once';
import { type Content, contentOf, HIDE_LAST_MESSAGE, hidesLastMessage, readNotice } from './content';
import { capOf, forEachGroup, type Group } from './groups';
import { readSlackCredential, type SlackCredential } from './slack-credential';

const displayOptions = { show: { channel: ['slack'] } };

export const description: INodeProperties[] = [
	{
		displayName: 'Target',
		name: 'target',
		type: 'string',
		default: '={{ $json.delivery.slackTarget }}',
		placeholder: 'e.g. C0123456789',
		description:
			'Channel or member the alert is posted to, by ID or #name. When empty, the default channel of the credential. An incoming webhook always posts to its own channel.',
		displayOptions,
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		displayOptions,
		options: [
			HIDE_LAST_MESSAGE,
			{
				displayName: 'Show Replies in Channel',
				name: 'broadcast',
				type: 'boolean',
				default: true,
				description:
					'Whether breaches and escalations that reply in the thread of an earlier alert are shown in the channel as well. Reminders stay in the thread.',
				displayOptions: { show: { '/content': ['alert'] } },
			},
		],
	},
];

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const content = contentOf(context);
	const connect = once(async () => {
		const credential = readSlackCredential(await context.getCredentials('chatwootSlaSlackApi'));
		return { credential, sender: senderFor(context, credential) };
	});
	return await forEachGroup(context, {
		isDigest: content === 'digest',
		prepare: async (itemIndex) => {
			const { credential, sender } = await connect();
			return { sender, ...preparePost(context, itemIndex, content, credential) };
		},
		send: (group) => withPauses(() => sendGroup(group), { isLimit: isNotTaken, pausesMs: PAUSES_MS, pause: sleep }),
	});
}

/** A short limit or outage is bridged here: n8n's own Retry On Fail would repeat time-outs as well. */
const PAUSES_MS = [500, 2000];

function isNotTaken(error: unknown): boolean {
	return error instanceof ExplainedError && error.retryable;
}

interface PreparedPost {
	/** The channel or member; empty for a webhook. */
	recipient: string;
	messages: WebhookMessages;
	/** Null for words of the user's own. */
	alert: AlertItem | null;
	broadcast: boolean;
}

async function sendGroup(group: Group<PreparedPost & { sender: SlackSender }>): Promise<SentToSlack> {
	const [{ value: first }, ...others] = group;
	const { sender, recipient, messages, alert, broadcast } = first;
	if (alert === null) return await sender.post(recipient, messages);
	if (others.length === 0) return await sender.tell(recipient, messages, alert, broadcast);
	const alerts: readonly [AlertItem, ...AlertItem[]] = [alert, ...others.flatMap(({ value }) => value.alert ?? [])];
	const overflow = { alerts, capPerHour: capOf(alert) };
	return await sender.post(recipient, { slack: () => renderOverflowSlack(overflow), chat: () => renderOverflowChat(overflow) });
}

/** Without the credential's signature for a webhook: its address is the whole secret, and a token would be given away. */
function senderFor(context: IExecuteFunctions, credential: SlackCredential): SlackSender {
	if (credential.connection === 'webhook') return webhookSender({ url: credential.secretWebhookUrl, http: httpTransport(context) });
	return botSender({ apiBaseUrl: credential.apiBaseUrl, http: httpTransport(context, 'chatwootSlaSlackApi') });
}

function preparePost(context: IExecuteFunctions, itemIndex: number, content: Content, credential: SlackCredential): PreparedPost {
	const recipient = targetOf(context, itemIndex, credential);
	if (content === 'text') {
		const notice = readNotice(context, itemIndex);
		const messages = { slack: () => renderNoticeSlack(notice), chat: () => renderNoticeChat(notice) };
		return { recipient, messages, alert: null, broadcast: false };
	}
	const alert = readAlert(context, itemIndex);
	const options = { hideLastMessage: hidesLastMessage(context, itemIndex) };
	return {
		recipient,
		messages: { slack: () => renderSlackMessage(alert, options), chat: () => renderChatMessage(alert, options) },
		alert,
		broadcast: URGENT.includes(alert.stage) && context.getNodeParameter('options.broadcast', itemIndex, true) !== false,
	};
}

/** Reminders repeat what the channel has seen. */
const URGENT: StageKind[] = ['breach', 'escalation'];

function targetOf(context: IExecuteFunctions, itemIndex: number, credential: SlackCredential): string {
	if (credential.connection === 'webhook') return '';
	const target = textParameter(context, 'target', itemIndex) || credential.defaultChannel;
	if (target !== '') return target;
	throw new ExplainedError('There is no Slack channel to post to', {
		advice: 'Set Target, give the person a Slack target in Route SLA Alert, or set the default channel in the Slack credential.',
	});
}
