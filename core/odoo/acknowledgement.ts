import { z } from 'zod';
import { keyIn, markOf, plainKey } from './activity-key';
import { parseAnswer } from './answer';
import type { OdooClient } from './client';
import { referencedId } from './external-id';
import type { Outcome } from './outcome';
import type { RpcValue } from './protocol';
import { MaybeLinkName } from './record';
import type { Condition } from './search';
import { anyOf, escapeLike, hasSome } from './search';

/** Whether somebody has marked an activity of an alert's chain as done. */
export interface AcknowledgementQuestion {
	/** An alert's key; all stages of its metric and cycle are meant. */
	alertKey: string;
	/** What was done before does not count, as before the promise was broken. Null where that is not known. */
	since: Date | null;
}

export interface DoneActivity {
	/** The name of who did it; empty where Odoo does not tell. */
	by: string;
	at: Date;
	/** `account:conversation:metric:cycle:done:time`: one and the same whenever it is asked for. */
	key: string;
}

/**
 * Answers all questions with one call; of several activities that were done, the first counts. Odoo 16 deletes an activity that is done, 19 archives it; both write a message on
 * its record, with the activity's note and so with the alert's key. What the credential's own user did does not count:
 * that is our completing of what was met. An activity that was deleted, or never there, leaves no message.
 */
export async function findAcknowledgements(
	client: OdooClient,
	questions: readonly AcknowledgementQuestion[],
): Promise<Array<Outcome<DoneActivity | null>>> {
	const conditions = [...new Set(questions.map(({ alertKey }) => chainOf(alertKey)))].map(
		(chain): Condition => ['body', 'ilike', escapeLike(markOf(chain))],
	);
	if (!hasSome(conditions)) return [];
	const messages = await doneMessages(client, [...sinceCondition(questions), ...anyOf(conditions)]);
	return questions.map(({ alertKey, since }) => {
		const chain = plainKey(chainOf(alertKey));
		const done = messages.find(({ key, at }) => key?.startsWith(chain) === true && (since === null || at >= since));
		return { value: done === undefined ? null : { by: done.by, at: done.at, key: `${chainOf(alertKey)}done:${done.at.toISOString()}` } };
	});
}

/** `account:conversation:metric:cycle:` */
function chainOf(alertKey: string): string {
	const key = alertKey.trim();
	return key.slice(0, key.lastIndexOf(':') + 1);
}

function sinceCondition(questions: readonly AcknowledgementQuestion[]): Condition[] {
	const times = questions.map(({ since }) => since?.getTime() ?? 0);
	return [['date', '>=', odooTime(new Date(Math.min(...times)))]];
}

async function doneMessages(client: OdooClient, domain: readonly RpcValue[]): Promise<DoneMessage[]> {
	const subtypeId = await referencedId(client, 'mail.message.subtype', 'mail', 'mt_activities');
	const ownId = await client.signIn();
	const answer = await client.execute({
		model: 'mail.message',
		method: 'search_read',
		params: { domain: [['subtype_id', '=', subtypeId], ['create_uid', '!=', ownId], ...domain] },
		options: { fields: ['id', 'body', 'author_id', 'date'], order: 'id' },
	});
	return parseAnswer(z.array(MessageRow), answer, 'search_read on mail.message');
}

/** UTC without a zone, as Odoo keeps times. */
function odooTime(time: Date): string {
	return time.toISOString().slice(0, 19).replace('T', ' ');
}

const MessageRow = z
	.object({ body: z.string(), author_id: MaybeLinkName, date: z.string().transform((text) => new Date(`${text.replace(' ', 'T')}Z`)) })
	.transform(({ body, author_id: by, date: at }) => ({ key: keyIn(body), by, at }));
type DoneMessage = z.infer<typeof MessageRow>;
