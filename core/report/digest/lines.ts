import { oneLine } from '../../alert/details';
import type { ReportLanguage } from '../language/language';
import type { Digest, TeamDigest, Times } from './digest';
import type { Figures, Outcome } from './figures';
import { hitRate } from './figures';

/** What digests say in words, for every medium. Names are as people wrote them: escape them. */

export function periodText({ period: { since, buckets, unit, timeZone } }: Digest, { say, moment }: ReportLanguage): string {
	const [first, last] = [moment(since, 'dayShort', timeZone), moment(buckets.at(-1) ?? since, 'dayShort', timeZone)];
	return unit === 'hour' || first === last ? first : say('digest.days', { first, last });
}

export function teamsText({ teams, ofAll }: Digest, language: ReportLanguage): string {
	return ofAll ? language.say('digest.allTeams') : teams.map((team) => teamName(team, language)).join(', ');
}

export function teamName({ name }: TeamDigest, { say }: ReportLanguage): string {
	return oneLine(name) || say('digest.noTeam');
}

/** `92 %`, and `–` where nothing was decided. */
export function rateText(outcome: Outcome, { locale }: ReportLanguage): string {
	const rate = hitRate(outcome);
	return rate === null ? '–' : new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(rate);
}

export function keptText({ kept, missed }: Outcome, { say, number }: ReportLanguage): string {
	return kept + missed === 0 ? say('digest.nothingDecided') : say('digest.keptOf', { kept: number(kept), all: number(kept + missed) });
}

export function missedText({ kept, missed }: Outcome, { say, number }: ReportLanguage): string {
	return say('digest.missedOf', { missed: number(missed), all: number(kept + missed) });
}

/** To the minute above one; `–` where Chatwoot has no number. */
export function averageText(seconds: number | null, { duration }: ReportLanguage): string {
	if (seconds === null) return '–';
	return duration(seconds < 60 ? seconds : Math.round(seconds / 60) * 60);
}

/** `2 breached, 1 at risk, 40 open` */
export function nowText({ breached, atRisk, open }: Figures, { say, number }: ReportLanguage): string {
	return [
		`${number(breached)} ${say('digest.breached').toLowerCase()}`,
		`${number(atRisk)} ${say('digest.atRisk').toLowerCase()}`,
		`${number(open)} ${say('digest.open').toLowerCase()}`,
	].join(', ');
}

/** `First response 5 min, Resolution 3 h`, what is not known left out; empty without both. */
export function timesText({ avgFirstResponseSeconds, avgResolutionSeconds }: Times, language: ReportLanguage): string {
	return [
		{ label: language.say('digest.firstResponse'), seconds: avgFirstResponseSeconds },
		{ label: language.say('digest.resolution'), seconds: avgResolutionSeconds },
	]
		.filter(({ seconds }) => seconds !== null)
		.map(({ label, seconds }) => `${label} ${averageText(seconds, language)}`)
		.join(', ');
}

export function isQuiet({ total: { open, kept, missed } }: Digest): boolean {
	return open + kept + missed === 0;
}
