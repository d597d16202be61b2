import type { INodeProperties } from 'n8n-workflow';
import { slaProperties } from '../shared/sla-properties';

export const monitorProperties: INodeProperties[] = [
	...slaProperties(),
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Full Sweep Every (Minutes)',
				name: 'fullSweepEveryMinutes',
				type: 'number',
				typeOptions: { minValue: 5 },
				default: 60,
				description: 'How often all open conversations are read, a page at a time, in case a change went unnoticed',
			},
			{
				displayName: 'Offer Again Every (Minutes)',
				name: 'offerAgainEveryMinutes',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 10,
				description:
					'How often conversations that are still at risk or breached start the workflow again, so that an alert that could not be delivered gets another chance. Dedupe stops those that were. 0 for never.',
			},
			{
				displayName: 'Sweep Every (Seconds)',
				name: 'sweepEverySeconds',
				type: 'number',
				typeOptions: { minValue: 10 },
				default: 60,
				description: 'How often Chatwoot is asked, in one request, which conversations changed',
			},
		],
	},
];
