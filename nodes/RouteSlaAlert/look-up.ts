import type { IExecuteFunctions } from 'n8n-workflow';
import type { Alert } from '../../core/alert/alert';
import { needs } from '../../core/alert/routing';
import type { Rule } from '../../core/alert/rules';
import { agentEmails, teamMembers } from '../../core/chatwoot/agents';
import { messageOf } from '../../core/errors';
import type { ChatwootConnection } from '../shared/chatwoot';
import { CHATWOOT_CREDENTIAL } from '../shared/chatwoot';

/** Only called where the node has a credential. */
export type Connect = () => Promise<ChatwootConnection>;

/**
 * Adds the assignee's e-mail address, which Chatwoot's webhooks leave out, where a rule needs it. When it can't be
 * found the alert is routed without it: the other people are told all the same.
 */
export async function withAssigneeEmail(context: IExecuteFunctions, chatwoot: Connect, alert: Alert, rules: readonly Rule[]): Promise<Alert> {
	const { assignee } = alert.conversation;
	if (assignee === null || assignee.email !== null || !needs('toAssignee', alert, rules)) return alert;
	const emails = await askChatwoot(context, chatwoot, `The e-mail address of agent ${assignee.id} is`, ({ client, cacheKey }) => agentEmails(client, cacheKey));
	return { ...alert, conversation: { ...alert.conversation, assignee: { ...assignee, email: emails?.get(assignee.id) ?? null } } };
}

/** The members of the team that has the conversation, where a rule tells them; none when they can't be found. */
export async function membersOfTeam(
	context: IExecuteFunctions,
	chatwoot: Connect,
	alert: Alert,
	rules: readonly Rule[],
): Promise<Array<{ email: string; name: string | null }>> {
	const { team } = alert.conversation;
	if (team === null || !needs('toTeamMembers', alert, rules)) return [];
	const members = await askChatwoot(context, chatwoot, `The members of team ${team.id} are`, ({ client, cacheKey }) => teamMembers(client, cacheKey, team.id));
	return (members ?? []).flatMap(({ email, name }) => (email ? [{ email, name }] : []));
}

/** Null when there is no credential or no answer, which is said in the log and beside the output. */
async function askChatwoot<Answer>(
	context: IExecuteFunctions,
	chatwoot: Connect,
	what: string,
	ask: (connection: ChatwootConnection) => Promise<Answer>,
): Promise<Answer | null> {
	if (context.getNode().credentials?.[CHATWOOT_CREDENTIAL] === undefined) {
		warn(context, `${what} unknown: this node has no Chatwoot credential`);
		return null;
	}
	try {
		return await ask(await chatwoot());
	} catch (error) {
		warn(context, `${what} unknown, because Chatwoot could not be asked: ${messageOf(error)}`);
		return null;
	}
}

function warn(context: IExecuteFunctions, message: string): void {
	context.logger.warn(message);
	context.addExecutionHints({ message, type: 'warning', location: 'outputPane' });
}
