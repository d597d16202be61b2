import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';
import type { ChatwootApi } from '../../core/chatwoot/api';
import { ExplainedError } from '../../core/errors';
import type { Crm } from '../../core/sync/crm';
import type { SyncOptions, SyncResult } from '../../core/sync/sync-contact';
import { syncFromChatwoot, syncFromCrm } from '../../core/sync/sync-contact';
import { connect as connectChatwoot } from '../Chatwoot/connect';
import { asJson, forEachItem, passOn } from '../shared/items';
import { readList } from '../shared/lists';
import { once } from '../shared/once';
import { connectCrm, readOptions } from './connect';

type Operation = (context: IExecuteFunctions) => Promise<INodeExecutionData[]>;

const HOUR_MS = 3_600_000;

const fromChatwoot = syncing(
	(context, itemIndex) => ({ contactId: readContactId(context, itemIndex), changedAt: readTime(context, itemIndex), tags: readList(context, 'tags', itemIndex) }),
	syncFromChatwoot,
);
const fromCrm = syncing((context, itemIndex) => ({ recordId: readRecordId(context, itemIndex) }), syncFromCrm);

/** One item for each record: `{ crm, recordId, changedAt, key }`. */
const getChanged: Operation = (context) =>
	forEachItem(
		context,
		async (itemIndex) => ({
			crm: await connectCrm(context, readOptions(context, itemIndex)),
			since: new Date(Date.now() - numberSchema.parse(context.getNodeParameter('withinHours', itemIndex)) * HOUR_MS),
			limit: context.getNodeParameter('returnAll', itemIndex, false) ? null : numberSchema.parse(context.getNodeParameter('limit', itemIndex)),
		}),
		async ({ crm, since, limit }, itemIndex) =>
			(await crm.changedSince(since, limit)).map(({ id, modifiedAt }) => {
				const changedAt = modifiedAt.toISOString();
				return { json: { crm: crm.name, recordId: id, changedAt, key: `${crm.name}:${id}:${changedAt}` }, pairedItem: { item: itemIndex } };
			}),
	);

export const operations: Partial<Record<string, Operation>> = { fromChatwoot, fromCrm, getChanged };

/** Each item goes on with `sync` added. `read` tells what is to be brought in step. */
function syncing<What>(
	read: (context: IExecuteFunctions, itemIndex: number) => What,
	sync: (api: ChatwootApi, crm: Crm, what: What, options: SyncOptions) => Promise<SyncResult>,
): Operation {
	return (context) => {
		const chatwoot = once(() => connectChatwoot(context));
		return forEachItem(
			context,
			async (itemIndex) => ({
				api: await chatwoot(),
				crm: await connectCrm(context, readOptions(context, itemIndex)),
				what: read(context, itemIndex),
				options: syncOptions(context, itemIndex),
			}),
			async ({ api, crm, what, options }, itemIndex) => [synced(context, itemIndex, crm, await sync(api, crm, what, options))],
		);
	};
}

function synced(context: IExecuteFunctions, itemIndex: number, { name: crm }: Crm, result: SyncResult): INodeExecutionData {
	return passOn(context, itemIndex, { sync: asJson({ crm, ...result }) });
}

function syncOptions(context: IExecuteFunctions, itemIndex: number): SyncOptions {
	return { create: context.getNodeParameter('createMissing', itemIndex) === true, country: readOptions(context, itemIndex).defaultCountry };
}

const numberSchema = z.coerce.number().nonnegative();

function readContactId(context: IExecuteFunctions, itemIndex: number): number {
	const id = z.coerce.number().int().positive().safeParse(context.getNodeParameter('contactId', itemIndex));
	if (id.success) return id.data;
	throw new ExplainedError('Contact ID is none', { advice: "Fill in the contact's number in Chatwoot, e.g. 42." });
}

function readRecordId(context: IExecuteFunctions, itemIndex: number): string {
	const id = z.union([z.string().trim().min(1), z.number().transform(String)]).safeParse(context.getNodeParameter('recordId', itemIndex));
	if (id.success) return id.data;
	throw new ExplainedError('Record ID is empty', { advice: "Fill in the record's name in ERPNext, or its number in Odoo." });
}

/** Null for what is no time: it only decides between two changes of one field. */
function readTime(context: IExecuteFunctions, itemIndex: number): Date | null {
	const time = z.string().datetime({ offset: true }).safeParse(context.getNodeParameter('changedAt', itemIndex, ''));
	return time.success ? new Date(time.data) : null;
}
