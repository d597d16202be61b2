import type { SlaMetric } from '../sla/conversation';
import type { Channel } from './alert';

/**
 * What makes an alert the same alert: `account:conversation:metric:cycle:stage`. The cycle is what restarts the clock
 * (creation for first response and resolution, `waiting_since` for the next response), so a second miss on the same
 * conversation is another alert. `stage` is the stage's name, such as `warning80` or `escalation1`.
 */
export function alertKey(alert: { accountId: number; conversationId: number; metric: SlaMetric; cycle: string; stage: string }): string {
	return [alert.accountId, alert.conversationId, alert.metric, alert.cycle, alert.stage].join(':');
}

/** An alert on one channel to one recipient: what is sent once. Addresses that differ only in case are one recipient. */
export function deliveryKey(alertKeyText: string, channel: Channel, recipient: string): string {
	return [alertKeyText, channel, recipient.trim().toLowerCase()].join(':');
}

/** What an alert's warnings, reminders and escalations to one recipient have in common: the delivery key without its stage. */
export function threadKey(alertKeyText: string, channel: Channel, recipient: string): string {
	return deliveryKey(alertKeyText.slice(0, alertKeyText.lastIndexOf(':')), channel, recipient);
}
