import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { nullAfter } from '../../core/after';
import type { WebhookEvent } from '../../core/chatwoot/parse';
import { parseWebhookEvent } from '../../core/chatwoot/parse';
import { readWebhookBody } from '../../core/chatwoot/webhook-body';
import { messageOf } from '../../core/errors';
import { ignore, refuse, warn } from './answer';
import { explained } from './explained';
import { ignoreReason } from './filter';
import { isOnTrack } from './judge';
import { receivedBody } from './request';
import { chosenEvents, filters, startsOnlyForSla } from './settings';
import { isReplay, verify } from './verify';

/** With what a look-up of the secret may take, this stays below the five seconds that Chatwoot (4.15) waits. */
const JUDGING_MS = 1_000;

/**
 * Answers one request: refused, ignored, or accepted. Only an accepted event starts an execution; n8n (2.41) makes one
 * of a throw too, so everything is answered here.
 */
export async function receive(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	try {
		return await answer(context);
	} catch (error) {
		return refuse(context, { status: 500, reason: 'the trigger failed; the log of n8n says why', logged: `the trigger failed: ${explained(error)}` });
	}
}

async function answer(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const received = await receivedBody(context);
	if ('refusal' in received) return refuse(context, received.refusal);
	const verified = await verify(context, received.bytes);
	if ('refusal' in verified) return refuse(context, verified.refusal);

	// What was verified is what is used, and not what n8n made of it: by a header that nobody signed, in another charset.
	const body = readWebhookBody(received.bytes);
	if ('problem' in body) return refuse(context, { status: 400, reason: body.problem });
	const { event, problem } = readEvent(body.payload);
	if (event === null) return refuse(context, { status: 400, reason: problem, logged: 'not an event of Chatwoot' });

	if (isReplay(context, verified.signed)) return ignore('replay');
	const reason = ignoreReason(event, chosenEvents(context), filters(context));
	if (reason !== null) return ignore(reason);
	if (startsOnlyForSla(context) && (await isOnTrackInTime(context, event))) return ignore('on track');
	return { webhookResponse: { status: 'accepted' }, workflowData: [context.helpers.returnJsonArray({ json: body.payload })] };
}

/** The reason may quote the payload, which is a customer's: it is for the sender, who has it. */
function readEvent(payload: unknown): { event: WebhookEvent; problem: '' } | { event: null; problem: string } {
	try {
		return { event: parseWebhookEvent(payload), problem: '' };
	} catch (error) {
		return { event: null, problem: messageOf(error) };
	}
}

/** What can't be judged in time starts an execution: no event is lost. */
async function isOnTrackInTime(context: IWebhookFunctions, event: WebhookEvent): Promise<boolean> {
	const judged = await Promise.race([isOnTrack(context, event), nullAfter(JUDGING_MS)]);
	if (judged === null) warn(context, 'starts an execution: working hours or holidays could not be read in time');
	return judged ?? false;
}
