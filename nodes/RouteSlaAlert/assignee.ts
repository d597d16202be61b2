import type { IExecuteFunctions } from 'n8n-workflow';
import type { Alert } from '../../core/alert/alert';
import { needsAssignee } from '../../core/alert/routing';
import type { Rule } from '../../core/alert/rules';
import { agentEmails } from '../../core/chatwoot/agents';
import { messageOf } from '../../core/errors';
import { CHATWOOT_CREDENTIAL, connectChatwoot } from '../shared/chatwoot';

/**
 * Adds the assignee's e-mail address, which Chatwoot's webhooks leave out, where a rule needs it. When it can't be
 * found the alert is routed without it: the other people are told all the same.
 */
export async function withAssigneeEmail(context: IExecuteFunctions, alert: Alert, rules: readonly Rule[]): Promise<Alert> {
	const { assignee } = alert.conversation;
	if (assignee === null || assignee.email !== null || !needsAssignee(alert, rules)) return alert;
	const email = await findEmail(context, assignee.id);
	return { ...alert, conversation: { ...alert.conversation, assignee: { ...assignee, email } } };
}

async function findEmail(context: IExecuteFunctions, agentId: number): Promise<string | null> {
	if (context.getNode().credentials?.[CHATWOOT_CREDENTIAL] === undefined) {
		context.logger.warn(`The e-mail address of agent ${agentId} is unknown: this node has no Chatwoot credential`);
		return null;
	}
	try {
		const { client, cacheKey } = await connectChatwoot(context);
		return (await agentEmails(client, cacheKey)).get(agentId) ?? null;
	} catch (error) {
		context.logger.warn(`The e-mail address of agent ${agentId} could not be looked up: ${messageOf(error)}`);
		return null;
	}
}
