import type { Notification } from '../../../../core/chatwoot/notify';
import { notify } from '../../../../core/chatwoot/notify';
import { ExplainedError } from '../../../../core/errors';
import { inbox, person, sendAs, templateFields } from '../../fields';
import { forEach } from '../../operation';
import type { Parameters } from '../../parameters';
import { readPerson, readSender, readTemplate } from '../../read';

export const description = [
	...person,
	inbox,
	{
		displayName: 'Text',
		name: 'content',
		type: 'string' as const,
		typeOptions: { rows: 4 },
		required: true,
		default: '',
		placeholder: 'e.g. Hola {name}, tu cita es mañana a las {time}',
		description: 'Names in braces are filled in from Values; {name}, {phone} and {email} come from the contact',
	},
	{
		displayName: 'Values',
		name: 'values',
		type: 'json' as const,
		default: '{}',
		description: 'What is filled in for names in braces, in the text and in the parameters of a template, as JSON, e.g. { "time": "10:00" }',
	},
	{
		displayName: 'Use Template',
		name: 'useTemplate',
		type: 'boolean' as const,
		default: false,
		description: 'Whether to send a template of the channel, such as WhatsApp asks for after 24 hours',
	},
	...templateFields({ useTemplate: [true] }),
	{
		displayName: 'Create Contact',
		name: 'createContact',
		type: 'boolean' as const,
		default: true,
		description: 'Whether to create a contact for a person Chatwoot does not know',
	},
	{
		displayName: 'Name',
		name: 'contactName',
		type: 'string' as const,
		displayOptions: { show: { createContact: [true] } },
		default: '',
		placeholder: 'e.g. Jane Doe',
		description: 'Of a contact that has to be created. Left empty: "WhatsApp" and the phone number.',
	},
	{
		displayName: 'Opt-Out Label',
		name: 'optOutLabel',
		type: 'string' as const,
		default: 'opt-out',
		description: 'Who has this label, as a contact or on the conversation, is sent nothing. Left empty: everybody is.',
	},
	sendAs,
	{
		displayName: 'Afterwards',
		name: 'afterwards',
		type: 'options' as const,
		default: 'leave',
		options: [
			{ name: 'Leave the Conversation as It Is', value: 'leave' },
			{
				name: 'Resolve What Was Begun or Reopened',
				value: 'resolve',
				description: 'A conversation that was begun or opened again for this message is resolved, so that nobody has to act on it',
			},
		],
		description: 'What becomes of the conversation. In one that stays open, SLA clocks run.',
	},
	{
		displayName: 'Dry Run',
		name: 'dryRun',
		type: 'boolean' as const,
		default: false,
		description: 'Whether to only tell what would be sent, and change nothing in Chatwoot',
	},
];

/** Gives a NotificationResult. */
export const execute = forEach(
	(parameters, api) => {
		const { keys, problem } = readPerson(parameters);
		const notification: Notification = {
			to: keys,
			name: parameters.text('contactName'),
			inboxId: parameters.id('inboxId', 'Inbox'),
			text: parameters.requiredText('content', 'Text'),
			values: readValues(parameters),
			template: parameters.flag('useTemplate') ? readTemplate(parameters) : null,
			as: readSender(parameters, api),
			createContact: parameters.flag('createContact'),
			optOutLabel: parameters.text('optOutLabel'),
			resolveAfterwards: parameters.oneOf('afterwards', 'Afterwards', ['leave', 'resolve']) === 'resolve',
			dryRun: parameters.flag('dryRun'),
		};
		return { notification, problem };
	},
	async (api, { notification, problem }) => {
		const result = await notify(api, notification);
		return { ...result, problem: problem ?? result.problem };
	},
);

function readValues(parameters: Parameters): Record<string, string> {
	const entries = Object.entries(parameters.object('values', 'Values'));
	return Object.fromEntries(entries.map(([name, value]) => [name, asText(name, value)]));
}

function asText(name: string, value: unknown): string {
	if (typeof value === 'string') return value;
	if (typeof value === 'number' || typeof value === 'boolean') return String(value);
	throw new ExplainedError(`Values: "${name}" is no text and no number`, { advice: 'A customer should not read it: give text.' });
}
