import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { renderNoticeSlack } from '../../core/alert/notice';
import { renderSlackMessage, type SlackMessage } from '../../core/alert/slack-message';
import { ExplainedError } from '../../core/errors';
import { postMessage, type PostedMessage } from '../../core/slack/client';
import { postToWebhook } from '../../core/slack/webhook';
import { readAlert, textParameter } from '../shared/alert-item';
import { httpTransport } from '../shared/http';
import { forEachItem, passOnSent } from '../shared/items';
import { once } from '../shared/once';
import { isNotice, readNotice } from './notice';
import { readSlackCredential, type SlackCredential } from './slack-credential';

export const description: INodeProperties[] = [
	{
		displayName: 'Target',
		name: 'target',
		type: 'string',
		default: '={{ $json.delivery.slackTarget }}',
		placeholder: 'e.g. C0123456789',
		description:
			'Channel or member the alert is posted to, by ID or #name. When empty, the default channel of the credential. An incoming webhook always posts to its own channel.',
		displayOptions: { show: { channel: ['slack'] } },
	},
];

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const credential = once(async () => readSlackCredential(await context.getCredentials('chatwootSlaSlackApi')));
	return forEachItem(
		context,
		async (itemIndex) => preparePost(context, await credential(), itemIndex),
		async (post, itemIndex) => {
			const { ts, channel } = await post();
			const sent = { channel: 'slack', to: channel, ts };
			return [passOnSent(context, itemIndex, { sent })];
		},
	);
}

function preparePost(context: IExecuteFunctions, credential: SlackCredential, itemIndex: number): () => Promise<PostedMessage> {
	const message = isNotice(context) ? renderNoticeSlack(readNotice(context, itemIndex)) : renderSlackMessage(readAlert(context, itemIndex));
	if (credential.connection === 'webhook') {
		return () => postByWebhook(context, credential.secretWebhookUrl, message);
	}
	const target = textParameter(context, 'target', itemIndex) || credential.defaultChannel;
	if (target === '') {
		throw new ExplainedError('There is no Slack channel to post to', {
			advice: 'Set Target, give the person a Slack target in Route SLA Alert, or set the default channel in the Slack credential.',
		});
	}
	const bot = { apiBaseUrl: credential.apiBaseUrl, http: httpTransport(context, 'chatwootSlaSlackApi') };
	return () => postMessage(bot, target, message);
}

/** Without the credential's signature: the webhook's address is the whole secret, and a token would be given away. */
async function postByWebhook(context: IExecuteFunctions, url: string, message: SlackMessage): Promise<PostedMessage> {
	await postToWebhook({ url, http: httpTransport(context) }, message);
	return { ts: null, channel: null };
}
