import { ExplainedError } from '../errors';
import type { ChatwootApi } from './api';
import type { Contact, ContactKeys } from './contacts';
import { contactLabels, findContact, getOrCreateContact, hasKeys } from './contacts';
import { findConversation, getOrCreateConversation } from './conversations';
import { conversationLabels, labelTitle } from './labels';
import type { TemplateParams } from './messages';
import { sendMessage } from './messages';

export interface Notification {
	to: ContactKeys;
	/** For a contact that has to be created. */
	name: string;
	inboxId: number;
	/** With `{placeholders}`. */
	text: string;
	values: Record<string, string>;
	template: TemplateParams | null;
	as: 'bot' | 'user';
	createContact: boolean;
	/** Who has this label, the contact or the conversation, is sent nothing. Empty for none. */
	optOutLabel: string;
	/** Only tells what would happen. */
	dryRun: boolean;
}

export interface NotificationResult {
	sent: boolean;
	/** Why nothing was sent; null when it was. */
	reason: 'dry run' | 'no contact' | 'opted out' | null;
	/** With what is known of the contact filled in. */
	text: string;
	/** Null for one that has none, or would be created. */
	contactId: number | null;
	conversationId: number | null;
	messageId: number | null;
	contactCreated: boolean;
	conversationCreated: boolean;
}

/**
 * Sends a message to a person: finds or creates the contact and the conversation, a resolved one is opened again.
 *
 * @throws ExplainedError when the text has a placeholder without a value.
 */
export async function notify(api: ChatwootApi, notification: Notification): Promise<NotificationResult> {
	const known = await findContact(api, notification.to);
	const text = fillIn(notification.text, { ...contactValues(known?.contact, notification), ...notification.values });
	const nothing = { ...NOTHING_SENT, text, contactId: known?.contact.id ?? null };
	if (known === null && !(notification.createContact && hasKeys(notification.to))) return { ...nothing, reason: 'no contact' };
	const conversation = known === null ? null : await findConversation(api, { ...target(notification), contactId: known.contact.id });
	const seen = { ...nothing, conversationId: conversation?.id ?? null };
	if (known !== null && (await hasOptedOut(api, known.contact.id, seen.conversationId, notification.optOutLabel))) {
		return { ...seen, reason: 'opted out' };
	}
	if (notification.dryRun) return { ...seen, reason: 'dry run' };
	return await deliver(api, notification, text);
}

/**
 * `{name}` in a text becomes the value of that name. Braces around anything but letters, digits and `_` stay.
 *
 * @throws ExplainedError naming a placeholder without a value: a customer should not read it.
 */
export function fillIn(text: string, values: Record<string, string>): string {
	return text.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
		const value = Object.hasOwn(values, name) ? values[name] : undefined;
		if (value !== undefined) return value;
		throw new ExplainedError(`The text has ${placeholder}, but there is no value with this name`, {
			advice: 'Add it under Values, or correct the name in the text. name, phone and email come from the contact.',
		});
	});
}

const NOTHING_SENT = { sent: false, conversationId: null, messageId: null, contactCreated: false, conversationCreated: false } as const;

async function deliver(api: ChatwootApi, notification: Notification, text: string): Promise<NotificationResult> {
	const { name, inboxId, template, as } = notification;
	const { contact, created: contactCreated } = await getOrCreateContact(api, notification.to, { name, inboxId, customAttributes: {} });
	const { conversation, created } = await getOrCreateConversation(api, { ...target(notification), contactId: contact.id });
	const message = await sendMessage(api, conversation.id, { content: text, kind: 'outgoing', template, attachments: [], as });
	return {
		sent: true,
		reason: null,
		text,
		contactId: contact.id,
		conversationId: conversation.id,
		messageId: message.id,
		contactCreated,
		conversationCreated: created,
	};
}

function target({ inboxId }: Notification): { inboxId: number; reopen: boolean } {
	return { inboxId, reopen: true };
}

function contactValues(contact: Contact | undefined, { name, to }: Notification): Record<string, string> {
	return {
		name: contact?.name ?? name,
		phone: contact?.phone_number ?? to.phones[0] ?? '',
		email: contact?.email ?? to.email,
	};
}

async function hasOptedOut(api: ChatwootApi, contactId: number, conversationId: number | null, optOutLabel: string): Promise<boolean> {
	if (optOutLabel === '') return false;
	const title = labelTitle(optOutLabel);
	if ((await contactLabels(api, contactId)).includes(title)) return true;
	return conversationId !== null && (await conversationLabels(api, conversationId)).includes(title);
}
