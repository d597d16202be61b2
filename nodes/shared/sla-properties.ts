import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';
import type { SlaMetric } from '../../core/sla/conversation';
import { calendarProperties } from './calendar-properties';

type Show = NonNullable<IDisplayOptions['show']>;

/** What the editor calls the thresholds. */
export const THRESHOLD_NAMES: Record<SlaMetric, string> = {
	frt: 'First Response Time',
	nrt: 'Next Response Time',
	rt: 'Resolution Time',
	unassigned: 'Unassigned',
};

/** The statuses that are left alone unless the node says otherwise: a bot has them, or an agent put them aside. */
export const STATUSES_LEFT_ALONE = ['pending', 'snoozed'] as const;

/** What was missed longer ago than this when a monitor is published first is nothing that an alert would mend. */
export const DEFAULT_MISSED_LONGER_AGO_THAN = '7d';

export const DEFAULT_MAX_REMINDERS = 5;

export const DEFAULT_ACKNOWLEDGED_BY = ['assignment', 'label', 'reply'] as const;
export const DEFAULT_ACKNOWLEDGEMENT_LABEL = 'sla-acknowledged';

/**
 * The fields that say what is promised to customers, and what is told when; `readSlaSettings` reads them, and
 * `readOpeningHours` the business hours among them. `show` is added to each field's own condition, for nodes that show
 * them in one mode only, such as `{ policyFrom: ['here'] }`.
 */
export function slaProperties(show: Show = {}): INodeProperties[] {
	return [...promises.map((property) => shownAlso(property, show)), ...calendarProperties(show), ...stages.map((property) => shownAlso(property, show))];
}

function shownAlso(property: INodeProperties, show: Show): INodeProperties {
	if (Object.keys(show).length === 0) return property;
	return { ...property, displayOptions: { ...property.displayOptions, show: { ...show, ...property.displayOptions?.show } } };
}

const THRESHOLD_DESCRIPTIONS: Record<SlaMetric, string> = {
	frt: 'From the start of the conversation to the first reply of an agent',
	nrt: "From a customer's unanswered message to the next reply, after the first one",
	rt: 'From the start of the conversation to its resolution',
	unassigned: 'From the start of an open conversation to an assignee. Chatwoot has no SLA for this.',
};

const threshold = (metric: SlaMetric, placeholder: string): INodeProperties => ({
	displayName: THRESHOLD_NAMES[metric],
	name: metric,
	type: 'string',
	default: '',
	placeholder,
	description: `${THRESHOLD_DESCRIPTIONS[metric]}. Write it like 5m, 2h, 1d or 1h 30m; a number alone is seconds.`,
});

const thresholds: INodeProperties[] = [
	threshold('frt', 'e.g. 5m'),
	threshold('nrt', 'e.g. 15m'),
	threshold('rt', 'e.g. 1d'),
	threshold('unassigned', 'e.g. 10m'),
];

const names = (displayName: string, name: string, placeholder: string, what: string): INodeProperties => ({
	displayName,
	name,
	type: 'string',
	default: '',
	placeholder,
	description: `${what}, separated by commas. Left empty: all of them.`,
});

const policyFields: INodeProperties[] = [
	{
		displayName: 'Name',
		name: 'name',
		type: 'string',
		default: '',
		placeholder: 'e.g. Gold customers',
	},
	names('Inboxes', 'inboxes', 'e.g. Website, 3', 'Names or IDs of inboxes'),
	names('Teams', 'teams', 'e.g. customer service', 'Names or IDs of teams'),
	names('Labels', 'labels', 'e.g. vip, billing', 'Labels of the conversation, one of which is enough'),
	names('Channels', 'channels', 'e.g. whatsapp, email', 'Types of channels, such as WebWidget, Email, Whatsapp or Api'),
	{
		displayName: 'Priorities',
		name: 'priorities',
		type: 'multiOptions',
		default: [],
		options: [
			{ name: 'High', value: 'high' },
			{ name: 'Low', value: 'low' },
			{ name: 'Medium', value: 'medium' },
			{ name: 'Urgent', value: 'urgent' },
		],
		description: 'Left empty: all of them, and conversations without a priority',
	},
	{
		displayName: 'Contact Attributes',
		name: 'contactAttributes',
		type: 'string',
		default: '',
		placeholder: 'e.g. tier=gold, country=NL',
		description: 'Custom attributes that the contact must have, all of them, separated by commas',
	},
	...thresholds,
	{
		displayName: 'Count Only Business Hours',
		name: 'businessHours',
		type: 'boolean',
		default: true,
		description: 'Whether only the time in Business Hours counts, instead of every hour',
	},
];

const POLICIES_EXAMPLE = `- name: Gold customers
  when:
    contactAttributes: { tier: gold }
  frt: 5m
  nrt: 15m
  rt: 1d
  unassigned: 10m
  businessHours: false
- name: Everybody else
  frt: 1h
  nrt: 2h`;

