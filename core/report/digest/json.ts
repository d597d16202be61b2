import type { Digest, TeamDigest, Times } from './digest';
import type { Figures } from './figures';
import { hitRate } from './figures';

/** A digest's numbers as plain JSON, for nodes that make something else of them. Times are ISO 8601 text in UTC, rates from 0 to 1. */
export function digestJson({ period, total, teams }: Digest) {
	return {
		since: period.since.toISOString(),
		until: period.until.toISOString(),
		total: figuresJson(total),
		teams: teams.map((team: TeamDigest) => ({ id: team.id, name: team.name, ...figuresJson(team) })),
		course: period.buckets.map((start, index) => ({ start: start.toISOString(), kept: 0, missed: 0, ...total.course[index] })),
	};
}

function figuresJson(figures: Figures & Times) {
	const { open, breached, atRisk, kept, missed, worstInboxes, conversations, avgFirstResponseSeconds, avgResolutionSeconds } = figures;
	return { open, breached, atRisk, kept, missed, hitRate: hitRate(figures), conversations, avgFirstResponseSeconds, avgResolutionSeconds, worstInboxes };
}
