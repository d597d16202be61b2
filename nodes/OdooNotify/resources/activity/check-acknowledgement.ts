import type { IDataObject, IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import type { Alert } from '../../../../core/alert/alert';
import { AlertSchema } from '../../../../core/alert/alert';
import { atBreach } from '../../../../core/alert/at-stage';
import type { AcknowledgementQuestion, DoneActivity } from '../../../../core/odoo/acknowledgement';
import { findAcknowledgements } from '../../../../core/odoo/acknowledgement';
import { messageOf } from '../../../../core/errors';
import type { OdooClient } from '../../../../core/odoo/client';
import type { Outcome } from '../../../../core/odoo/outcome';
import { isFollowUp } from '../../../../core/sla/acknowledgement';
import { asJson } from '../../../shared/items';
import { readItems } from '../../batch';
import { readText } from '../../read';

const show = { resource: ['activity'], operation: ['checkAcknowledgement'] };

export const description: INodeProperties[] = [
	{
		displayName: 'Alert Key',
		name: 'key',
		type: 'string',
		required: true,
		displayOptions: { show },
		default: '={{ $json.key }}',
		placeholder: 'e.g. 1:123:frt:1763712000:reminder1',
		description: 'The key of the alert. The activities of all its stages are looked for; warnings and breaches pass without a question.',
	},
];

/** The outputs, in order. */
export const OUTPUT_NAMES = ['Not Acknowledged', 'Acknowledged'] as const;

/**
 * What is acknowledged goes on with `odoo: { acknowledgedBy, acknowledgedAt, acknowledgementKey }` added, an alert as its
 * breach: whoever was not told of that, outside their hours, still is. While Odoo can't be asked nothing is acknowledged:
 * a reminder too many is better than one that is lost.
 */
export async function execute(context: IExecuteFunctions): Promise<[INodeExecutionData[], INodeExecutionData[]]> {
	const read = await readItems(context, (itemIndex) => readQuestion(context, itemIndex));
	const answered = await read.step(async (client, questions) => {
		try {
			return await answer(client, questions);
		} catch (error) {
			tellOfFailure(context, messageOf(error));
			return questions.map(() => ({ value: null }));
		}
	});
	return answered.divide((acknowledged) => (acknowledged === null ? null : changesTo(acknowledged)));
}

interface Question extends AcknowledgementQuestion {
	/** Null for an item that is none. */
	alert: Alert | null;
}

interface Acknowledged {
	alert: Alert | null;
	done: DoneActivity;
}

/** Null where there is nothing to ask. */
function readQuestion(context: IExecuteFunctions, itemIndex: number): Question | null {
	const alert = AlertSchema.safeParse(context.getInputData()[itemIndex]?.json).data ?? null;
	if (alert !== null && (alert.recovered !== null || !isFollowUp({ kind: alert.stage }))) return null;
	return { alert, alertKey: readText(context, 'key', itemIndex, 'Alert Key'), since: sinceOf(alert) };
}

/** Whoever has changed the label in Chatwoot since has the last word there. */
function sinceOf(alert: Alert | null): Date | null {
	const times = [alert?.dueAt, alert?.acknowledgement?.changedAt].flatMap((time) => (time ? Date.parse(time) : []));
	return times.length === 0 ? null : new Date(Math.max(...times));
}

function changesTo({ alert, done }: Acknowledged): IDataObject {
	const odoo = { acknowledgedBy: done.by, acknowledgedAt: done.at.toISOString(), acknowledgementKey: done.key };
	return { ...(alert === null ? {} : asJson(atBreach(alert))), odoo };
}

function tellOfFailure(context: IExecuteFunctions, reason: string): void {
	const message = `It is not known whether somebody marked an activity as done, and so everything is told. ${reason}`;
	context.addExecutionHints({ message, type: 'warning', location: 'outputPane' });
	context.logger.warn(`Odoo Notify: ${message}`, { workflowId: context.getWorkflow().id, nodeName: context.getNode().name });
}

async function answer(client: OdooClient, questions: Array<Question | null>): Promise<Array<Outcome<Acknowledged | null>>> {
	const answers = (await findAcknowledgements(client, questions.filter((question) => question !== null))).values();
	return questions.map((question) => {
		const outcome = question === null ? undefined : answers.next().value;
		if (question === null || outcome === undefined) return { value: null };
		if ('error' in outcome) return outcome;
		return { value: outcome.value === null ? null : { alert: question.alert, done: outcome.value } };
	});
}
