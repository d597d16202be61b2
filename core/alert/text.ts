import type { Alert } from './alert';
import { customersLine, oneLine } from './details';
import type { Language } from './language/language';
import type { TextName } from './language/texts';

/** What the line is made of. */
export type Told = Pick<Alert, 'metric' | 'stage' | 'level' | 'thresholdSeconds' | 'overdueSeconds' | 'recovered'> & {
	conversation: Pick<Alert['conversation'], 'id' | 'contact' | 'inbox'>;
};

/** An alert in one line: who waits, what was promised, and how late it is; or what took it back. */
export function alertText(told: Told, language: Language): string {
	if (told.recovered !== null) return recoveryText(told, language);
	switch (told.stage) {
		case 'warning':
			return aboutToMiss(told, language);
		case 'breach':
			return missed(told, language);
		case 'reminder':
			return language.say('alert.reminder', { level: told.level, sentence: stillWaits(told, language) });
		case 'escalation':
			return language.say('alert.escalation', { level: told.level, sentence: missed(told, language) });
	}
}

function aboutToMiss(told: Told, language: Language): string {
	const name = told.metric === 'unassigned' ? 'alert.unassignedWarning' : 'alert.warning';
	if (told.overdueSeconds === null) return language.say(name, commonValues(told, language));
	return language.say(`${name}Left`, { ...commonValues(told, language), left: language.duration(-told.overdueSeconds) });
}

function missed(told: Told, language: Language): string {
	return told.metric === 'unassigned' ? stillWaits(told, language) : sayHowLate(told, language, 'alert.missed', 'alert.missedBy');
}

function stillWaits(told: Told, language: Language): string {
	switch (told.metric) {
		case 'frt':
		case 'nrt':
			return sayHowLate(told, language, 'alert.waits', 'alert.waitsFor');
		case 'rt':
			return sayHowLate(told, language, 'alert.unresolved', 'alert.unresolvedFor');
		case 'unassigned':
			return sayHowLate(told, language, 'alert.unassigned', 'alert.unassignedFor');
	}
}

function recoveryText(told: Told, language: Language): string {
	const what = `recovery.${told.recovered?.by ?? 'answered'}` as const;
	if (told.recovered?.inTime === true) return language.say(`${what}InTime`, commonValues(told, language));
	return sayHowLate(told, language, what, `${what}Late`);
}

/** How late is left out when it is not known or less than a second. */
function sayHowLate(told: Told, language: Language, plain: TextName, withLateness: TextName): string {
	const { overdueSeconds } = told;
	const values = commonValues(told, language);
	if (overdueSeconds === null || overdueSeconds < 1) return language.say(plain, values);
	return language.say(withLateness, { ...values, late: language.duration(overdueSeconds) });
}

function commonValues(told: Told, language: Language): { conversation: string; promise: string } {
	return { conversation: conversationOf(told, language), promise: promiseOf(told, language) };
}

/** `its first response time of 5 min` */
function promiseOf({ metric, thresholdSeconds }: Told, language: Language): string {
	const named = { metric: language.say(`metric.${metric}`) };
	if (thresholdSeconds === null) return language.say('alert.promise', named);
	return language.say('alert.promiseOf', { ...named, threshold: language.duration(thresholdSeconds) });
}

/** `Conversation #123 (Jane Doe, inbox Website)`, on one line whatever the customer calls themselves. */
function conversationOf({ conversation: { id, contact, inbox } }: Told, language: Language): string {
	const inboxName = oneLine(inbox.name ?? '');
	const details = [customersLine(contact.name ?? ''), inboxName === '' ? '' : language.say('alert.inbox', { inbox: inboxName })];
	const known = details.filter((detail) => detail !== '').join(', ');
	return known === '' ? language.say('alert.conversation', { id }) : language.say('alert.conversationOf', { id, details: known });
}
