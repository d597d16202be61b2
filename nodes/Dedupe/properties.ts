import type { INodeProperties } from 'n8n-workflow';

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
		displayName:
			'Keys are kept in n8n\'s database, for this workflow. With n8n in queue mode two workers may claim the same key at the same moment.',
		name: 'storeNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { operation: ['claim'] } },
	},
	{
		displayName: 'Key',
		name: 'key',
		type: 'string',
		required: true,
		default: '={{ $json.delivery.key }}',
		placeholder: 'e.g. {{ $json.delivery.key }}',
		description: 'What makes an item the same one again',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Lease (Minutes)',
				name: 'leaseMinutes',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: 10,
				description:
					'How long a claim lasts when it is neither confirmed nor released, because n8n was stopped in between. Longer than sending may take.',
				displayOptions: { show: { '/operation': ['claim'] } },
			},
			{
				displayName: 'Remembered Keys',
				name: 'rememberedKeys',
				type: 'number',
				typeOptions: { minValue: 100 },
				default: 10000,
				description: 'How many keys at least are kept. The oldest is forgotten first.',
				displayOptions: { show: { '/operation': ['claim'] } },
			},
		],
	},
];
