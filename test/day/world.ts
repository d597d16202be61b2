import type { Hours, OpenTime, Span } from './opening';

/** What happens in a Chatwoot account in a day, and what is promised to whom. Times are whole unix seconds. */
export interface Day extends Span {
	inboxes: DayInbox[];
	source: 'chatwoot' | 'chatwootThenOwn' | 'own';
	/** The first whose condition holds. */
	policies: DayPolicy[];
	leaveAlone: { statuses: string[]; labels: string[]; inboxes: string[]; missedLongerAgoThanSeconds: number | null };
	lives: Life[];
	/** When every request fails. */
	failures: Span[];
}

export interface DayInbox {
	id: number;
	/** Null: around the clock. */
	hours: Hours | null;
	/** The same, second by second. */
	open: OpenTime;
}

export type Metric = 'frt' | 'nrt' | 'rt' | 'unassigned';
export const METRICS: readonly Metric[] = ['frt', 'nrt', 'rt', 'unassigned'];

export interface DayPolicy {
	when: { inbox?: number; label?: string; priority?: Priority; team?: string; plan?: string };
	seconds: Partial<Record<Metric, number>>;
	businessHours: boolean;
}

export type Priority = 'low' | 'medium' | 'high' | 'urgent';

/** A conversation from its first moment to its last. */
export interface Life {
	id: number;
	inbox: DayInbox;
	/** The states it was in, each from `at` on. */
	history: readonly Moment[];
}

export interface Moment {
	at: number;
	state: State;
}

export interface State {
	status: 'open' | 'resolved' | 'pending' | 'snoozed';
	createdAt: number;
	firstReplyAt: number | null;
	waitingSince: number | null;
	/** Whether the customer has ever written. */
	written: boolean;
	/** When an agent last looked in. */
	seenAt: number | null;
	/** How much the customer has written since. */
	unread: number;
	/** When Chatwoot's `updated_at` last changed: not every change of ours does that. */
	touchedAt: number;
	lastActivityAt: number;
	assigned: boolean;
	team: string | null;
	priority: Priority | null;
	labels: readonly string[];
	/** The contact's. */
	plan: string | null;
	blocked: boolean;
	sla: AppliedTerms | null;
	misses: readonly RecordedMiss[];
	deleted: boolean;
}

/** Chatwoot's applied SLA, in seconds. */
export interface AppliedTerms {
	seconds: Partial<Record<Metric, number>>;
	businessHours: boolean;
	/** Whether this version of Chatwoot tells due times. */
	tellsDue: boolean;
}

export interface RecordedMiss {
	metric: 'frt' | 'nrt' | 'rt';
	at: number;
}

/** What somebody does to a conversation. `job` is Chatwoot's own look at its SLAs. */
export type Deed =
	| { kind: 'write' | 'reply' | 'look' | 'open' | 'snooze' | 'pend' | 'resolve' | 'assign' | 'unassign' | 'block' | 'unblock' | 'delete' | 'job' }
	| { kind: 'label'; labels: string[] }
	| { kind: 'prioritise'; priority: Priority | null }
	| { kind: 'team'; team: string | null }
	| { kind: 'miss'; metric: RecordedMiss['metric'] };

export interface Beginning {
	id: number;
	inbox: DayInbox;
	createdAt: number;
	/** By a message of the customer, or by one of ours that nobody asked for. */
	begunBy: 'customer' | 'us';
	sla: AppliedTerms | null;
	plan: string | null;
}

/** Lives a conversation, one deed after the other. */
export function live({ id, inbox, createdAt, begunBy, sla, plan }: Beginning, deeds: ReadonlyArray<{ at: number; deed: Deed }>): Life {
	const byCustomer = begunBy === 'customer';
	let state: State = {
		status: 'open',
		createdAt,
		firstReplyAt: null,
		waitingSince: byCustomer ? createdAt : null,
		written: byCustomer,
		seenAt: null,
		unread: byCustomer ? 1 : 0,
		touchedAt: createdAt,
		lastActivityAt: createdAt,
		assigned: false,
		team: null,
		priority: null,
		labels: [],
		plan,
		blocked: false,
		sla,
		misses: [],
		deleted: false,
	};
	const history: Moment[] = [{ at: createdAt, state }];
	for (const { at, deed } of deeds) {
		const changed = after(state, deed, at, inbox);
		if (changed !== state) history.push({ at, state: changed });
		state = changed;
	}
	return { id, inbox, history };
}

