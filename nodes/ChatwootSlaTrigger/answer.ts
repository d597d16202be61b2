import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

/** Why a request is refused. */
export interface Refusal {
	status: 400 | 401 | 413 | 415 | 500;
	/** For the sender. */
	reason: string;
	/** For the log, where it differs: never what the request holds, which is a customer's or a stranger's. */
	logged?: string;
}

/** The part used of n8n's response, which it types with a library that a pack does not have. */
interface JsonResponse {
	status(code: number): JsonResponse;
	json(body: object): void;
}

/** What a reason for the sender may quote of the request ends here. */
const LONGEST_REASON = 200;

/** Answers with an error and starts no execution. */
export function refuse(context: IWebhookFunctions, { status, reason, logged = reason }: Refusal): IWebhookResponseData {
	warn(context, `refused a request (${status}): ${logged}`);
	const response = context.getResponseObject() as JsonResponse;
	response.status(status).json({ status: 'refused', reason: reason.slice(0, LONGEST_REASON) });
	return { noWebhookResponse: true };
}

/** Answers 200 and starts no execution. */
export function ignore(reason: string): IWebhookResponseData {
	return { webhookResponse: { status: 'ignored', reason } };
}

export function warn(context: IWebhookFunctions, what: string): void {
	context.logger.warn(`Chatwoot SLA Trigger ${what}`, { workflowId: context.getWorkflow().id, nodeName: context.getNode().name });
}
