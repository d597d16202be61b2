import { z } from 'zod';
import { ExplainedError } from '../errors';
import type { Script, ScriptRunner } from '../redis/script';
import type { KeyRecord, ListingLedger, Threads, WithReceipts } from './ledger';
import { parseReceiptText, receiptText } from './receipt';
import { CLAIM, CONFIRM, INSPECT, LIST, RELEASE, RESOLVE, STATISTICS } from './redis-scripts';
import { statisticsOf } from './statistics';

export interface RedisLedgerOptions {
	/** Ledgers with the same prefix in the same database of Redis are one. */
	prefix: string;
	/** Keeps a ledger of its own beside the one of the prefix, on the same server of a cluster. */
	space?: string;
	/** How long confirmed keys are remembered. */
	retentionSeconds: number;
}

/**
 * The ledger in Redis: atomic across all processes that use it. Claims end with their lease and confirmed keys with the
 * retention, by Redis's own expiry. One round trip an operation, two to list.
 *
 * @throws ExplainedError when the prefix can't be used. Errors of Redis come through as they are.
 */
export function createRedisLedger(redis: ScriptRunner, { prefix, space, retentionSeconds }: RedisLedgerOptions): ListingLedger {
	if (!/^[^{}\s]{1,100}$/.test(prefix)) {
		throw new ExplainedError('The key prefix cannot be used', {
			advice: 'Choose 1 to 100 characters without spaces and braces for Key Prefix, e.g. chatwoot-sla',
		});
	}
	const start = space === undefined ? `{${prefix}}:` : `{${prefix}}:${space}:`;
	const keyStart = `${start}key:`;
	const threadStart = `${start}thread:`;
	const shared = ['claimed', 'confirmed', 'statistics'].map((name) => start + name);
	const run = (script: Script, keys: readonly string[], given: readonly string[] = [], threads: Threads = new Map()) => {
		const distinct = [...new Set(keys.flatMap((key) => threads.get(key) ?? []))];
		const placeOf = new Map(distinct.map((thread, index) => [thread, shared.length + keys.length + index + 1]));
		return redis.run(
			script,
			[...shared, ...keys.map((key) => keyStart + key), ...distinct.map((thread) => threadStart + thread)],
			[
				...[byteLength(keyStart) + 1, keys.length].map(String),
				...keys.map((key) => String(placeOf.get(threads.get(key) ?? '') ?? 0)),
				...given,
			],
		);
	};
	const changed = async (script: Script, keys: readonly string[], given?: readonly string[], threads?: Threads) => {
		if (keys.length === 0) return new Set<string>();
		const flags = flagsSchema.parse(await run(script, keys, given, threads));
		return new Set(keys.filter((_key, index) => flags[index] === 1));
	};
	const withReceipts = async (script: Script, keys: readonly string[], threads: Threads | undefined, given?: readonly string[]) =>
		keys.length === 0 ? new Map() : receiptsOf(keys, answerSchema.parse(await run(script, keys, given, threads)));
	const inspect = async (keys: readonly string[]) =>
		keys.length === 0 ? [] : recordsOf(keys, answerSchema.parse(await run(INSPECT, keys)));

	return {
		claim: (keys, leaseSeconds, threads) => withReceipts(CLAIM, keys, threads, [milliseconds(leaseSeconds)]),
		confirm: (keys, { dueAt, receipts, threads } = {}) => {
			const known = keys.flatMap((key) => {
				const receipt = receipts?.get(key);
				return [dueAt?.get(key)?.getTime().toString() ?? '', receipt === undefined ? '' : receiptText(receipt)];
			});
			return changed(CONFIRM, keys, [milliseconds(retentionSeconds), ...known], threads);
		},
		release: (keys) => changed(RELEASE, keys),
		resolve: (keys, threads) => withReceipts(RESOLVE, keys, threads),
		inspect,
		async list(states, limit) {
			const keys = z.array(z.string()).parse(await run(LIST, [], [String(limit), ...states]));
			const known = (await inspect(keys)).filter(({ state }) => states.some((wanted) => isIn(state, wanted)));
			return known.sort((one, other) => Number(other.since) - Number(one.since)).slice(0, limit);
		},
		async statistics() {
			return statisticsOf(fieldsOf(answerSchema.parse(await run(STATISTICS, []))));
		},
	};
}

const flagsSchema = z.array(z.literal(0).or(z.literal(1)));
const answerSchema = z.array(z.string().or(z.number()));

/** From a flag and a receipt's text for every key. */
function receiptsOf(keys: readonly string[], answer: ReadonlyArray<string | number>): WithReceipts {
	const changed = keys.flatMap((key, index) =>
		answer[2 * index] === 1 ? [[key, parseReceiptText(String(answer[2 * index + 1]))] as const] : [],
	);
	return new Map(changed);
}

/** From the texts that redis-scripts.ts describes, each followed by when it goes. */
function recordsOf(keys: readonly string[], answer: ReadonlyArray<string | number>): KeyRecord[] {
	return keys.map((key, index) => {
		const [state = '', since = null, at = null] = String(answer[2 * index]).split(' ');
		if (!isKept(state)) return { key, state: 'free', since: null, until: null, resolvedAt: null };
		const resolvedAt = state === 'resolved' ? dateOf(at) : null;
		return { key, state, since: dateOf(since), until: dateOf(answer[2 * index + 1] ?? null), resolvedAt };
	});
}

function isKept(state: string): state is 'claimed' | 'confirmed' | 'resolved' {
	return ['claimed', 'confirmed', 'resolved'].includes(state);
}

function isIn(state: KeyRecord['state'], wanted: 'claimed' | 'confirmed'): boolean {
	return state === wanted || (state === 'resolved' && wanted === 'confirmed');
}

function fieldsOf(answer: ReadonlyArray<string | number>): Map<string, number> {
	return new Map(answer.flatMap((field, index) => (index % 2 === 0 ? [[String(field), Number(answer[index + 1])] as const] : [])));
}

function dateOf(unixMilliseconds: string | number | null): Date | null {
	return unixMilliseconds === null ? null : new Date(Number(unixMilliseconds));
}

/** Redis takes whole ones, at least one. */
function milliseconds(seconds: number): string {
	return String(Math.max(1, Math.round(seconds * 1000)));
}

/** Lua counts bytes. */
function byteLength(text: string): number {
	return Buffer.byteLength(text);
}
