import type { SlaState } from '../sla/evaluate';
import type { Alert } from './alert';
import type { Language } from './language/language';

/** How one promise of the conversation stands, in words of ours. */
export interface PromiseLine {
	/** `First response time` */
	name: string;
	state: SlaState;
	/** `missed` */
	stateName: string;
	/** `due Fri 2 Jan 2026, 10:05 UTC, 2 min 10 s late`; empty where it is not known. */
	due: string;
}

/** All promises that the alert carries; left and late as of when it was judged. */
export function promiseLines(alert: Alert, language: Language): PromiseLine[] {
	const asOf = judgedAt(alert);
	return alert.metrics.map(({ metric, state, dueAt }) => ({
		name: capitalised(language.say(`metric.${metric}`), language),
		state,
		stateName: language.say(`promise.${state}`),
		due: dueAt === null ? '' : dueText(dueAt, state, asOf, language),
	}));
}

function dueText(dueAt: string, state: SlaState, asOf: Date | null, language: Language): string {
	const due = language.time(dueAt);
	const runs = state === 'onTrack' || state === 'atRisk' || state === 'breached';
	if (!runs || asOf === null) return language.say('promise.due', { due });
	const left = (new Date(dueAt).getTime() - asOf.getTime()) / 1000;
	if (left > 0) return language.say('promise.dueLeft', { due, left: language.duration(left) });
	return left > -1 ? language.say('promise.due', { due }) : language.say('promise.dueLate', { due, late: language.duration(-left) });
}

/** From how late the alert's own promise was then. */
function judgedAt({ recovered, dueAt, overdueSeconds }: Alert): Date | null {
	if (recovered !== null) return new Date(recovered.at);
	return dueAt === null || overdueSeconds === null ? null : new Date(new Date(dueAt).getTime() + overdueSeconds * 1000);
}

function capitalised(text: string, { locale }: Language): string {
	const [first = '', ...rest] = text;
	return first.toLocaleUpperCase(locale) + rest.join('');
}
