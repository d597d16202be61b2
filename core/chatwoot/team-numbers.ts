import { z } from 'zod';
import type { ChatwootApi } from './api';
import { hasStatus, queryOf } from './api';
import type { ReportPeriod } from './reports';

/** What Chatwoot reports of a team in a period. Averages are in seconds, null without anything to average. */
export interface TeamNumbers {
	teamId: number;
	conversations: number;
	resolved: number;
	avgFirstResponseSeconds: number | null;
	avgResolutionSeconds: number | null;
}

/** Described as numbers (Chatwoot 4.15); other reports give texts, and 0 where there is nothing to average. */
const averageSchema = z
	.union([z.number(), z.string(), z.null()])
	.optional()
	.transform((value) => Number(value ?? 0))
	.transform((seconds) => (seconds > 0 ? seconds : null));

const teamSchema = z
	.object({
		id: z.number(),
		conversations_count: z.number().nullish(),
		resolved_conversations_count: z.number().nullish(),
		avg_first_response_time: averageSchema,
		avg_resolution_time: averageSchema,
	})
	.transform(
		(team): TeamNumbers => ({
			teamId: team.id,
			conversations: team.conversations_count ?? 0,
			resolved: team.resolved_conversations_count ?? 0,
			avgFirstResponseSeconds: team.avg_first_response_time,
			avgResolutionSeconds: team.avg_resolution_time,
		}),
	);

/** Null where this Chatwoot or this token has no reports: they are for administrators. */
export async function teamNumbers(api: ChatwootApi, { since, until }: ReportPeriod): Promise<TeamNumbers[] | null> {
	const query = queryOf({ since: Math.floor(since.getTime() / 1000), until: Math.floor(until.getTime() / 1000) });
	try {
		return await api.read(z.array(teamSchema), { path: `/summary_reports/team${query}`, what: 'report', version: 'v2' });
	} catch (error) {
		if (hasStatus(error, 401, 403, 404)) return null;
		throw error;
	}
}
