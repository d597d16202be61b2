import type { Alert } from './alert';
import { defuseLinks } from './escape';
import type { Language } from './language/language';
import { languageOf } from './language/language';

/** A fact about the alert's conversation, as plain text on one line: escape it for the medium. */
export interface AlertDetail {
	label: string;
	value: string;
}

/** What happened, in our own words only: `Missed first response time`, `Escalation 1: missed first response time`. */
export function alertHeadline(alert: Alert, language: Language = languageOf(alert)): string {
	const { metric, stage, level, recovered } = alert;
	return language.say(`headline.${recovered === null ? stage : 'recovered'}`, { metric: language.say(`metric.${metric}`), level });
}

/** What is known of the conversation; what is not known is left out. Times are on the reader's clock. */
export function alertDetails(alert: Alert, language: Language = languageOf(alert)): AlertDetail[] {
	const { conversation, dueAt, recovered } = alert;
	const { contact, inbox, assignee, team, priority, labels } = conversation;
	const details = [
		{ label: language.say('detail.contact'), value: customersLine(contact.name ?? '') },
		{ label: language.say('detail.inbox'), value: inbox.name },
		{ label: language.say('detail.assignee'), value: assignee === null ? language.say('detail.nobody') : (assignee.name ?? assignee.email) },
		{ label: language.say('detail.team'), value: team?.name },
		{ label: language.say('detail.priority'), value: priority === null ? null : priorityName(priority, language) },
		{ label: language.say('detail.labels'), value: labels.join(', ') },
		{ label: language.say('detail.due'), value: dueAt === null ? null : language.time(dueAt) },
		{ label: language.say('detail.recovered'), value: recovered === null ? null : language.time(recovered.at) },
	];
	return details
		.map(({ label, value }) => ({ label, value: oneLine(value ?? '') }))
		.filter(({ value }) => value !== '');
}

/** A priority that Chatwoot may have one day is named as it comes. */
export function priorityName(priority: string, language: Language): string {
	return isPriority(priority) ? language.say(`priority.${priority}`) : priority;
}

const PRIORITIES = ['low', 'medium', 'high', 'urgent'] as const;

function isPriority(priority: string): priority is (typeof PRIORITIES)[number] {
	return PRIORITIES.some((known) => known === priority);
}

/** The conversation's address for a button, or null when it is nothing a browser should be sent to (`javascript:…`). */
export function conversationLink(alert: Pick<Alert, 'url'>): string | null {
	if (!URL.canParse(alert.url)) return null;
	const url = new URL(alert.url);
	return ['http:', 'https:'].includes(url.protocol) ? url.href : null;
}

/**
 * Text on one line, whatever line breaks and control characters were in it. Marks that turn the writing direction are
 * left out: they would turn our own words as well. Text that runs from right to left does so without them.
 */
export function oneLine(text: string): string {
	return text.replace(DIRECTION_MARKS, '').replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
}

/** What a customer wrote, on one line, of which nobody makes a link. As a text it is escaped like any other. */
export function customersLine(text: string): string {
	return defuseLinks(oneLine(text));
}

const DIRECTION_MARKS = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;
