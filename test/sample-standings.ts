import type { Promised, Standing } from '../core/report/standing';

/** When the sample standings are judged: 2026-02-04 10:20 UTC. */
export const NOW = new Date('2026-02-04T10:20:00Z');

const MINUTE = 60;

/** A promise due `minutes` from now, or broken that long ago where they are negative; at risk in its last ten minutes. */
export function promise(metric: Promised['metric'], minutes: number, changes: Partial<Promised> = {}): Promised {
	const state = minutes <= 0 ? 'breached' : minutes < 10 ? 'atRisk' : 'onTrack';
	return {
		metric,
		state,
		dueAt: new Date(NOW.getTime() + minutes * MINUTE * 1000).toISOString(),
		thresholdSeconds: 60 * MINUTE,
		stage: state === 'onTrack' ? null : { kind: state === 'breached' ? 'breach' : 'warning', level: 1 },
		kept: state === 'breached' ? false : null,
		decidedAt: state === 'breached' ? new Date(NOW.getTime() + minutes * MINUTE * 1000).toISOString() : null,
		nextStage: null,
		nextStageAt: null,
		...changes,
	};
}

/** A promise that was met, in time or late, so many minutes ago. */
export function met(metric: Promised['metric'], kept: boolean | null = true, minutesAgo = 60): Promised {
	return promise(metric, 30, { state: 'met', kept, decidedAt: kept === null ? null : new Date(NOW.getTime() - minutesAgo * MINUTE * 1000).toISOString() });
}

type Changes = Partial<Standing['conversation']>;

/** An open conversation in the inbox Website that nobody is assigned to. */
export function standing(id: number, sla: Promised[], changes: Changes = {}): Standing {
	return {
		judgedAt: NOW.toISOString(),
		url: `https://chatwoot.example.com/app/accounts/1/conversations/${id}`,
		conversation: {
			accountId: 1,
			id,
			status: 'open',
			priority: null,
			labels: [],
			inbox: WEBSITE,
			contact: { id: id + 1000, name: `Customer ${id}` },
			assignee: null,
			team: null,
			...changes,
		},
		sla,
	};
}

export const WEBSITE = { id: 3, name: 'Website' };
export const WHATSAPP = { id: 4, name: 'WhatsApp' };
export const MAIL = { id: 5, name: 'Support mail' };
export const SALES = { id: 7, name: 'Sales' };
export const SUPPORT = { id: 8, name: 'Support' };
export const ANITA = { id: 21, name: 'Anita', email: 'anita@example.com' };
export const SKYE = { id: 22, name: 'Skye', email: 'skye@example.com' };
