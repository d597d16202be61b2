import { ALWAYS_OPEN } from '../../core/sla/calendar';
import type { Conversation } from '../../core/sla/conversation';
import type { SlaMetric } from '../../core/sla/conversation';
import { evaluateSla } from '../../core/sla/evaluate';
import { isPromiseKept } from '../../core/sla/kept';
import { after, conversation, ownPolicy, slaSettings } from '../sample-conversation';

/** First response in 5 min and resolution in 1 h by Chatwoot's SLA, an assignee in 10 min by ours; judged after 30 min. */
function kept(metric: SlaMetric, changes: Partial<Conversation>): boolean | null | undefined {
	const subject = conversation(changes);
	const settings = slaSettings({ source: 'chatwootThenOwn', policies: [ownPolicy({ thresholds: { unassigned: 600 } })] });
	const judgement = evaluateSla(subject, settings, ALWAYS_OPEN, after(1800)).find((each) => each.metric === metric);
	return judgement === undefined ? undefined : isPromiseKept(subject, judgement);
}

const SOMEBODY = { id: 2, name: 'Anita', email: null };
const miss = (metric: 'frt' | 'rt') => ({ metric, eventId: 1, messageId: null, recordedAt: after(3700) });

test.each<[string, SlaMetric, Partial<Conversation>, boolean | null]>([
	['a first reply in time', 'frt', { firstReplyAt: after(299) }, true],
	['a first reply at the due time, which is too late', 'frt', { firstReplyAt: after(300) }, false],
	['no first reply yet, too late', 'frt', {}, false],
	['not resolved yet, in time', 'rt', {}, null],
	['resolved before it was due, as its last change tells', 'rt', { status: 'resolved', updatedAt: after(600) }, true],
	['resolved, changed later, and Chatwoot recorded no miss', 'rt', { status: 'resolved', updatedAt: after(9000) }, true],
	['resolved, changed later, and Chatwoot recorded a miss', 'rt', { status: 'resolved', updatedAt: after(9000), misses: [miss('rt')] }, false],
	['assigned before it was due, as its last change tells', 'unassigned', { assignee: SOMEBODY, updatedAt: after(500) }, true],
	['assigned, nobody knows when', 'unassigned', { assignee: SOMEBODY, updatedAt: after(9000) }, null],
	['not assigned, too late', 'unassigned', {}, false],
])('%s', (_case, metric, changes, expected) => {
	expect(kept(metric, changes)).toBe(expected);
});
