import type { Conversation, Team } from './model';
import type { RestAnswer, RestRequest, Route } from './rest-route';
import { forAdministrators, json } from './rest-route';

export const summaryReportRoutes: readonly Route[] = [
	{ method: 'GET', version: 'v2', pattern: /^summary_reports\/team$/, handle: forAdministrators(byTeam) },
];

/** Every team, with null for what there is nothing of. */
function byTeam({ chatwoot, call }: RestRequest): RestAnswer {
	const since = Number(call.url.searchParams.get('since') ?? 0) * 1000;
	const until = Number(call.url.searchParams.get('until') ?? Infinity) * 1000;
	const isWithin = (time: Date | null) => time !== null && time.getTime() >= since && time.getTime() < until;
	return json(200, chatwoot.teams.map((team) => numbersOf(team, chatwoot.conversations, isWithin)));
}

function numbersOf(team: Team, conversations: readonly Conversation[], isWithin: (time: Date | null) => boolean): Record<string, unknown> {
	const started = conversations.filter((each) => each.team === team && isWithin(each.createdAt));
	const seconds = started.flatMap(({ firstReplyAt, createdAt }) => (firstReplyAt === null ? [] : (firstReplyAt.getTime() - createdAt.getTime()) / 1000));
	return {
		id: team.id,
		conversations_count: started.length,
		resolved_conversations_count: started.filter(({ status }) => status === 'resolved').length,
		avg_resolution_time: null,
		avg_first_response_time: seconds.length === 0 ? null : seconds.reduce((sum, each) => sum + each, 0) / seconds.length,
		avg_reply_time: null,
	};
}
