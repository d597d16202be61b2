import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { ChatwootSimulator } from './chatwoot-simulator';
import type { Contact } from './model';
import { contactInboxPayload, restContact, restConversation } from './payloads';
import type { RestAnswer, RestRequest, Route } from './rest-route';
import { invalid, json, jsonBody, notFound, pageOf, withContact } from './rest-route';

export const contactRoutes: readonly Route[] = [
	{ method: 'GET', pattern: /^contacts\/search$/, handle: search },
	{ method: 'POST', pattern: /^contacts\/filter$/, handle: filter },
	{ method: 'POST', pattern: /^contacts$/, handle: create },
	{
		method: 'GET',
		pattern: /^contacts\/(\d+)$/,
		handle: (request) => withContact(request, (contact) => json(200, { payload: restContact(contact) })),
	},
	{ method: 'PUT', pattern: /^contacts\/(\d+)$/, handle: update },
	{
		method: 'GET',
		pattern: /^contacts\/(\d+)\/conversations$/,
		handle: (request) => withContact(request, (contact) => json(200, { payload: conversationsOf(request.chatwoot, contact) })),
	},
	{
		method: 'GET',
		pattern: /^contacts\/(\d+)\/labels$/,
		handle: (request) => withContact(request, ({ labels }) => json(200, { payload: labels })),
	},
	{ method: 'POST', pattern: /^actions\/contact_merge$/, handle: merge },
];

const PAGE_SIZE = 15;
const CONVERSATIONS_OF_A_CONTACT = 20;

/** Parts of name, e-mail, phone and identifier, in upper or lower case. */
function search({ chatwoot, call }: RestRequest): RestAnswer {
	const text = call.url.searchParams.get('q')?.trim().toLowerCase() ?? '';
	if (text === '') return json(422, { error: 'Specify search string with parameter q' });
	const found = chatwoot.contacts.filter(({ name, email, phone, identifier }) =>
		[name, email, phone, identifier].some((field) => field?.toLowerCase().includes(text) === true),
	);
	return contactsPage(found, call);
}

const filterSchema = z.object({
	payload: z.tuple([
		z.object({
			attribute_key: z.literal('identifier'),
			filter_operator: z.literal('equal_to'),
			values: z.tuple([z.string()]),
		}),
	]),
});

/** The one filter that the pack uses, in upper or lower case. */
function filter({ chatwoot, call }: RestRequest): RestAnswer {
	const conditions = filterSchema.safeParse(jsonBody(call));
	if (!conditions.success) return json(422, { error: 'Invalid attribute key' });
	const [wanted] = conditions.data.payload[0].values;
	return contactsPage(chatwoot.contacts.filter(({ identifier }) => identifier?.toLowerCase() === wanted.toLowerCase()), call);
}

function contactsPage(found: Contact[], call: RestRequest['call']): RestAnswer {
	const meta = { count: found.length, current_page: call.url.searchParams.get('page') ?? 1 };
	return json(200, { meta, payload: pageOf(found, call, PAGE_SIZE).map(restContact) });
}

const detailsSchema = z
	.object({
		name: z.string(),
		email: z.string(),
		phone_number: z.string(),
		identifier: z.string(),
		inbox_id: z.number(),
		custom_attributes: z.record(z.unknown()),
	})
	.partial()
	.catch({});
type Details = z.infer<typeof detailsSchema>;

function create({ chatwoot, call }: RestRequest): RestAnswer {
	const details = detailsSchema.parse(jsonBody(call));
	const { name = '', email, phone_number: phone, identifier, inbox_id: inboxId, custom_attributes: customAttributes = {} } = details;
	if (phone !== undefined && !isE164(phone)) return invalid('Phone number should be in e164 format', 'phone_number');
	const refusal = refusalOf(chatwoot, null, details);
	if (refusal !== null) return refusal;
	const inbox = chatwoot.inboxes.find(({ id }) => id === inboxId);
	if (inboxId !== undefined && inbox === undefined) return notFound();
	const contact = chatwoot.addContact({
		name,
		customAttributes,
		...(email === undefined ? {} : { email }),
		...(phone === undefined ? {} : { phone }),
		...(identifier === undefined ? {} : { identifier }),
	});
	if (inbox === undefined) return json(200, { payload: { contact: restContact(contact), contact_inbox: { inbox: null, source_id: null } } });
	const sourceId = randomUUID();
	contact.addresses.push({ inbox, sourceId });
	return json(200, { payload: { contact: restContact(contact), contact_inbox: contactInboxPayload(inbox, sourceId) } });
}

/** Custom attributes are merged; a phone that is not E.164 is dropped without a word. */
function update(request: RestRequest): RestAnswer {
	return withContact(request, (contact) => {
		const { phone_number: typed, ...rest } = detailsSchema.parse(jsonBody(request.call));
		const details: Details = { ...rest, ...(typed !== undefined && isE164(typed) ? { phone_number: typed } : {}) };
		const refusal = refusalOf(request.chatwoot, contact, details);
		if (refusal !== null) return refusal;
		request.chatwoot.changeContact(contact, {
			name: details.name ?? contact.name,
			email: details.email ?? contact.email,
			phone: details.phone_number ?? contact.phone,
			identifier: details.identifier ?? contact.identifier,
			customAttributes: { ...contact.customAttributes, ...details.custom_attributes },
		});
		return json(200, { payload: restContact(contact) });
	});
}

/** Each of the three is unique in an account. */
function refusalOf({ contacts }: ChatwootSimulator, self: Contact | null, { email, phone_number: phone, identifier }: Details): RestAnswer | null {
	const others = contacts.filter((each) => each !== self);
	if (phone !== undefined && others.some((each) => each.phone === phone)) return invalid('Phone number has already been taken', 'phone_number');
	if (email !== undefined && !/^[^\s@]+@[^\s@]+$/.test(email)) return invalid('Email is invalid', 'email');
	if (email !== undefined && others.some((each) => each.email?.toLowerCase() === email.toLowerCase())) {
		return invalid('Email has already been taken', 'email');
	}
	if (identifier !== undefined && others.some((each) => each.identifier === identifier)) {
		return invalid('Identifier has already been taken', 'identifier');
	}
	return null;
}

const mergeSchema = z.object({ base_contact_id: z.number(), mergee_contact_id: z.number() });

function merge({ chatwoot, call }: RestRequest): RestAnswer {
	const ids = mergeSchema.safeParse(jsonBody(call));
	const base = chatwoot.contacts.find(({ id }) => id === ids.data?.base_contact_id);
	const merged = chatwoot.contacts.find(({ id }) => id === ids.data?.mergee_contact_id);
	if (base === undefined || merged === undefined) return notFound();
	if (base !== merged) chatwoot.mergeContacts(base, merged);
	return json(200, restContact(base));
}

/** Of all inboxes, the latest first. */
function conversationsOf(chatwoot: ChatwootSimulator, contact: Contact): Array<Record<string, unknown>> {
	return chatwoot.conversations
		.filter((each) => each.contact === contact)
		.sort((one, other) => other.lastActivityAt.getTime() - one.lastActivityAt.getTime())
		.slice(0, CONVERSATIONS_OF_A_CONTACT)
		.map((each) => restConversation(chatwoot.account, each));
}

function isE164(phone: string): boolean {
	return /^\+[1-9]\d{1,14}$/.test(phone);
}
