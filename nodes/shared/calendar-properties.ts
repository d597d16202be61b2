import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

type Show = NonNullable<IDisplayOptions['show']>;

/**
 * The fields that say when somebody is there to answer; `readOpeningHours` reads them. `show` is added to each
 * field's own condition, for nodes that show them in one mode only, such as `{ policyFrom: ['here'] }`.
 */
export function calendarProperties(show: Show = {}): INodeProperties[] {
	return fields.map(({ when, ...property }) => ({
		...property,
		...(when === undefined && Object.keys(show).length === 0 ? {} : { displayOptions: { show: { ...show, ...when } } }),
	}));
}

const custom: Show = { businessHours: ['custom'] };
const customOrInbox: Show = { businessHours: ['custom', 'inbox'] };

const fields: Array<INodeProperties & { when?: Show }> = [
	{
		displayName: 'Business Hours',
		name: 'businessHours',
		type: 'options',
		default: 'always',
		options: [
			{ name: 'Always Open', value: 'always', description: 'Every hour counts, day and night' },
			{
				name: "Inbox's Working Hours",
				value: 'inbox',
				description: 'The hours set in Chatwoot for the inbox of the conversation. An inbox without them is always open.',
			},
			{ name: 'Set Here', value: 'custom', description: 'The same hours for all inboxes' },
		],
		description: 'Which time counts for thresholds that run only during business hours',
	},
	{
		displayName: 'Time Zone',
		name: 'timeZone',
		type: 'string',
		default: '',
		placeholder: 'e.g. Europe/Amsterdam',
		when: custom,
		description: 'The time zone of the opening hours. Left empty: the time zone of this workflow.',
	},
	{
		displayName: 'Opening Hours',
		name: 'openingHours',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true },
		placeholder: 'Add opening hours',
		default: { period: [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' }] },
		when: custom,
		description: 'A day may have several, such as one before and one after lunch',
		options: [
			{
				displayName: 'Opening Hours',
				name: 'period',
				values: [
					{
						displayName: 'Days',
						name: 'days',
						type: 'multiOptions',
						default: [1, 2, 3, 4, 5],
						options: [
							{ name: 'Monday', value: 1 },
							{ name: 'Tuesday', value: 2 },
							{ name: 'Wednesday', value: 3 },
							{ name: 'Thursday', value: 4 },
							{ name: 'Friday', value: 5 },
							{ name: 'Saturday', value: 6 },
							{ name: 'Sunday', value: 7 },
						],
						description: 'The days on which these hours begin',
					},
					{
						displayName: 'From',
						name: 'from',
						type: 'string',
						default: '09:00',
						placeholder: 'e.g. 09:00',
					},
					{
						displayName: 'To',
						name: 'to',
						type: 'string',
						default: '17:00',
						placeholder: 'e.g. 17:00',
						description: 'At midnight a day ends at 24:00. A time at or before From is one of the next day.',
					},
				],
			},
		],
	},
	{
		displayName: 'Holidays',
		name: 'holidays',
		type: 'string',
		typeOptions: { rows: 3 },
		default: '',
		placeholder: 'e.g. 2026-12-25, 2026-12-28..2026-12-31, 01-01',
		when: customOrInbox,
		description: 'Dates on which nothing is open, ranges of them, yearly ones as month-day, or the text of an iCalendar file',
	},
	{
		displayName: 'Holiday Calendar URL',
		name: 'holidaysUrl',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://calendar.example.com/holidays.ics',
		when: customOrInbox,
		description: 'An iCalendar file with more holidays. It is read once an hour.',
	},
];
