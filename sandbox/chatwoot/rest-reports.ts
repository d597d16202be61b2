import type { ChatwootSimulator } from './chatwoot-simulator';
import type { Conversation } from './model';
import type { RestAnswer, RestRequest, Route } from './rest-route';
import { forAdministrators, json } from './rest-route';

export const reportRoutes: readonly Route[] = [
	{ method: 'GET', version: 'v2', pattern: /^reports\/summary$/, handle: forAdministrators(summary) },
	{ method: 'GET', version: 'v2', pattern: /^reports\/conversations$/, handle: forAdministrators(conversationMetrics) },
	{
		method: 'GET',
		pattern: /^csat_survey_responses\/metrics$/,
		handle: forAdministrators(({ chatwoot: { csatRatings } }) =>
			json(200, {
				total_count: csatRatings.length,
				ratings_count: Object.fromEntries([...new Set(csatRatings)].map((rating) => [rating, csatRatings.filter((each) => each === rating).length])),
				total_sent_messages_count: csatRatings.length,
			}),
		),
	},
];

/** The period asked for, and the one of the same length before it. */
function summary({ chatwoot, call }: RestRequest): RestAnswer {
	const until = Number(call.url.searchParams.get('until') ?? chatwoot.now().getTime() / 1000);
	const since = Number(call.url.searchParams.get('since') ?? until - 30 * 86_400);
	return json(200, { ...numbers(chatwoot, since, until), previous: numbers(chatwoot, since - (until - since), since) });
}

/** Averages are texts of seconds. */
function numbers({ conversations }: ChatwootSimulator, since: number, until: number): Record<string, unknown> {
	const isWithin = (time: Date | null) => time !== null && time.getTime() / 1000 >= since && time.getTime() / 1000 < until;
	const started = conversations.filter(({ createdAt }) => isWithin(createdAt));
	const messages = conversations.flatMap((each) => each.messages).filter(({ createdAt }) => isWithin(createdAt));
	const replied = conversations.filter(({ firstReplyAt }) => isWithin(firstReplyAt));
	return {
		conversations_count: started.length,
		incoming_messages_count: messages.filter(({ type }) => type === 'incoming').length,
		outgoing_messages_count: messages.filter(({ type }) => type === 'outgoing').length,
		avg_first_response_time: average(replied.map(firstResponseSeconds)),
		avg_resolution_time: '0.0',
		resolutions_count: started.filter(({ status }) => status === 'resolved').length,
		reply_time: '0.0',
	};
}

function conversationMetrics({ chatwoot }: RestRequest): RestAnswer {
	const open = chatwoot.conversations.filter(({ status }) => status === 'open');
	return json(200, {
		open: open.length,
		unattended: open.filter(({ waitingSince, firstReplyAt }) => waitingSince !== null || firstReplyAt === null).length,
		unassigned: open.filter(({ assignee }) => assignee === null).length,
	});
}

function firstResponseSeconds({ firstReplyAt, createdAt }: Conversation): number {
	return ((firstReplyAt ?? createdAt).getTime() - createdAt.getTime()) / 1000;
}

function average(seconds: number[]): string {
	return seconds.length === 0 ? '0.0' : (seconds.reduce((sum, each) => sum + each, 0) / seconds.length).toFixed(1);
}
