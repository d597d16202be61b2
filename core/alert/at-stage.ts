import type { Alert } from './alert';
import { languageFor, NOBODY_IN_PARTICULAR } from './language/language';
import { alertText } from './text';

/** An alert as the one of an earlier stage of its clock, with what is so now: it may be news to somebody still. */
export function atStage(alert: Alert, stage: Alert['earlier'][number]): Alert {
	const earlier = { ...alert, ...stage, earlier: [] };
	return { ...earlier, text: alertText(earlier, languageFor(NOBODY_IN_PARTICULAR)) };
}

/** What an acknowledged alert falls back to: nobody is reminded, and the breach is told in any case. */
export function atBreach(alert: Alert): Alert {
	const breach = alert.earlier.find(({ stage }) => stage === 'breach');
	return breach === undefined ? alert : atStage(alert, breach);
}
