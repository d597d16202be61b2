import { METRIC_NAMES } from '../sla/policy';
import type { Alert } from './alert';

/** A fact about the alert's conversation, as plain text on one line: escape it for the medium. */
export interface AlertDetail {
	label: string;
	value: string;
}

/** What happened, in our own words only: `Missed first response time`, `Escalation 1: missed first response time`. */
export function alertHeadline({ metric, stage, level, recovered }: Alert): string {
	const promise = METRIC_NAMES[metric];
	if (recovered !== null) return `Recovered: ${promise}`;
	switch (stage) {
		case 'warning':
			return `About to miss ${promise}`;
		case 'breach':
			return `Missed ${promise}`;
		case 'reminder':
			return `Reminder ${level}: missed ${promise}`;
		case 'escalation':
			return `Escalation ${level}: missed ${promise}`;
	}
}

/** What is known of the conversation; what is not known is left out. */
export function alertDetails({ conversation, dueAt, recovered }: Alert): AlertDetail[] {
	const { contact, inbox, assignee, team, priority, labels } = conversation;
	const details = [
		{ label: 'Contact', value: contact.name },
		{ label: 'Inbox', value: inbox.name },
		{ label: 'Assignee', value: assignee === null ? 'nobody' : (assignee.name ?? assignee.email) },
		{ label: 'Team', value: team?.name },
		{ label: 'Priority', value: priority },
		{ label: 'Labels', value: labels.join(', ') },
		{ label: 'Due', value: dueAt === null ? null : toTheMinute(dueAt) },
		{ label: 'Recovered', value: recovered === null ? null : toTheMinute(recovered.at) },
	];
	return details
		.map(({ label, value }) => ({ label, value: oneLine(value ?? '') }))
		.filter(({ value }) => value !== '');
}

function toTheMinute(isoTime: string): string {
	return `${new Date(isoTime).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** The conversation's address for a button, or null when it is nothing a browser should be sent to (`javascript:…`). */
export function conversationLink(alert: Alert): string | null {
	if (!URL.canParse(alert.url)) return null;
	const url = new URL(alert.url);
	return ['http:', 'https:'].includes(url.protocol) ? url.href : null;
}

/** Text on one line, whatever line breaks and control characters were in it. */
export function oneLine(text: string): string {
	return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
}
