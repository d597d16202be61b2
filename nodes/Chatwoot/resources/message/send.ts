import type { NewMessage } from '../../../../core/chatwoot/messages';
import { sendMessage } from '../../../../core/chatwoot/messages';
import { ExplainedError } from '../../../../core/errors';
import { conversationId, sendAs, templateFields } from '../../fields';
import { forEach } from '../../operation';
import type { Parameters } from '../../parameters';
import { readSender, readTemplate } from '../../read';

export const description = [
	conversationId,
	{
		displayName: 'Type',
		name: 'messageType',
		type: 'options' as const,
		default: 'outgoing',
		options: [
			{ name: "Customer's Message", value: 'incoming', description: 'A message from the customer. Only inboxes of type API take it.' },
			{ name: 'Private Note', value: 'note', description: 'Only agents see it' },
			{ name: 'Template', value: 'template', description: 'A template of the channel, such as WhatsApp asks for after 24 hours' },
			{ name: 'Text', value: 'outgoing', description: 'A message to the customer' },
		],
	},
	{
		displayName: 'Text',
		name: 'content',
		type: 'string' as const,
		typeOptions: { rows: 4 },
		default: '',
		placeholder: 'e.g. Your order is on its way',
	},
	...templateFields({ messageType: ['template'] }),
	{
		displayName: 'Input Binary Fields',
		name: 'attachmentFields',
		type: 'string' as const,
		displayOptions: { show: { messageType: ['outgoing', 'note', 'incoming'] } },
		default: '',
		placeholder: 'e.g. data',
		description: 'The fields of the input item that hold files to attach, with commas between them',
	},
	{ ...sendAs, displayOptions: { show: { messageType: ['outgoing', 'note', 'template'] } } },
];

/** Gives `{ message, sentAs }`. */
export const execute = forEach(
	async (parameters, api) => {
		const type = parameters.oneOf('messageType', 'Type', ['outgoing', 'note', 'incoming', 'template']);
		const message: NewMessage = {
			content: parameters.text('content'),
			kind: type === 'template' ? 'outgoing' : type,
			template: type === 'template' ? readTemplate(parameters) : null,
			attachments: type === 'template' ? [] : await readAttachments(parameters),
			as: type === 'incoming' ? 'user' : readSender(parameters, api),
		};
		if (message.content === '' && message.attachments.length === 0) {
			throw new ExplainedError('Text is empty, and there is no attachment', { advice: 'Fill in at least one of them.' });
		}
		return { id: parameters.id('conversationId', 'Conversation ID'), message };
	},
	async (api, { id, message }) => ({ message: await sendMessage(api, id, message), sentAs: message.as }),
);

function readAttachments(parameters: Parameters): Promise<NewMessage['attachments']> {
	return Promise.all(parameters.list('attachmentFields').map((field) => parameters.file(field)));
}
