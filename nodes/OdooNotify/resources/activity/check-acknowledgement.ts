import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { AlertSchema } from '../../../../core/alert/alert';
import type { AcknowledgementQuestion, DoneActivity } from '../../../../core/odoo/acknowledgement';
import { findAcknowledgements } from '../../../../core/odoo/acknowledgement';
import { messageOf } from '../../../../core/errors';
import type { OdooClient } from '../../../../core/odoo/client';
import type { Outcome } from '../../../../core/odoo/outcome';
import { isFollowUp } from '../../../../core/sla/acknowledgement';
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
 * What is acknowledged goes on with `odoo: { acknowledgedBy, acknowledgedAt }` added. While Odoo can't be asked nothing
 * is: a reminder too many is better than one that is lost.
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
	return answered.divide((done) => (done === null ? null : { acknowledgedBy: done.by, acknowledgedAt: done.at.toISOString() }));
}

/** Null where there is nothing to ask. */
function readQuestion(context: IExecuteFunctions, itemIndex: number): AcknowledgementQuestion | null {
	const alert = AlertSchema.safeParse(context.getInputData()[itemIndex]?.json).data;
	if (alert !== undefined && (alert.recovered !== null || !isFollowUp({ kind: alert.stage }))) return null;
	const dueAt = alert?.dueAt ?? null;
	return { alertKey: readText(context, 'key', itemIndex, 'Alert Key'), since: dueAt === null ? null : new Date(dueAt) };
}

function tellOfFailure(context: IExecuteFunctions, reason: string): void {
	const message = `It is not known whether somebody marked an activity as done, and so everything is told. ${reason}`;
	context.addExecutionHints({ message, type: 'warning', location: 'outputPane' });
	context.logger.warn(`Odoo Notify: ${message}`, { workflowId: context.getWorkflow().id, nodeName: context.getNode().name });
}

async function answer(client: OdooClient, questions: Array<AcknowledgementQuestion | null>): Promise<Array<Outcome<DoneActivity | null>>> {
	const answers = (await findAcknowledgements(client, questions.filter((question) => question !== null))).values();
	return questions.map((question) => (question === null ? { value: null } : (answers.next().value ?? { value: null })));
}
