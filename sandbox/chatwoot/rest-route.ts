import type { ChatwootSimulator } from './chatwoot-simulator';
import type { Contact, Conversation } from './model';

export interface RestAnswer {
	status: number;
	body: string;
}

export interface RestCall {
	method: string;
	url: URL;
	/** What came in the header `api_access_token`. */
	token: string;
	contentType: string;
	bytes: Buffer;
}

export interface RestRequest {
	chatwoot: ChatwootSimulator;
	call: RestCall;
	/** The number in the path; 0 without one. */
	id: number;
}

export interface Route {
	method: string;
	/** The path below the account. */
	pattern: RegExp;
	/** v1 by default. */
	version?: 'v2';
	/** Whether an agent bot may, too. */
	bots?: true;
	handle: (request: RestRequest) => RestAnswer;
}

export function forAdministrators(handle: (request: RestRequest) => RestAnswer): Route['handle'] {
	return (request) =>
		request.call.token === request.chatwoot.token ? handle(request) : json(401, { error: 'You are not authorized to do this action' });
}

export function withConversation({ chatwoot, id }: RestRequest, act: (conversation: Conversation) => RestAnswer): RestAnswer {
	const conversation = chatwoot.conversations.find((each) => each.id === id);
	return conversation === undefined ? notFound() : act(conversation);
}

export function withContact({ chatwoot, id }: RestRequest, act: (contact: Contact) => RestAnswer): RestAnswer {
	const contact = chatwoot.contacts.find((each) => each.id === id);
	return contact === undefined ? notFound() : act(contact);
}

export function invalid(message: string, attribute: string): RestAnswer {
	return json(422, { message, attributes: [attribute] });
}

export function notFound(): RestAnswer {
	return json(404, { error: 'Resource could not be found' });
}

export function json(status: number, body: unknown): RestAnswer {
	return { status, body: JSON.stringify(body) };
}

/** The JSON of a request; null when it is none. */
export function jsonBody({ bytes }: RestCall): unknown {
	try {
		return JSON.parse(bytes.toString()) as unknown;
	} catch {
		return null;
	}
}

/** One page of a list; pages are numbered from 1. */
export function pageOf<Item>(items: readonly Item[], { url }: RestCall, size: number): Item[] {
	const first = (Number(url.searchParams.get('page') ?? 1) - 1) * size;
	return items.slice(first, first + size);
}
