import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { type AlertEmail, renderEmail } from '../../core/alert/email';
import { deliveryKey } from '../../core/alert/key';
import { renderNoticeEmail } from '../../core/alert/notice';
import { renderOverflowEmail } from '../../core/alert/overflow';
import { type Mailer, openMailer, type OutgoingEmail } from '../../core/smtp/mailer';
import { type AlertItem, readAlert, textParameter } from '../shared/alert-item';
import { once } from '../shared/once';
import { readAttachments } from './attachments';
import { type Content, contentOf, HIDE_LAST_MESSAGE, hidesLastMessage, readNotice } from './content';
import { checkEmailAddress } from './email-address';
import { capOf, forEachGroup, type Group } from './groups';
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
				displayName: 'Attachments',
				name: 'attachments',
				type: 'string',
				default: '',
				placeholder: 'e.g. chart, report',
				description:
					'The names of the item\'s binary fields to attach, separated by commas. HTML shows a picture where it has cid: and its name.',
			},
			HIDE_LAST_MESSAGE,
			{
				displayName: 'HTML',
				name: 'html',
				type: 'string',
				typeOptions: { rows: 4 },
				default: '',
				placeholder: 'e.g. {{ $json.html }}',
				description: 'A page of your own, sent as it is. Text is then for mail programs that show no HTML.',
				displayOptions: { show: { '/content': ['text'] } },
			},
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
	const content = contentOf(context);
	const smtp = once(async () => {
		const { settings, from } = readSmtpCredential(await context.getCredentials('chatwootSlaSmtpApi'));
		return { from, mailer: openMailer(settings) };
	});
	let close = () => {};
	try {
		return await forEachGroup(context, {
			isDigest: content === 'digest',
			prepare: async (itemIndex) => {
				const { from, mailer } = await smtp();
				close = mailer.close;
				return { mailer, ...(await prepareEmail(context, itemIndex, content, from)) };
			},
			send: async (group) => {
				const { mailer, recipient } = group[0].value;
				const email = emailOf(group);
				await mailer.send(email);
				return { channel: 'email', to: recipient, messageId: email.messageId };
			},
		});
	} finally {
		close();
	}
}

interface PreparedEmail {
	recipient: string;
	email: OutgoingEmail;
	/** With what makes it be sent once; null for words of the user's own. */
	alert: AlertItem | null;
	key: string;
	subjectPrefix: string;
}

async function prepareEmail(context: IExecuteFunctions, itemIndex: number, content: Content, from: SmtpCredential['from']): Promise<PreparedEmail> {
	const to = checkEmailAddress(textParameter(context, 'to', itemIndex), 'To');
	const replyTo = textParameter(context, 'options.replyTo', itemIndex);
	const subjectPrefix = textParameter(context, 'options.subjectPrefix', itemIndex);
	const alert = content === 'text' ? null : readAlert(context, itemIndex);
	const key = alert === null ? '' : (alert.delivery?.key ?? deliveryKey(alert.key, 'email', to));
	const domain = domainOf(from);
	const rendered =
		alert === null
			? renderNoticeEmail(readNotice(context, itemIndex), { to, domain, run: context.getExecutionId() })
			: renderEmail(alert, { deliveryKey: key, domain, subjectPrefix, hideLastMessage: hidesLastMessage(context, itemIndex) });
	const attachments = await readAttachments(context, itemIndex, rendered.html);
	const envelope = { from, to, replyTo: replyTo === '' ? '' : checkEmailAddress(replyTo, 'Reply To'), attachments };
	return { recipient: to, email: { ...rendered, ...envelope }, alert, key, subjectPrefix };
}

/** The item's own e-mail, or one for all items of a group, with the addresses of the first. */
function emailOf(group: Group<PreparedEmail & { mailer: Mailer }>): OutgoingEmail {
	const [{ value: first }, ...others] = group;
	if (others.length === 0 || first.alert === null) return first.email;
	const alerts: readonly [AlertItem, ...AlertItem[]] = [first.alert, ...others.flatMap(({ value }) => value.alert ?? [])];
	const rendered: AlertEmail = renderOverflowEmail(
		{ alerts, capPerHour: capOf(first.alert) },
		{ deliveryKeys: group.map(({ value }) => value.key), domain: domainOf(first.email.from), subjectPrefix: first.subjectPrefix },
	);
	return { ...first.email, ...rendered, attachments: group.flatMap(({ value }) => value.email.attachments) };
}

function domainOf({ address }: SmtpCredential['from']): string {
	return address.slice(address.lastIndexOf('@') + 1);
}
