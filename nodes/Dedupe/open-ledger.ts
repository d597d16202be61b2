import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import type { Ledger, ListingLedger } from '../../core/ledger/ledger';
import { createRedisLedger } from '../../core/ledger/redis-ledger';
import { RECEIPT_MARKS } from '../../core/ledger/mark-receipts';
import type { SlotLedger } from '../../core/ledger/slots';
import { keepTrying } from '../../core/redis/keep-trying';
import type { ScriptRunner } from '../../core/redis/script';
import { sharedRedis } from '../../core/redis/shared-connections';
import { countingSince, n8nDatabaseLedgers } from './n8n-database-ledger';
import { readOptions } from './options';
import { readRedisCredential } from './redis-credential';

/** A key leaves up to four marks in n8n's database: as many as a resolved one. */
const MARKS_PER_KEY = 4;
const DAY_SECONDS = 86_400;

/** What the node has to work with: the ledger of its store, and what that store can tell besides. */
export interface OpenLedger {
	ledger: Ledger;
	/** Keeps how many messages somebody got in an hour, apart from the alerts and uncounted. */
	slots: SlotLedger;
	leaseSeconds: number;
	/** Null for a store that can't tell its keys. */
	list: ListingLedger['list'] | null;
	/** Since when the statistics count; null for as long as they keep their days. */
	countingSince: Date | null;
}

/**
 * While Redis is away every script is tried again where Redis did nothing. Confirms and releases also where it is not
 * known: they may be done twice, and what was sent and is not confirmed is sent again when the lease is over.
 *
 * @throws ExplainedError from Redis; whatever n8n's database helper throws.
 */
export async function withLedger<Result>(context: IExecuteFunctions, use: (open: OpenLedger) => Promise<Result>): Promise<Result> {
	const operation = z.string().parse(context.getNodeParameter('operation', 0));
	const { leaseMinutes, rememberedKeys, retentionDays, keepTryingSeconds } = readOptions(context, operation);
	const leaseSeconds = leaseMinutes * 60;
	if (!usesRedis(context)) {
		const ledgers = n8nDatabaseLedgers(context, operation === 'claim' ? { maxMarks: rememberedKeys * MARKS_PER_KEY + RECEIPT_MARKS } : {});
		return await use({ ...ledgers, leaseSeconds, list: null, countingSince });
	}
	const shared = sharedRedis(readRedisCredential(await context.getCredentials('chatwootSlaRedisApi')));
	const patience = { seconds: keepTryingSeconds, mayBeDoneTwice: ['confirm', 'release'].includes(operation) };
	const redis: ScriptRunner = { run: (...call) => keepTrying(patience, () => shared.run(...call)) };
	const where = { prefix: z.coerce.string().parse(context.getNodeParameter('keyPrefix', 0)).trim(), retentionSeconds: retentionDays * DAY_SECONDS };
	const ledger = createRedisLedger(redis, where);
	const slots = createRedisLedger(redis, { ...where, space: 'slots' });
	return await use({ ledger, slots, leaseSeconds, list: ledger.list, countingSince: null });
}

export function usesRedis(context: IExecuteFunctions): boolean {
	return context.getNodeParameter('store', 0, 'n8nDatabase') === 'redis';
}
