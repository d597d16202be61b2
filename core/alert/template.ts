import type { Alert } from './alert';
import { alertHeadline, customersLine, oneLine, priorityName } from './details';
import type { Language } from './language/language';
import { fill, placeholdersOf } from './language/texts';
import type { Person } from './people';
import { alertText } from './text';

/** What a message is filled in for. */
interface Occasion {
	alert: Alert;
	person: Pick<Person, 'name'>;
	language: Language;
}

/** What a rule's own message may name in braces. */
const PLACEHOLDERS = {
	id: ({ alert }) => String(alert.conversation.id),
	contact: ({ alert, language }) => (alert.conversation.contact.name === null ? language.say('unknown.contact') : customersLine(alert.conversation.contact.name)),
	inbox: ({ alert, language }) => alert.conversation.inbox.name ?? language.say('unknown.inbox'),
	assignee: ({ alert, language }) => alert.conversation.assignee?.name ?? alert.conversation.assignee?.email ?? language.say('detail.nobody'),
	team: ({ alert, language }) => alert.conversation.team?.name ?? language.say('unknown.team'),
	priority: ({ alert, language }) =>
		alert.conversation.priority === null ? language.say('unknown.priority') : priorityName(alert.conversation.priority, language),
	labels: ({ alert, language }) => alert.conversation.labels.join(', ') || language.say('unknown.labels'),
	status: ({ alert }) => alert.conversation.status ?? '',
	metric: ({ alert, language }) => language.say(`metric.${alert.metric}`),
	threshold: ({ alert, language }) =>
		alert.thresholdSeconds === null ? language.say('unknown.time') : language.duration(alert.thresholdSeconds),
	due: ({ alert, language }) => (alert.dueAt === null ? language.say('unknown.time') : language.time(alert.dueAt)),
	overdue: ({ alert, language }) => language.duration(alert.overdueSeconds ?? 0),
	left: ({ alert, language }) => language.duration(-(alert.overdueSeconds ?? 0)),
	stage: ({ alert, language }) => language.say(`stage.${alert.stage}`),
	level: ({ alert }) => String(alert.level),
	headline: ({ alert, language }) => alertHeadline(alert, language),
	text: ({ alert, language }) => alertText(alert, language),
	lastMessage: ({ alert, language }) => (alert.lastMessage === null ? language.say('unknown.message') : customersLine(alert.lastMessage.text)),
	person: ({ person }) => person.name,
	url: ({ alert }) => alert.url,
} satisfies Record<string, (occasion: Occasion) => string>;

/** A rule's own message with what stands in braces filled in, each on one line. Other braces stay as they are. */
export function renderTemplate(template: string, occasion: Occasion): string {
	const named = placeholdersOf(template);
	const values = Object.entries(PLACEHOLDERS).filter(([name]) => named.includes(name));
	return fill(template, Object.fromEntries(values.map(([name, valueFor]) => [name, oneLine(valueFor(occasion))])));
}

/** What a message names in braces and nothing fills in. */
export function unknownPlaceholders(template: string): string[] {
	return placeholdersOf(template).filter((name) => !Object.hasOwn(PLACEHOLDERS, name));
}

/** As they are written: `{id}`, `{contact}`, … */
export const KNOWN_PLACEHOLDERS = Object.keys(PLACEHOLDERS).map((name) => `{${name}}`);
