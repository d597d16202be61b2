import type { ChatwootApi } from './api';
import { changeLabels, conversationLabels, labelTitle } from './labels';
import { sendMessage } from './messages';

export interface Acknowledgement {
	/** Put on the conversation; empty for none. */
	label: string;
	/** A private note beside it; empty for none. */
	note: string;
	as: 'bot' | 'user';
}

/**
 * Marks a conversation as taken care of: reminders and escalations of what was missed so far end. A label that is there
 * from an earlier time is taken off first: Chatwoot then writes down when it was put on (see taking-charge.ts).
 */
export async function acknowledge(
	api: ChatwootApi,
	conversationId: number,
	{ label, note, as }: Acknowledgement,
): Promise<{ labels: string[]; noteId: number | null }> {
	const labels = label === '' ? await conversationLabels(api, conversationId) : await putOnAnew(api, conversationId, label);
	if (note === '') return { labels, noteId: null };
	const { id } = await sendMessage(api, conversationId, { content: note, kind: 'note', template: null, attachments: [], as });
	return { labels, noteId: id };
}

async function putOnAnew(api: ChatwootApi, conversationId: number, label: string): Promise<string[]> {
	if ((await conversationLabels(api, conversationId)).includes(labelTitle(label))) {
		await changeLabels(api, conversationId, 'remove', [label], { declare: false });
	}
	return (await changeLabels(api, conversationId, 'add', [label], { declare: false })).labels;
}
