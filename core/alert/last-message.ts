import type { Alert } from './alert';
import { cutText } from '../cut-text';
import { customersLine } from './details';
import type { Language } from './language/language';

/** What the customer wrote last, as plain text on one line each: escape it for the medium. */
export interface LastMessage {
	/** `Last message of Jane Doe, Fri 2 Jan 2026, 10:00 UTC` */
	label: string;
	text: string;
}

const MOST_CHARACTERS = 300;

/** Null where the alert carries none. */
export function lastMessage({ lastMessage: message }: Alert, language: Language): LastMessage | null {
	const text = customersLine(message?.text ?? '');
	if (message === null || text === '') return null;
	const name = customersLine(message.from ?? '');
	const label = name === '' ? language.say('message.lastOfCustomer') : language.say('message.last', { name });
	return { label: message.at === null ? label : `${label}, ${language.time(message.at)}`, text: cutText(text, MOST_CHARACTERS) };
}
