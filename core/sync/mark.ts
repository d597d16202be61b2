import type { ChatwootApi } from '../chatwoot/api';

/**
 * What a record keeps of its Chatwoot contact, such as `chatwoot:chat.example.com/1/42`: the installation, the account
 * and the contact. A number alone would be somebody else's after a move to another Chatwoot.
 */
export function markOf(api: ChatwootApi, contactId: number): string {
	return `${prefixFor(api)}${contactId}`;
}

/** The contact of this account that a mark names; null for one of another account, and for what is no mark. */
export function contactIdIn(api: ChatwootApi, mark: string): number | null {
	const id = mark.startsWith(prefixFor(api)) ? mark.slice(prefixFor(api).length) : '';
	return /^\d+$/.test(id) ? Number(id) : null;
}

/** Whether a text is a mark of any account. */
export function isMark(text: string): boolean {
	return /^chatwoot:\S+\/\d+\/\d+$/.test(text);
}

function prefixFor({ account }: ChatwootApi): string {
	return `chatwoot:${account.replace(/^https?:\/\//, '').replace(' ', '/')}/`;
}
