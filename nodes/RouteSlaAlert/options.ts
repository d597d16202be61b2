import type { INodePropertyOptions } from 'n8n-workflow';

/** The choices that rules and the sample alert have in common. */

export const METRIC_OPTIONS: INodePropertyOptions[] = [
	{ name: 'First Response Time', value: 'frt' },
	{ name: 'Next Response Time', value: 'nrt' },
	{ name: 'Resolution Time', value: 'rt' },
	{ name: 'Unassigned', value: 'unassigned' },
];

export const STAGE_OPTIONS: INodePropertyOptions[] = [
	{ name: 'Warning', value: 'warning', description: 'Before the due time' },
	{ name: 'Breach', value: 'breach', description: 'At the due time' },
	{ name: 'Reminder', value: 'reminder', description: 'Every so often after the breach' },
	{ name: 'Escalation', value: 'escalation', description: 'A set time after the breach' },
];

export const PRIORITY_OPTIONS: INodePropertyOptions[] = [
	{ name: 'Urgent', value: 'urgent' },
	{ name: 'High', value: 'high' },
	{ name: 'Medium', value: 'medium' },
	{ name: 'Low', value: 'low' },
	{ name: 'None', value: 'none' },
];
