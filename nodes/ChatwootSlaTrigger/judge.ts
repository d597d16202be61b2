import type { IWebhookFunctions } from 'n8n-workflow';
import type { WebhookEvent } from '../../core/chatwoot/parse';
import { evaluateSla } from '../../core/sla/evaluate';
import { recoveriesOf } from '../../core/sla/recovery';
import { triggerJudging } from '../shared/judging';
import { explained } from './explained';

/**
 * Whether nobody needs to be told anything of an event's conversation, by what the event says of it. False when that
 * can't be judged: Evaluate SLA Breach will, or will say what is wrong, and the event is not lost.
 */
export async function isOnTrack(context: IWebhookFunctions, { conversation, ended }: WebhookEvent): Promise<boolean> {
	if (conversation === null) return true;
	try {
		const { settings, openingHours } = await triggerJudging(context);
		const now = new Date();
		const hours = openingHours(conversation.inbox.id);
		return (
			evaluateSla(conversation, settings, hours, now).every(({ reached }) => reached === null) &&
			recoveriesOf(conversation, ended, settings, hours, now).length === 0
		);
	} catch (error) {
		context.logger.warn(`Chatwoot SLA Trigger could not judge conversation #${conversation.id} and starts an execution: ${explained(error)}`, {
			workflowId: context.getWorkflow().id,
			nodeName: context.getNode().name,
		});
		return false;
	}
}
