import { z } from 'zod';
import { messageOf } from '../errors';
import type { ChatwootApi } from './api';
import type { Contact, ContactKeys } from './contacts';
import { contactLabels, findContact, getOrCreateContact, hasKeys } from './contacts';
import { findConversation, getOrCreateConversation, setStatus } from './conversations';
import { conversationLabels, labelTitle } from './labels';
import type { TemplateParams } from './messages';
import { messagesBefore, sendMessage } from './messages';
import { fillIn, fillInParameters, requireParameters } from './placeholders';

export interface Notification {
	to: ContactKeys;
	/** For a contact that has to be created. */
	name: string;
	inboxId: number;
	/** With `{placeholders}`. */
	text: string;
	values: Record<string, string>;
	/** Its parameters with placeholders as well. */
	template: TemplateParams | null;
	as: 'bot' | 'user';
	createContact: boolean;
	/** Who has this label, the contact or the conversation, is sent nothing. Empty for none. */
	optOutLabel: string;
	/**
	 * Whether a conversation that was begun or opened again for this message is resolved, so that nobody has to act on it
	 * and no clock runs. One in which the customer has written meanwhile is left open.
	 */
	resolveAfterwards: boolean;
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
	conversationReopened: boolean;
	resolved: boolean;
	/** What went wrong after the message was sent. */
	problem: string | null;
}

/**
 * Sends a message to a person: finds or creates the contact and the conversation, a resolved one is opened again.
 *
 * @throws ExplainedError when text or template have a placeholder without a value, or the template an empty parameter.
 */
export async function notify(api: ChatwootApi, notification: Notification): Promise<NotificationResult> {
	const known = await findContact(api, notification.to);
	const values = { ...contactValues(known?.contact, notification), ...notification.values };
	const [text, template] = [fillIn(notification.text, values), filledTemplate(notification.template, values)];
	const nothing = { ...NOTHING_SENT, text, contactId: known?.contact.id ?? null };
	if (known === null && !(notification.createContact && hasKeys(notification.to))) return { ...nothing, reason: 'no contact' };
	const conversation = known === null ? null : await findConversation(api, { ...target(notification), contactId: known.contact.id });
	const seen = { ...nothing, conversationId: conversation?.id ?? null };
	if (known !== null && (await hasOptedOut(api, known.contact.id, seen.conversationId, notification.optOutLabel))) {
		return { ...seen, reason: 'opted out' };
	}
	if (notification.dryRun) return { ...seen, reason: 'dry run' };
	return await deliver(api, { ...notification, text, template });
}

const NOTHING_SENT = {
	sent: false,
	conversationId: null,
	messageId: null,
	contactCreated: false,
	conversationCreated: false,
	conversationReopened: false,
	resolved: false,
	problem: null,
} as const;

function filledTemplate(template: TemplateParams | null, values: Record<string, string>): TemplateParams | null {
	if (template === null) return null;
	const parameters = fillInParameters(template.processed_params, values);
	requireParameters(parameters);
	return { ...template, processed_params: parameters };
}

/** `notification` with everything filled in. */
async function deliver(api: ChatwootApi, notification: Notification): Promise<NotificationResult> {
	const { name, inboxId, text, template, as, resolveAfterwards } = notification;
	const { contact, created: contactCreated } = await getOrCreateContact(api, notification.to, { name, inboxId, customAttributes: {} });
	const { conversation, created, reopened } = await getOrCreateConversation(api, { ...target(notification), contactId: contact.id });
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
		conversationReopened: reopened,
		...(resolveAfterwards && (created || reopened) ? await resolve(api, conversation.id, created ? 0 : message.id) : { resolved: false, problem: null }),
	};
}

/** Unless the customer has written after the message `sinceId`. Never fails: what was sent would be sent again. */
async function resolve(api: ChatwootApi, id: number, sinceId: number): Promise<Pick<NotificationResult, 'resolved' | 'problem'>> {
	try {
		const messages = await messagesBefore(api, messageTypeSchema, id, null);
		const isAnswered = messages.some((message) => message.message_type === INCOMING && message.id > sinceId);
		if (!isAnswered) await setStatus(api, id, 'resolved');
		return { resolved: !isAnswered, problem: null };
	} catch (error) {
		return { resolved: false, problem: `Sent, but not resolved: ${messageOf(error)}` };
	}
}

const INCOMING = 0;
const messageTypeSchema = z.object({ id: z.number(), message_type: z.number() });

function target({ inboxId }: Notification): { inboxId: number; reopen: boolean } {
	return { inboxId, reopen: true };
}

function contactValues(contact: Contact | undefined, { name, to }: Notification): Record<string, string> {
	return {
		name: contact?.name || name,
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
