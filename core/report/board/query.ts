import { z } from 'zod';
import { isLocale } from '../../alert/language/language';
import { SLA_METRICS } from '../../sla/conversation';
import type { SlaMetric } from '../../sla/conversation';

/** A row's state is that of its most urgent promise; `none` where nothing is promised. */
export const ROW_STATES = ['breached', 'atRisk', 'onTrack', 'paused', 'met', 'none'] as const;
export type RowState = (typeof ROW_STATES)[number];

/** What a reader asks of the board, in the address of the page. */
export interface BoardQuery {
	/** Ids as texts; `none` for no team and nobody. Empty: all. */
	inbox: string;
	team: string;
	assignee: string;
	state: RowState | '';
	/** Judges conversations by this promise alone. */
	metric: SlaMetric | '';
	/** Seconds between refreshes, 0 for none; null where the reader does not say. */
	refresh: number | null;
	/** Large text for a screen on the wall. */
	wall: boolean;
	/** Null where the reader does not say. */
	lang: string | null;
}

const SHORTEST_REFRESH_SECONDS = 5;

const text = z.string().trim().max(40).catch('');

const querySchema = z.object({
	inbox: text,
	team: text,
	assignee: text,
	state: z.enum([...ROW_STATES, '']).catch(''),
	metric: z.enum([...SLA_METRICS, '']).catch(''),
	refresh: z
		.string()
		.regex(/^\d{1,5}$/)
		.transform((seconds) => (Number(seconds) === 0 ? 0 : Math.max(SHORTEST_REFRESH_SECONDS, Number(seconds))))
		.nullable()
		.catch(null),
	wall: z
		.string()
		.transform((value) => value === '1')
		.catch(false),
	lang: z.string().max(40).refine(isLocale).nullable().catch(null),
});

/** Anybody can type an address: what makes no sense is left out. */
export function parseBoardQuery(query: unknown): BoardQuery {
	return querySchema.parse(typeof query === 'object' && query !== null ? query : {});
}

/** The address of the same page with some things asked otherwise. */
export function addressOf(query: BoardQuery, changes: Partial<BoardQuery> = {}): string {
	const { wall, ...rest } = { ...query, ...changes };
	const address = new URLSearchParams();
	for (const [name, value] of Object.entries({ ...rest, wall: wall ? '1' : '' })) {
		if (value !== null && value !== '') address.set(name, String(value));
	}
	return `?${address.toString()}`;
}
