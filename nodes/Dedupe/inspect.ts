import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';
import { ExplainedError } from '../../core/errors';
import type { KeyRecord } from '../../core/ledger/ledger';
import { asJson, passOn, type PreparedItem } from '../shared/items';
import type { OpenLedger } from './open-ledger';
import { readLimit } from './options';

export type Subject = 'keys' | 'latest' | 'statistics';

/** Every item with the state of its key as `ledger`; or the latest keys, or one item with what was counted. */
export async function inspect(
	context: IExecuteFunctions,
	subject: Subject,
	items: ReadonlyArray<PreparedItem<string>>,
	open: OpenLedger,
): Promise<INodeExecutionData[]> {
	switch (subject) {
		case 'keys': {
			const records = await open.ledger.inspect(items.map(({ value }) => value), open.leaseSeconds);
			return items.map(({ itemIndex }, index) => passOn(context, itemIndex, { ledger: recordJson(records[index]) }));
		}
		case 'latest':
			return (await latest(context, open)).map((record) => ({ json: recordJson(record), pairedItem: { item: 0 } }));
		case 'statistics': {
			const { days, ...counts } = await open.ledger.statistics();
			const since = open.countingSince?.toISOString() ?? days.at(-1)?.day ?? null;
			const countedBy = open.countingSince === null ? 'allProcesses' : 'thisProcess';
			return [{ json: { countedBy, since, ...asJson(counts), days: days.map(asJson) }, pairedItem: { item: 0 } }];
		}
	}
}

async function latest(context: IExecuteFunctions, { list }: OpenLedger): Promise<KeyRecord[]> {
	if (list === null) {
		throw new ExplainedError('n8n\'s database cannot tell which keys it holds', {
			advice: 'Inspect the keys of the items, or choose Redis as the store.',
		});
	}
	const state = z.enum(['any', 'claimed', 'confirmed']).parse(context.getNodeParameter('listedState', 0, 'any'));
	return await list(state === 'any' ? ['claimed', 'confirmed'] : [state], readLimit(context));
}

function recordJson(record: KeyRecord | undefined) {
	if (record === undefined) return {};
	const { key, state, since, until, resolvedAt } = record;
	const text = (time: Date | null) => time?.toISOString() ?? null;
	return { key, state, since: text(since), until: text(until), resolvedAt: text(resolvedAt) };
}