const promises: INodeProperties[] = [
	{
		displayName: 'Thresholds From',
		name: 'policySource',
		type: 'options',
		default: 'chatwootThenOwn',
		options: [
			{
				name: "Chatwoot's SLA, Else Below",
				value: 'chatwootThenOwn',
				description: 'Use the SLA applied in Chatwoot, and the thresholds below for times it does not promise',
			},
			{
				name: "Chatwoot's SLA Only",
				value: 'chatwoot',
				description: 'Use only the SLA applied in Chatwoot (its Enterprise edition has SLAs), and from below only Unassigned',
			},
			{
				name: 'Below Only',
				value: 'own',
				description: 'Use only the thresholds below, and leave out what Chatwoot itself recorded as missed',
			},
		],
		description: 'Which times are promised to the customer',
	},
	{
		displayName: 'Own Policies',
		name: 'policiesFrom',
		type: 'options',
		noDataExpression: true,
		default: 'one',
		options: [
			{ name: 'One for All Conversations', value: 'one' },
			{ name: 'List', value: 'form', description: 'Several, of which the first that matches a conversation holds' },
			{ name: 'JSON or YAML', value: 'text', description: 'Several, written as text' },
		],
		description: 'How your own thresholds are written down',
	},
	{
		displayName: 'Thresholds',
		name: 'thresholds',
		type: 'collection',
		placeholder: 'Add threshold',
		default: {},
		displayOptions: { show: { policiesFrom: ['one'] } },
		description: 'A time that is not added here is promised only where Chatwoot says so',
		options: thresholds,
	},
	{
		displayName: 'Policies',
		name: 'policies',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true },
		placeholder: 'Add policy',
		default: {},
		displayOptions: { show: { policiesFrom: ['form'] } },
		description: 'The first that matches a conversation holds: put the special ones above the general ones',
		options: [{ displayName: 'Policy', name: 'policy', values: policyFields }],
	},
	{
		displayName: 'Policies (JSON or YAML)',
		name: 'policiesText',
		type: 'string',
		typeOptions: { rows: 12 },
		default: POLICIES_EXAMPLE,
		displayOptions: { show: { policiesFrom: ['text'] } },
		description:
			'A list of policies, of which the first that matches a conversation holds. Under "when": inboxes, teams, labels, priorities, channels and contactAttributes.',
	},
];

const stages: INodeProperties[] = [
	{
		displayName: 'Warnings',
		name: 'warnings',
		type: 'string',
		default: '80%',
		placeholder: 'e.g. 50%, 80%, 10m',
		description:
			'When to warn before a time is missed, separated by commas: after a share of the threshold, or while this much of it is left. Left empty: never.',
	},
	{
		displayName: 'Escalations',
		name: 'escalations',
		type: 'string',
		default: '',
		placeholder: 'e.g. 15m, 1h',
		description: 'How long after a missed time to tell again at the next level, separated by commas. Left empty: never.',
	},
	{
		displayName: 'Remind Every',
		name: 'remindEvery',
		type: 'string',
		default: '',
		placeholder: 'e.g. 30m',
		description: 'How often to tell again of a missed time until it is met. Left empty: never.',
	},
	{
		displayName: 'Max Reminders',
		name: 'maxReminders',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 100 },
		default: DEFAULT_MAX_REMINDERS,
		displayOptions: { hide: { remindEvery: [''] } },
		description: 'How many reminders a missed time gets at most',
	},
	{
		displayName: 'Acknowledged By',
		name: 'acknowledgedBy',
		type: 'multiOptions',
		default: [...DEFAULT_ACKNOWLEDGED_BY],
		options: [
			{ name: 'Assignment', value: 'assignment', description: 'The conversation was given to the agent who has it now, or that agent did something with it' },
			{ name: 'Label', value: 'label', description: 'The label below was put on the conversation, which still has it' },
			{ name: 'Reply', value: 'reply', description: 'An agent wrote to the customer' },
		],
		description: 'What ends the reminders and escalations of a missed time when it is done after the miss. Left empty: nothing does.',
	},
	{
		displayName: 'Acknowledgement Label',
		name: 'acknowledgementLabel',
		type: 'string',
		default: DEFAULT_ACKNOWLEDGEMENT_LABEL,
		placeholder: 'e.g. sla-acknowledged',
		displayOptions: { show: { acknowledgedBy: ['label'] } },
		description: 'The label by which an agent says: I take care of it',
	},
	{
		displayName: 'Leave Alone',
		name: 'leaveAlone',
		type: 'collection',
		placeholder: 'Add condition',
		default: {},
		description:
			'What nobody is told of. Unless Statuses is added: pending and snoozed conversations; unless Missed Longer Ago Than is added: times that were missed more than 7 days ago.',
		options: [
			{
				displayName: 'Inboxes',
				name: 'inboxes',
				type: 'string',
				default: '',
				placeholder: 'e.g. Newsletter, 4',
				description: 'Names or IDs of inboxes, separated by commas',
			},
			{
				displayName: 'Labels',
				name: 'labels',
				type: 'string',
				default: '',
				placeholder: 'e.g. no-sla',
				description: 'Labels that silence a conversation, separated by commas',
			},
			{
				displayName: 'Missed Longer Ago Than',
				name: 'missedLongerAgoThan',
				type: 'string',
				default: DEFAULT_MISSED_LONGER_AGO_THAN,
				placeholder: 'e.g. 7d',
				description: 'When a missed time is too old to be told of, and to be reminded of, counted from the miss at all hours. Left empty: never.',
			},
			{
				displayName: 'Statuses',
				name: 'statuses',
				type: 'multiOptions',
				default: [...STATUSES_LEFT_ALONE],
				options: [
					{ name: 'Pending', value: 'pending', description: 'A bot has the conversation' },
					{ name: 'Snoozed', value: 'snoozed', description: 'An agent put the conversation aside' },
				],
				description: 'Leave it empty to watch pending and snoozed conversations like open ones',
			},
		],
	},
];
