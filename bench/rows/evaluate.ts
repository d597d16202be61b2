import { evaluateSLAStatus } from '@chatwoot/utils';
import { ALWAYS_OPEN } from '../../core/sla/calendar';
import { evaluateSla } from '../../core/sla/evaluate';
import { conversation, slaSettings } from '../../test/sample-conversation';
import { inTurns, type Row } from '../row';

const CONVERSATIONS = 10_000;
const TURNS = 9;
const THRESHOLDS = { frt: 300, nrt: 600, rt: 3_600 };

/**
 * Judging 10,000 conversations, beside the library with which Chatwoot's own screens do it. That one names the most
 * urgent promise; ours judges four, with all their stages.
 */
export const evaluate: Row = {
	name: 'evaluate',
	async run() {
		const now = new Date();
		const created = Array.from({ length: CONVERSATIONS }, (_none, index) => Math.floor(now.getTime() / 1000) - (index % 4_000));
		const ours = created.map((at, id) => conversation({ id, createdAt: new Date(at * 1000), waitingSince: new Date(at * 1000) }));
		const theirs = created.map((at, id) => chatOf(id, at));
		const settings = slaSettings();
		const { ours: ms, peer } = await inTurns(
			TURNS,
			() => timed(() => { ours.forEach((one) => evaluateSla(one, settings, ALWAYS_OPEN, now)); }),
			() => timed(() => { theirs.forEach((one) => evaluateSLAStatus(one)); }),
		);
		return [{ what: `${CONVERSATIONS} conversations judged`, value: ms, unit: 'ms', peer: { what: '@chatwoot/utils', value: peer } }];
	},
};

function timed(act: () => void): Promise<number> {
	const startedAt = performance.now();
	act();
	return Promise.resolve(performance.now() - startedAt);
}

function chatOf(id: number, createdAt: number) {
	return {
		appliedSla: {
			id: 1,
			name: 'Gold',
			description: '',
			sla_first_response_time_threshold: THRESHOLDS.frt,
			sla_next_response_time_threshold: THRESHOLDS.nrt,
			sla_resolution_time_threshold: THRESHOLDS.rt,
			only_during_business_hours: false,
			created_at: createdAt,
		},
		chat: {
			id,
			code: '',
			custom_attributes: {},
			first_reply_created_at: 0,
			waiting_since: createdAt,
			status: 'open',
			meta: { assignee: { id: 2 }, sender: { id: 9 } },
		},
	};
}
