import { z } from 'zod';
import type { ChatwootApi } from './api';
import { hasStatus, queryOf } from './api';

export interface ReportPeriod {
	since: Date;
	until: Date;
}

/** Averages are texts of seconds (Chatwoot 4.15); without conversations there are none. */
export const secondsSchema = z
	.union([z.string(), z.number(), z.null()])
	.optional()
	.transform((value) => (value === null || value === undefined || value === '' || Number.isNaN(Number(value)) ? null : Number(value)));

/** What happened in a period, by Chatwoot's names (4.15). */
export const numbersSchema = z
	.object({
		conversations_count: z.number(),
		incoming_messages_count: z.number(),
		outgoing_messages_count: z.number(),
		resolutions_count: z.number(),
		avg_first_response_time: secondsSchema,
		avg_resolution_time: secondsSchema,
		reply_time: secondsSchema,
	})
	.transform((numbers) => ({
		conversations: numbers.conversations_count,
		incomingMessages: numbers.incoming_messages_count,
		outgoingMessages: numbers.outgoing_messages_count,
		resolutions: numbers.resolutions_count,
		avgFirstResponseSeconds: numbers.avg_first_response_time,
		avgResolutionSeconds: numbers.avg_resolution_time,
		avgReplySeconds: numbers.reply_time,
	}));

export type ReportNumbers = z.infer<typeof numbersSchema>;

const summarySchema = z.object({ previous: numbersSchema.nullish() }).and(numbersSchema);

/** The account's numbers in a period, and those of the period of the same length before it. */
export async function summary(api: ChatwootApi, period: ReportPeriod): Promise<ReportNumbers & { previous: ReportNumbers | null }> {
	const path = `/reports/summary${queryOf({ type: 'account', ...unixPeriod(period) })}`;
	const { previous, ...numbers } = await api.read(summarySchema, { path, what: 'report', version: 'v2' });
	return { ...numbers, previous: previous ?? null };
}

export interface Kpis {
	/** Now, whatever the period. */
	openConversations: number;
	unattendedConversations: number;
	unassignedConversations: number;
	avgFirstResponseSeconds: number | null;
	avgResolutionSeconds: number | null;
	/** Null where this Chatwoot or this token has no CSAT report. */
	csat: Csat | null;
}

export interface Csat {
	responses: number;
	/** The share of ratings of 4 and 5, in percent, which Chatwoot calls the satisfaction score. Null without responses. */
	scorePercent: number | null;
}

/** What a support desk is measured by. */
export async function kpis(api: ChatwootApi, period: ReportPeriod): Promise<Kpis> {
	const [now, { avgFirstResponseSeconds, avgResolutionSeconds }, satisfaction] = await Promise.all([
		conversationMetrics(api),
		summary(api, period),
		csat(api, period),
	]);
	return {
		openConversations: now.open,
		unattendedConversations: now.unattended,
		unassignedConversations: now.unassigned,
		avgFirstResponseSeconds,
		avgResolutionSeconds,
		csat: satisfaction,
	};
}

const metricsSchema = z.object({ open: z.number(), unattended: z.number(), unassigned: z.number().nullish().transform((count) => count ?? 0) });

async function conversationMetrics(api: ChatwootApi): Promise<z.infer<typeof metricsSchema>> {
	return await api.read(metricsSchema, { path: '/reports/conversations?type=account', what: 'report', version: 'v2' });
}

const csatSchema = z.object({ total_count: z.number(), ratings_count: z.record(z.number()) });

async function csat(api: ChatwootApi, period: ReportPeriod): Promise<Csat | null> {
	try {
		const path = `/csat_survey_responses/metrics${queryOf(unixPeriod(period))}`;
		const { total_count: responses, ratings_count: ratings } = await api.read(csatSchema, { path, what: 'CSAT report' });
		const satisfied = (ratings['4'] ?? 0) + (ratings['5'] ?? 0);
		return { responses, scorePercent: responses === 0 ? null : Math.round((satisfied / responses) * 1000) / 10 };
	} catch (error) {
		if (hasStatus(error, 401, 402, 403, 404)) return null;
		throw error;
	}
}

function unixPeriod({ since, until }: ReportPeriod): { since: number; until: number } {
	return { since: Math.floor(since.getTime() / 1000), until: Math.floor(until.getTime() / 1000) };
}
