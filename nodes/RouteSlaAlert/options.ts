import type { INodePropertyOptions } from 'n8n-workflow';
import type { SlaMetric } from '../../core/sla/conversation';
import { SLA_METRICS } from '../../core/sla/conversation';

/** The choices that rules and the sample alert have in common. */

const METRIC_NAMES: Record<SlaMetric, string> = {
	frt: 'First Response Time',
	nrt: 'Next Response Time',
	rt: 'Resolution Time',
	unassigned: 'Unassigned',
};
export const METRIC_OPTIONS: INodePropertyOptions[] = SLA_METRICS.map((value) => ({ name: METRIC_NAMES[value], value }));

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
