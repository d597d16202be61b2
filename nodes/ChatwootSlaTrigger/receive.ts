import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import type { WebhookEvent } from '../../core/chatwoot/parse';
import { parseWebhookEvent } from '../../core/chatwoot/parse';
import { verifySignature } from '../../core/chatwoot/signature';
import { messageOf } from '../../core/errors';
import { ignoreReason } from './filter';
import { isOnTrack } from './judge';
import { signingSecret } from './secret';
import { chosenEvents, filters, signatureSettings, startsOnlyForSla } from './settings';

/** The parts used of n8n's request and response, which it types with a library that a pack does not have. */
interface RawRequest {
	rawBody?: Buffer;
	readRawBody(): Promise<void>;
}
interface JsonResponse {
	status(code: number): JsonResponse;
	json(body: object): void;
}

/**
 * Answers one request: refused (401, or 400 when it is no event of Chatwoot), ignored by the filters or the policy, or
 * accepted. Only an accepted event starts an execution; a throw would start one too, so everything is answered here.
 */
export async function receive(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const refusal = await signatureRefusal(context);
	if (refusal !== null) return refuse(context, 401, refusal);

	const payload = context.getBodyData();
	const { event, problem } = readEvent(payload);
	if (event === null) return refuse(context, 400, problem);

	const reason = ignoreReason(event, chosenEvents(context), filters(context));
	if (reason !== null) return ignore(reason);
	if (startsOnlyForSla(context) && (await isOnTrack(context, event))) return ignore('on track');
	return { webhookResponse: { status: 'accepted' }, workflowData: [context.helpers.returnJsonArray(payload)] };
}

async function signatureRefusal(context: IWebhookFunctions): Promise<string | null> {
	const { verify, toleranceSeconds } = signatureSettings(context);
	if (!verify) return null;
	const headers = context.getHeaderData();
	// Before anything is looked up: a stranger's request must not cost a request to Chatwoot.
	if (headers['x-chatwoot-signature'] === undefined) return 'signature missing';
	const secret = await signingSecret(context);
	if (secret === null) return 'secret unknown';
	const verdict = verifySignature({
		rawBody: await rawBody(context),
		signatureHeader: headers['x-chatwoot-signature'],
		timestampHeader: headers['x-chatwoot-timestamp'],
		secret,
		now: new Date(),
		toleranceSeconds,
	});
	return verdict.ok ? null : verdict.reason;
}

/** n8n (2.41) keeps the bytes of JSON bodies; of other types it reads them only when asked. */
async function rawBody(context: IWebhookFunctions): Promise<Buffer | undefined> {
	const request = context.getRequestObject() as RawRequest;
	if (request.rawBody === undefined) await request.readRawBody();
	return request.rawBody;
}

function readEvent(payload: unknown): { event: WebhookEvent; problem: '' } | { event: null; problem: string } {
	try {
		return { event: parseWebhookEvent(payload), problem: '' };
	} catch (error) {
		return { event: null, problem: messageOf(error) };
	}
}

function ignore(reason: string): IWebhookResponseData {
	return { webhookResponse: { status: 'ignored', reason } };
}

function refuse(context: IWebhookFunctions, status: 400 | 401, reason: string): IWebhookResponseData {
	const { id } = context.getWorkflow();
	// The reason of a 400 may quote the payload, which is a customer's.
	context.logger.warn(`Chatwoot SLA Trigger refused a request (${status}): ${status === 401 ? reason : 'not an event of Chatwoot'}`, {
		workflowId: id,
		nodeName: context.getNode().name,
	});
	const response = context.getResponseObject() as JsonResponse;
	response.status(status).json({ status: 'refused', reason });
	return { noWebhookResponse: true };
}
