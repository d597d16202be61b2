import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

const KEYS_OF_ITEMS: INodePropertyOptions = { name: 'Keys of the Items', value: 'keys', description: 'How the key of each item stands' };
const LATEST_KEYS: INodePropertyOptions = { name: 'Latest Keys', value: 'latest', description: 'What is claimed or confirmed, newest first' };
const STATISTICS: INodePropertyOptions = {
	name: 'Statistics',
	value: 'statistics',
	description: 'How many were emitted, sent, suppressed, failed and resolved, and how late',
};

const KEY: INodeProperties = {
	displayName: 'Key',
	name: 'key',
	type: 'string',
	required: true,
	default: '={{ $json.delivery.key }}',
	placeholder: 'e.g. {{ $json.delivery.key }}',
	description: 'What makes an item the same one again',
};

const LEASE: INodeProperties = {
	displayName: 'Lease (Minutes)',
	name: 'leaseMinutes',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 10,
	description:
		'How long a claim lasts when it is neither confirmed nor released, because n8n was stopped in between. Longer than sending may take; the same wherever it is set in a workflow.',
};

const REMEMBERED_KEYS: INodeProperties = {
	displayName: 'Remembered Keys',
	name: 'rememberedKeys',
	type: 'number',
	typeOptions: { minValue: 100 },
	default: 10000,
	description: 'How many keys at least are kept. The oldest is forgotten first.',
};

const RETENTION: INodeProperties = {
	displayName: 'Retention (Days)',
	name: 'retentionDays',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 30,
	description: 'How long a confirmed key is remembered. Longer than anybody may ask for it again: a key that is forgotten can be sent once more.',
};

const KEEP_TRYING: INodeProperties = {
	displayName: 'Keep Trying (Seconds)',
	name: 'keepTryingSeconds',
	type: 'number',
	typeOptions: { minValue: 0 },
	default: 10,
	description: 'For how long to try again while Redis is away',
};

const KEEP_TRYING_TO_CONFIRM: INodeProperties = {
	...KEEP_TRYING,
	default: 60,
	description: 'For how long to try again while Redis is away. What was sent and is never confirmed is sent again when its lease is over.',
};

const KEY_PREFIX: INodeProperties = {
	displayName: 'Key Prefix',
	name: 'keyPrefix',
	type: 'string',
	required: true,
	default: 'chatwoot-sla',
	description: 'Begins the name of everything that is kept in Redis. Dedupe nodes with the same prefix share their keys and statistics; the same in all nodes of a workflow.',
};

