import type { ChatwootClient } from '../../core/chatwoot/client';
import { ChatwootError } from '../../core/chatwoot/errors';
import type { Day, DayInbox, State } from './world';
import { dueByServer } from './world';

/** What was asked, and what came of it. Times are unix seconds. */
export interface RequestLog {
	/** By conversation: when it was in an answer, or was said not to be there. */
	reads: Map<number, number[]>;
	/** When requests were answered, and when they failed. */
	answers: number[];
	failures: number[];
	/** How many requests of each kind were answered. */
	count: { page: number; updated: number; conversation: number; sign: number };
}

interface Present {
	id: number;
	inbox: DayInbox;
	state: State;
}

const PAGE_SIZE = 25;

const FAILURES = [
	new ChatwootError('Chatwoot failed on conversations (503)', { advice: '', retryable: true }, 503),
	new ChatwootError('Chatwoot did not answer in time', { advice: '', retryable: true }, null),
	new ChatwootError('Chatwoot refuses more requests for now (429)', { advice: '', retryable: true }, 429),
] as const;

/** The day's Chatwoot without a network: it answers as of the moment it was last moved to, in the shapes of REST (4.15). */
export class DayChatwoot implements Pick<ChatwootClient, 'getConversation' | 'listConversations' | 'listMessages' | 'listUpdatedConversations'> {
	readonly log: RequestLog = { reads: new Map(), answers: [], failures: [], count: { page: 0, updated: 0, conversation: 0, sign: 0 } };
	private readonly present = new Map<number, Present>();
	private readonly changes: Array<Present & { at: number }>;
	private nextChange = 0;
	private now = -Infinity;

	constructor(private readonly day: Day) {
		this.changes = day.lives
			.flatMap(({ id, inbox, history }) => history.map((moment) => ({ id, inbox, ...moment })))
			.sort((one, other) => one.at - other.at);
	}

	/** Only ever forward. */
	moveTo(at: number): void {
		this.now = at;
		for (;;) {
			const change = this.changes[this.nextChange];
			if (change === undefined || change.at > at) return;
			if (change.state.deleted) this.present.delete(change.id);
			else this.present.set(change.id, change);
			this.nextChange++;
		}
	}

	async getConversation(id: number): Promise<Record<string, unknown>> {
		return await this.answer('conversation', () => {
			const found = this.present.get(id);
			this.noteRead(id);
			if (found === undefined) throw new ChatwootError(`Chatwoot has no conversation ${id} (404)`, { advice: '' }, 404);
			return this.payload(found);
		});
	}

	async listConversations({ status, page }: { status: string; page: number }): Promise<{ total: number; conversations: Array<Record<string, unknown>> }> {
		return await this.answer('page', () => {
			const matches = [...this.present.values()]
				.filter(({ state }) => state.status === status)
				.sort((one, other) => one.state.lastActivityAt - other.state.lastActivityAt || one.id - other.id);
			const shown = matches.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE);
			return { total: matches.length, conversations: shown.map((each) => this.payload(each)) };
		});
	}

	/** Nobody takes charge: what is foretold is the whole chain. */
	listMessages(): Promise<never[]> {
		return Promise.resolve([]);
	}

	/** Whoever asks for the last second only wants a sign of life. */
	async listUpdatedConversations(withinSeconds: number): Promise<Array<Record<string, unknown>>> {
		if (withinSeconds === 1) return await this.answer('sign', () => []);
		return await this.answer('updated', () => {
			const since = this.now - withinSeconds;
			return [...this.present.values()].filter(({ state }) => updatedAt(state) >= since).map((each) => this.payload(each));
		});
	}

	private answer<Answer>(kind: keyof RequestLog['count'], answer: () => Answer): Promise<Answer> {
		if (this.day.failures.some(({ from, to }) => from <= this.now && this.now < to)) {
			this.log.failures.push(this.now);
			return Promise.reject(FAILURES[this.log.failures.length % FAILURES.length] ?? FAILURES[0]);
		}
		this.log.answers.push(this.now);
		this.log.count[kind]++;
		return new Promise((resolve) => {
			resolve(answer());
		});
	}

	private noteRead(id: number): void {
		const reads = this.log.reads.get(id);
		if (reads === undefined) this.log.reads.set(id, [this.now]);
		else if (reads.at(-1) !== this.now) reads.push(this.now);
	}

	private payload({ id, inbox, state }: Present): Record<string, unknown> {
		this.noteRead(id);
		return {
			id,
			account_id: 1,
			inbox_id: inbox.id,
			status: state.status,
			priority: state.priority,
			labels: state.labels,
			meta: {
				sender: { id: 1000 + id, name: `Customer ${id}`, blocked: state.blocked, custom_attributes: state.plan === null ? {} : { plan: state.plan } },
				channel: 'Channel::WebWidget',
				assignee: state.assigned ? { id: 2, name: 'Anita', email: 'anita@example.com' } : null,
				team: state.team === null ? null : { id: 1, name: state.team },
			},
			created_at: state.createdAt,
			updated_at: updatedAt(state),
			last_activity_at: state.lastActivityAt,
			first_reply_created_at: state.firstReplyAt ?? 0,
			waiting_since: state.waitingSince ?? 0,
			unread_count: state.unread,
			agent_last_seen_at: state.seenAt ?? 0,
			applied_sla: appliedSla(state, inbox),
			sla_events: state.misses.map(({ metric, at }, index) => ({
				id: id * 100 + index,
				event_type: metric,
				meta: metric === 'nrt' ? { message_id: at } : {},
				created_at: at,
			})),
		};
	}
}

/** What a second shows happened in the second before. */
function updatedAt({ touchedAt }: State): number {
	return touchedAt - 0.25;
}

function appliedSla(state: State, inbox: DayInbox): Record<string, unknown> | null {
	const { sla } = state;
	if (sla === null) return null;
	const dueTimes = {
		sla_frt_due_at: dueByServer(state, 'frt', inbox),
		sla_nrt_due_at: dueByServer(state, 'nrt', inbox),
		sla_rt_due_at: dueByServer(state, 'rt', inbox),
	};
	return {
		id: 1,
		sla_name: 'Gold',
		sla_first_response_time_threshold: sla.seconds.frt ?? null,
		sla_next_response_time_threshold: sla.seconds.nrt ?? null,
		sla_resolution_time_threshold: sla.seconds.rt ?? null,
		sla_only_during_business_hours: sla.businessHours,
		...(sla.tellsDue ? dueTimes : {}),
	};
}
