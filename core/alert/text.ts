import { formatDuration } from '../duration';
import type { Conversation, SlaMetric } from '../sla/conversation';
import { METRIC_NAMES } from '../sla/policy';
import type { SlaRecovery } from '../sla/recovery';
import type { Alert } from './alert';

type Told = Pick<Alert, 'metric' | 'stage' | 'level' | 'thresholdSeconds' | 'overdueSeconds'>;

/** An alert in one line: who waits, what was promised, and how late it is. */
export function alertText(conversation: Conversation, told: Told): string {
	const subject = subjectOf(conversation);
	switch (told.stage) {
		case 'warning':
			return `${subject} ${aboutToMiss(told)}`;
		case 'breach':
			return `${subject} ${missed(told)}`;
		case 'reminder':
			return `Reminder ${told.level}: ${subject} ${stillWaits(told)}`;
		case 'escalation':
			return `Escalation ${told.level}: ${subject} ${missed(told)}`;
	}
}

/** A recovery in one line: what was done, and when. */
export function recoveryText(conversation: Conversation, recovery: SlaRecovery): string {
	return `${subjectOf(conversation)} ${whatWasDone(conversation, recovery.metric)}${whenItWasDone(recovery)}`;
}

function aboutToMiss(told: Told): string {
	const left = told.overdueSeconds === null ? '' : `: ${formatDuration(-told.overdueSeconds)} left`;
	return `${told.metric === 'unassigned' ? 'is still not assigned and ' : ''}is about to miss ${promiseOf(told)}${left}`;
}

function missed(told: Told): string {
	if (told.metric === 'unassigned') return stillWaits(told);
	const late = lateness(told.overdueSeconds);
	return `missed ${promiseOf(told)}${late === null ? '' : ` by ${late}`}`;
}

const WAITS: Record<SlaMetric, string> = {
	frt: 'still waits',
	nrt: 'still waits',
	rt: 'is still not resolved',
	unassigned: 'is still not assigned',
};

function stillWaits(told: Told): string {
	const late = lateness(told.overdueSeconds);
	return `${WAITS[told.metric]}${late === null ? '' : `, ${late}`} after ${promiseOf(told)}`;
}

/** A resolve ends the other promises too. */
function whatWasDone({ status, firstReplyAt, waitingSince, assignee }: Conversation, metric: SlaMetric): string {
	switch (metric) {
		case 'frt':
			return firstReplyAt === null ? 'was resolved' : 'was answered';
		case 'nrt':
			return status === 'resolved' && waitingSince ? 'was resolved' : 'was answered';
		case 'rt':
			return 'was resolved';
		case 'unassigned':
			return assignee === null ? 'was resolved' : 'was assigned';
	}
}

function whenItWasDone({ metric, thresholdSeconds, dueAt, at, stages }: SlaRecovery): string {
	if (stages.every(({ kind }) => kind === 'warning')) return ' in time after the warning';
	const late = dueAt === null ? null : lateness((at.getTime() - dueAt.getTime()) / 1000);
	return late === null ? '' : ` ${late} after ${promiseOf({ metric, thresholdSeconds })}`;
}

/** `its first response time of 5 min` */
function promiseOf({ metric, thresholdSeconds }: Pick<Told, 'metric' | 'thresholdSeconds'>): string {
	const length = thresholdSeconds === null ? '' : ` of ${formatDuration(thresholdSeconds)}`;
	return `its ${METRIC_NAMES[metric]}${length}`;
}

/** Null when it is not known, not late, or less than a second late. */
function lateness(overdueSeconds: number | null): string | null {
	return overdueSeconds === null || overdueSeconds < 1 ? null : formatDuration(overdueSeconds);
}

/** `Conversation #123 (Jane Doe, inbox Website)`, on one line whatever the customer calls themselves. */
function subjectOf({ id, contact, inbox }: Conversation): string {
	const details = [contact.name, inbox.name === null ? null : `inbox ${inbox.name}`]
		.filter((detail) => detail !== null)
		.map((detail) => detail.replace(/\s+/g, ' ').trim())
		.filter((detail) => detail !== '');
	return details.length === 0 ? `Conversation #${id}` : `Conversation #${id} (${details.join(', ')})`;
}