/** What it is at a moment; undefined before it began. */
export function stateAt({ history }: Life, at: number): State | undefined {
	return history.filter((moment) => moment.at <= at).at(-1)?.state;
}

/** When Chatwoot itself says that a time runs out; null when it doesn't. */
export function dueByServer(state: State, metric: Metric, { open }: DayInbox): number | null {
	return state.sla?.tellsDue === true ? dueInChatwoot(state, metric, state.sla.businessHours ? open : null) : null;
}

function dueInChatwoot({ sla, createdAt, firstReplyAt, waitingSince }: State, metric: Metric, open: OpenTime | null): number | null {
	const seconds = sla?.seconds[metric];
	const start = metric === 'nrt' ? (firstReplyAt === null ? null : waitingSince) : createdAt;
	if (seconds === undefined || start === null) return null;
	return later(open, start, seconds);
}

/** When so many seconds have passed; null: all of them count. */
export function later(open: OpenTime | null, from: number, seconds: number): number {
	return open === null ? from + seconds : open.after(from, seconds);
}

/** The very same state when the deed changes nothing. */
function after(state: State, deed: Deed, at: number, inbox: DayInbox): State {
	const touched = (changes: Partial<State>): State => ({ ...state, touchedAt: at, ...changes });
	const withStatus = (status: State['status']) => (state.status === status ? state : touched({ status }));
	if (state.deleted) return state;
	switch (deed.kind) {
		case 'write':
			return touched({
				lastActivityAt: at,
				waitingSince: state.waitingSince ?? at,
				written: true,
				unread: state.unread + 1,
				status: state.status === 'pending' ? 'pending' : 'open',
			});
		case 'reply':
			return touched({ lastActivityAt: at, firstReplyAt: state.firstReplyAt ?? at, waitingSince: null, seenAt: at, unread: 0 });
		// Chatwoot writes it past the conversation's `updated_at`.
		case 'look':
			return { ...state, seenAt: at, unread: 0 };
		case 'open':
			return withStatus('open');
		case 'snooze':
			return withStatus('snoozed');
		case 'pend':
			return withStatus('pending');
		case 'resolve':
			return withStatus('resolved');
		case 'assign':
			return state.assigned ? state : touched({ assigned: true });
		case 'unassign':
			return state.assigned ? touched({ assigned: false }) : state;
		case 'label':
			return touched({ labels: deed.labels });
		case 'prioritise':
			return touched({ priority: deed.priority });
		case 'team':
			return touched({ team: deed.team });
		// A contact is another record: the conversation's `updated_at` stays.
		case 'block':
			return { ...state, blocked: true };
		case 'unblock':
			return { ...state, blocked: false };
		case 'delete':
			return { ...state, deleted: true };
		case 'miss':
			return withMisses(state, [deed.metric], at);
		case 'job':
			return withMisses(state, missed(state, at, inbox), at);
	}
}

/** What Chatwoot's job, which runs every five minutes, finds missed; versions that tell no due times ignore opening hours. */
function missed(state: State, at: number, { open }: DayInbox): Array<RecordedMiss['metric']> {
	const heedsHours = state.sla?.tellsDue === true && state.sla.businessHours;
	return (['frt', 'nrt', 'rt'] as const).filter((metric) => {
		const due = dueInChatwoot(state, metric, heedsHours ? open : null);
		return due !== null && due < (metric === 'frt' ? (state.firstReplyAt ?? at) : at);
	});
}

/** Each miss is recorded once; only the first of a conversation changes its `updated_at`. */
function withMisses(state: State, metrics: ReadonlyArray<RecordedMiss['metric']>, at: number): State {
	if (state.sla === null || state.blocked || state.status === 'resolved') return state;
	const fresh = metrics.filter((metric) => canBeMissed(state, metric));
	if (fresh.length === 0) return state;
	const misses = [...state.misses, ...fresh.map((metric) => ({ metric, at }))];
	return { ...state, misses, touchedAt: state.misses.length === 0 ? at : state.touchedAt };
}

function canBeMissed({ misses, firstReplyAt, waitingSince }: State, metric: RecordedMiss['metric']): boolean {
	if (metric !== 'nrt') return !misses.some((miss) => miss.metric === metric);
	if (firstReplyAt === null || waitingSince === null) return false;
	return !misses.some((miss) => miss.metric === 'nrt' && miss.at >= waitingSince);
}
