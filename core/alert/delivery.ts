import type { Alert, Channel, Delivery } from './alert';
import { deliveryKey, threadKey } from './key';
import type { Language } from './language/language';
import { languageFor } from './language/language';
import type { OwnLanguages } from './language/own-languages';
import { ownTexts } from './language/own-languages';
import type { Person } from './people';
import type { Recipient } from './recipients';
import type { Rule } from './rules';
import { messageFor } from './rules';
import { renderTemplate } from './template';
import { alertText } from './text';

/** One alert for one recipient on one channel, and the rule that says so. */
export interface Candidate extends Recipient {
	alert: Alert;
	channel: Channel;
	rule: Rule;
	/** How people call it: its name or its place. */
	ruleName: string;
}

/** Where a message on the channel goes: people without a Slack id share the sender's default channel. */
export function addressOn(channel: Channel, { email, slackTarget }: Pick<Person, 'email' | 'slackTarget'>): string {
	switch (channel) {
		case 'slack':
			return slackTarget || 'default';
		case 'email':
		case 'odoo':
			return email;
	}
}

export function deliveryOf(candidate: Candidate, languages: OwnLanguages): Delivery {
	const { alert, channel, person } = candidate;
	const recipient = addressOn(channel, person);
	const language = languageOfPerson(person, languages);
	const own = ownTexts(person.locale, languages);
	return {
		...alert,
		earlier: [],
		text: textFor(candidate, language),
		delivery: {
			key: deliveryKey(alert.key, channel, recipient),
			channel,
			person: { name: person.name, email: person.email },
			slackTarget: person.slackTarget,
			why: whyText(candidate, language),
			locale: person.locale,
			timeZone: person.timeZone,
			...(own === undefined ? {} : { texts: own }),
			threadKey: threadKey(alert.key, channel, recipient),
			capPerHour: person.capPerHour,
		},
	};
}

export function languageOfPerson({ locale, timeZone }: Person, languages: OwnLanguages): Language {
	return languageFor({ locale, timeZone, texts: ownTexts(locale, languages) });
}

/**
 * What takes an alert back keeps its own words; one of an older version can't be said in others. An alert comes with its
 * line in English.
 */
function textFor({ alert, rule, person }: Candidate, language: Language): string {
	const message = messageFor(rule, person.locale);
	if (alert.recovered === null && message !== '') return renderTemplate(message, { alert, person, language });
	return language.isPlainEnglish || (alert.recovered !== null && alert.recovered.by === undefined) ? alert.text : alertText(alert, language);
}

function whyText({ rule, ruleName, reason }: Candidate, language: Language): string {
	const because = language.say(reason.text, { team: reason.team });
	return language.say(rule.fallback ? 'why.fallback' : 'why.rule', { rule: ruleName, reason: because });
}
