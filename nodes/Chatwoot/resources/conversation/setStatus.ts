import { DateTime } from 'luxon';
import { CONVERSATION_STATUSES, getConversation, setStatus } from '../../../../core/chatwoot/conversations';
import { ExplainedError } from '../../../../core/errors';
import { conversationId } from '../../fields';
import { forEach } from '../../operation';

export const description = [
	conversationId,
	{
		displayName: 'Status',
		name: 'newStatus',
		type: 'options' as const,
		default: 'resolved',
		options: [
			{ name: 'Open', value: 'open' },
			{ name: 'Pending', value: 'pending' },
			{ name: 'Resolved', value: 'resolved' },
			{ name: 'Snoozed', value: 'snoozed' },
		],
	},
	{
		displayName: 'Snoozed Until',
		name: 'snoozedUntil',
		type: 'dateTime' as const,
		displayOptions: { show: { newStatus: ['snoozed'] } },
		default: '',
		description: "In the workflow's time zone. Left empty: until the customer writes.",
	},
];

/** Gives the conversation as it is afterwards. */
export const execute = forEach(
	(parameters) => {
		const status = parameters.oneOf('newStatus', 'Status', CONVERSATION_STATUSES);
		const until = status === 'snoozed' ? parseTime(parameters.text('snoozedUntil'), parameters.timeZone) : null;
		return { id: parameters.id('conversationId', 'Conversation ID'), status, until };
	},
	async (api, { id, status, until }) => {
		await setStatus(api, id, status, until);
		return await getConversation(api, id);
	},
);

function parseTime(typed: string, zone: string): Date | null {
	if (typed === '') return null;
	const time = DateTime.fromISO(typed, { zone });
	if (time.isValid) return time.toJSDate();
	throw new ExplainedError('Snoozed Until is no time', { advice: 'Choose a time, or write it like 2026-11-21T09:00:00Z.' });
}