export const dedupeProperties: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		default: 'claim',
		options: [
			{
				name: 'Claim',
				value: 'claim',
				action: 'Claim keys before sending',
				description: 'Let each key through once. Put it before the nodes that send.',
			},
			{
				name: 'Confirm',
				value: 'confirm',
				action: 'Confirm keys after sending',
				description: 'Remember that a key was sent. Put it after the nodes that send.',
			},
			{
				name: 'Inspect',
				value: 'inspect',
				action: 'Inspect the ledger',
				description: 'Tell how keys stand, and what was counted. Nothing is changed.',
			},
			{
				name: 'Release',
				value: 'release',
				action: 'Release keys that could not be sent',
				description: 'Give a claimed key free, so that the next event sends it. Put it on the error outputs.',
			},
			{
				name: 'Resolve',
				value: 'resolve',
				action: 'Resolve keys that were sent',
				description: 'Let through, once, the keys that were confirmed. Put it after the Recovered output.',
			},
		],
	},
	{
		displayName: 'Store',
		name: 'store',
		type: 'options',
		noDataExpression: true,
		default: 'n8nDatabase',
		description: 'Where the keys are kept. All Dedupe nodes of a workflow have to use the same.',
		options: [
			{
				name: 'Database',
				value: 'n8nDatabase',
				description: 'Needs nothing set up. For one n8n process; each workflow has keys of its own.',
			},
			{
				name: 'Redis',
				value: 'redis',
				description: 'For n8n in queue mode: safe across all workers. Workflows with the same key prefix share their keys.',
			},
		],
	},
	{
		displayName:
			'Keys are kept in n8n\'s database, for this workflow. With n8n in queue mode two workers may claim the same key at the same moment: choose Redis there.',
		name: 'storeNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { operation: ['claim'], store: ['n8nDatabase'] } },
	},
	{ ...KEY_PREFIX, displayOptions: { show: { store: ['redis'] } } },
	// A workflow file that leaves the choice of the store to its user brings the prefix along.
	{ ...KEY_PREFIX, type: 'hidden', displayOptions: { show: { store: ['n8nDatabase'] } } },
	{
		displayName: 'Inspect',
		name: 'subject',
		type: 'options',
		noDataExpression: true,
		default: 'keys',
		options: [KEYS_OF_ITEMS, STATISTICS],
		displayOptions: { show: { operation: ['inspect'], store: ['n8nDatabase'] } },
	},
	{
		displayName: 'Inspect',
		name: 'subject',
		type: 'options',
		noDataExpression: true,
		default: 'keys',
		options: [KEYS_OF_ITEMS, LATEST_KEYS, STATISTICS],
		displayOptions: { show: { operation: ['inspect'], store: ['redis'] } },
	},
	{
		displayName:
			'n8n\'s database cannot tell which keys it holds, nor since when: only how the keys of the items stand. For a list of keys, choose Redis.',
		name: 'inspectKeysNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { operation: ['inspect'], store: ['n8nDatabase'], subject: ['keys'] } },
	},
	{
		displayName: 'Counted for this workflow in this n8n process, since it was started. With Redis, the statistics last and all processes share them.',
		name: 'inspectStatisticsNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { operation: ['inspect'], store: ['n8nDatabase'], subject: ['statistics'] } },
	},
	{ ...KEY, displayOptions: { show: { operation: ['claim', 'confirm', 'release', 'resolve'] } } },
	{ ...KEY, displayOptions: { show: { operation: ['inspect'], subject: ['keys'] } } },
	{
		displayName: 'Receipt',
		name: 'receipt',
		type: 'string',
		default: '={{ $json.sent }}',
		placeholder: 'e.g. {{ $json.sent }}',
		description:
			'What Send SLA Alert says of the message. Kept for Slack, so that later alerts reply in its thread and a recovery changes it in place.',
		displayOptions: { show: { operation: ['confirm'] } },
	},
	{
		displayName: 'State',
		name: 'listedState',
		type: 'options',
		default: 'any',
		options: [
			{ name: 'Any', value: 'any', description: 'Claimed and confirmed keys' },
			{ name: 'Claimed', value: 'claimed', description: 'Being sent, or abandoned while their lease lasts' },
			{ name: 'Confirmed', value: 'confirmed', description: 'Sent, resolved ones as well' },
		],
		displayOptions: { show: { operation: ['inspect'], store: ['redis'], subject: ['latest'] } },
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 10000 },
		default: 50,
		description: 'Max number of results to return',
		displayOptions: { show: { operation: ['inspect'], store: ['redis'], subject: ['latest'] } },
	},
	options({ operation: ['claim'], store: ['n8nDatabase'] }, LEASE, REMEMBERED_KEYS),
	options({ operation: ['inspect'], store: ['n8nDatabase'], subject: ['keys'] }, LEASE),
	options({ operation: ['claim'], store: ['redis'] }, KEEP_TRYING, LEASE),
	options({ operation: ['confirm'], store: ['redis'] }, KEEP_TRYING_TO_CONFIRM, RETENTION),
	options({ operation: ['inspect', 'release', 'resolve'], store: ['redis'] }, KEEP_TRYING),
];

/** The Options of one case: a collection of its own, so that the editor offers only what has an effect there. */
function options(show: Record<string, string[]>, ...properties: INodeProperties[]): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		displayOptions: { show },
		options: properties,
	};
}
