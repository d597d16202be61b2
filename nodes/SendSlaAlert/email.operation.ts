import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { type AlertEmail, renderEmail } from '../../core/alert/email';
import { deliveryKey } from '../../core/alert/key';
import { renderNoticeEmail } from '../../core/alert/notice';
import { openMailer, type OutgoingEmail } from '../../core/smtp/mailer';
import { readAlert, textParameter } from '../shared/alert-item';
import { forEachItem, passOnSent } from '../shared/items';
import { once } from '../shared/once';
import { checkEmailAddress } from './email-address';
import { isNotice, readNotice } from './notice';
import { readSmtpCredential, type SmtpCredential } from './smtp-credential';

const displayOptions = { show: { channel: ['email'] } };

export const description: INodeProperties[] = [
	{
		displayName: 'To',
		name: 'to',
		type: 'string',
		default: '={{ $json.delivery.person.email }}',
		required: true,
		placeholder: 'e.g. anita@example.com',
		description: 'The e-mail address the alert is sent to. One per item.',
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
			{
				displayName: 'Reply To',
				name: 'replyTo',
				type: 'string',
				default: '',
				placeholder: 'e.g. support-leads@example.com',
				description: 'Where answers to the alert go',
			},
			{
				displayName: 'Subject Prefix',
				name: 'subjectPrefix',
				type: 'string',
				default: '',
				placeholder: 'e.g. [Support]',
				description: 'Keep it the same for all alerts: mail programs split a thread when the subject changes',
			},
		],
	},
];

export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const smtp = once(async () => {
		const { settings, from } = readSmtpCredential(await context.getCredentials('chatwootSlaSmtpApi'));
		return { from, mailer: openMailer(settings) };
	});
	let close = () => {};
	try {
		return await forEachItem(
			context,
			async (itemIndex) => {
				const { from, mailer } = await smtp();
				close = mailer.close;
				return { mailer, email: prepareEmail(context, itemIndex, from) };
			},
			async ({ mailer, email }, itemIndex) => {
				await mailer.send(email);
				const sent = { channel: 'email', to: email.to, messageId: email.messageId };
				return [passOnSent(context, itemIndex, { sent })];
			},
		);
	} finally {
		close();
	}
}

function prepareEmail(context: IExecuteFunctions, itemIndex: number, from: SmtpCredential['from']): OutgoingEmail {
	const to = checkEmailAddress(textParameter(context, 'to', itemIndex), 'To');
	const replyTo = textParameter(context, 'options.replyTo', itemIndex);
	const rendered = renderItem(context, itemIndex, to, from.address.slice(from.address.lastIndexOf('@') + 1));
	return { ...rendered, from, to, replyTo: replyTo === '' ? '' : checkEmailAddress(replyTo, 'Reply To') };
}

function renderItem(context: IExecuteFunctions, itemIndex: number, to: string, domain: string): AlertEmail {
	if (isNotice(context)) return renderNoticeEmail(readNotice(context, itemIndex), { to, domain });
	const alert = readAlert(context, itemIndex);
	return renderEmail(alert, {
		deliveryKey: alert.delivery?.key ?? deliveryKey(alert.key, 'email', to),
		domain,
		subjectPrefix: textParameter(context, 'options.subjectPrefix', itemIndex),
	});
}
