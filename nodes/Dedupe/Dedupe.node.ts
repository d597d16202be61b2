import type { IExecuteFunctions, INodeExecutionData, INodeOutputConfiguration, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes, NodeOperationError } from 'n8n-workflow';
import { z } from 'zod';
import { ExplainedError, messageOf } from '../../core/errors';
import { giveBack } from '../../core/ledger/slots';
import type { PreparedItem } from '../shared/items';
import { failedItem, nodeError, passOn, passOnSent, prepareItems } from '../shared/items';
import { claim } from './claim';
import { testRedisCredential } from './credential-test';
import { inspect, type Subject } from './inspect';
import { keyOf } from './key';
import { type OpenLedger, usesRedis, withLedger } from './open-ledger';
import { dedupeProperties } from './properties';
import { runsOnWorker } from './queue-mode';
import { passWithReceipt, receiptsOf, threadsOf } from './receipts';
import { slotsOf } from './slots';
import { splitByKey } from './split-by-key';

type Operation = 'claim' | 'confirm' | 'release' | 'resolve' | 'inspect';

/** The outputs of the operations that have several: what passed, and what did not. */
const OUTPUTS: Partial<Record<Operation, INodeOutputConfiguration[]>> = {
	claim: [
		{ type: NodeConnectionTypes.Main, displayName: 'New' },
		{ type: NodeConnectionTypes.Main, displayName: 'Duplicate' },
		{ type: NodeConnectionTypes.Main, displayName: 'Over the Cap' },
	],
	resolve: [
		{ type: NodeConnectionTypes.Main, displayName: 'Resolved' },
		{ type: NodeConnectionTypes.Main, displayName: 'Not Sent' },
	],
};

export class Dedupe implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Dedupe',
		name: 'dedupe',
		icon: { light: 'file:dedupe.svg', dark: 'file:dedupe.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] }}',
		description:
			'Sends each alert once: claim its key before sending, confirm it after, release it when sending failed, resolve it when it is taken back',
		defaults: { name: 'Dedupe' },
		inputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'chatwootSlaRedisApi',
				required: true,
				testedBy: 'testRedisCredential',
				displayOptions: { show: { store: ['redis'] } },
			},
		],
		outputs: `={{ (${JSON.stringify(OUTPUTS)})[$parameter["operation"]] ?? ["main"] }}`,
		usableAsTool: true,
		properties: dedupeProperties,
	};

	methods = { credentialTest: { testRedisCredential } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const operation = this.getNodeParameter('operation', 0) as Operation;
		warnInQueueMode(this, operation);
		const subject = operation === 'inspect' ? (this.getNodeParameter('subject', 0, 'keys') as Subject) : 'keys';
		const { prepared, failed } = await prepareItems(this, (itemIndex) => (subject === 'keys' ? keyOf(this, itemIndex) : ''));
		try {
			const [main = [], ...others] = await withLedger(this, async (open) =>
				operation === 'inspect' ? [await inspect(this, subject, prepared, open)] : await change(this, operation, prepared, open),
			);
			return [[...main, ...failed], ...others];
		} catch (cause) {
			const error = ledgerError(this, cause);
			if (!this.continueOnFail()) throw error;
			return [[...prepared.map(({ itemIndex }) => failedItem(error, itemIndex, cause)), ...failed]];
		}
	}
}

/** Only claims and resolves can clash; a worker that confirms does no harm. */
function warnInQueueMode(context: IExecuteFunctions, operation: Operation): void {
	if (!['claim', 'resolve'].includes(operation) || usesRedis(context) || !runsOnWorker(context)) return;
	context.addExecutionHints({
		message:
			'This n8n runs in queue mode. With n8n\'s database as the store, two workers may let the same key through at the same moment: choose Redis as the store in all Dedupe nodes of this workflow.',
		type: 'warning',
		location: 'outputPane',
	});
}

type KeyedItem = PreparedItem<string>;

/** @returns the items of each output, in the order of `OUTPUTS`; one output for operations that are not there. */
async function change(
	context: IExecuteFunctions,
	operation: Exclude<Operation, 'inspect'>,
	items: KeyedItem[],
	open: OpenLedger,
): Promise<INodeExecutionData[][]> {
	const { ledger, slots } = open;
	const keys = items.map(({ value }) => value);
	const threads = threadsOf(context, items);
	const passAll = (passed: KeyedItem[]) => passed.map(({ itemIndex }) => passOn(context, itemIndex));
	switch (operation) {
		case 'claim':
			return await claim(context, items, open);
		case 'confirm':
			await ledger.confirm(keys, { dueAt: dueTimes(context, items), receipts: receiptsOf(context, items), threads });
			return [passAll(items)];
		case 'release':
			await giveBack(slots, slotsOf(context, items, await ledger.release(keys)));
			return [items.map(({ itemIndex }) => passOnReleased(context, itemIndex))];
		case 'resolve': {
			const resolved = await ledger.resolve(keys, threads);
			const [passed, others] = splitByKey(items, resolved);
			return [passed.map((item) => passWithReceipt(context, item, 'receipt', threads, resolved)), passAll(others)];
		}
	}
}

/**
 * With Retry On Fail n8n (2.41) would take the `error` that an item brings along for a failure of this node, and release
 * again and again: there it goes on as `reason`.
 */
function passOnReleased(context: IExecuteFunctions, itemIndex: number): INodeExecutionData {
	const reason = context.getInputData()[itemIndex]?.json['error'];
	if (reason === undefined || context.getNode().retryOnFail !== true) return passOn(context, itemIndex);
	return passOnSent(context, itemIndex, { reason });
}

/** By key, for breaches: a warning or an escalation has a due time of its own, which its alert does not tell. */
function dueTimes(context: IExecuteFunctions, items: KeyedItem[]): Map<string, Date> {
	return new Map(
		items.flatMap(({ value: key, itemIndex }) => {
			const breach = breachSchema.safeParse(context.getInputData()[itemIndex]?.json);
			return breach.success ? [[key, new Date(breach.data.dueAt)] as const] : [];
		}),
	);
}

/** Items that are no alerts count when they have a due time. */
const breachSchema = z.object({
	dueAt: z.string().datetime({ offset: true }),
	stage: z.literal('breach').optional(),
	recovered: z.null().optional(),
});

/**
 * Redis explains itself. As for the database: n8n keeps one history a workflow, and a Remove Duplicates node with
 * another comparison in it makes ours unusable.
 */
function ledgerError(context: IExecuteFunctions, error: unknown): NodeOperationError {
	if (error instanceof ExplainedError || usesRedis(context)) return nodeError(context, error);
	return new NodeOperationError(context.getNode(), `The ledger could not be read or written: ${messageOf(error)}`, {
		description:
			'It is kept in n8n\'s database, per workflow. If this workflow also has a Remove Duplicates node with the scope Workflow, give that node the scope Node.',
	});
}
