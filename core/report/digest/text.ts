import { oneLine } from '../../alert/details';
import type { ReportLanguage } from '../language/language';
import type { Digest } from './digest';
import { isQuiet, keptText, missedText, nowText, periodText, rateText, teamName, teamsText, timesText } from './lines';

/** How a medium marks headings: Slack's mrkdwn in asterisks, an e-mail's text not at all. */
export type Emphasis = (heading: string) => string;

export const plainly: Emphasis = (heading) => heading;
export const inSlack: Emphasis = (heading) => `*${heading}*`;

/** The digest as text. What is not escaped here is names: escape the whole for the medium. */
export function digestText(digest: Digest, language: ReportLanguage, { emphasise, about }: { emphasise: Emphasis; about: string[] }): string {
	const { say } = language;
	const { total, teams } = digest;
	const sections = [[emphasise(`${say('digest.title')}: ${teamsText(digest, language)}, ${periodText(digest, language)}`), ...summary()]];
	if (teams.length > 1) {
		sections.push([
			emphasise(say('digest.teams')),
			...teams.map((team) => `• ${[`${teamName(team, language)}: ${rateText(team, language)}`, nowText(team, language), timesText(team, language)].filter((part) => part !== '').join('; ')}`),
		]);
	}
	if (total.worstInboxes.length > 0) {
		sections.push([emphasise(say('digest.worstInboxes')), ...total.worstInboxes.map((inbox) => `• ${oneLine(inbox.name)}: ${missedText(inbox, language)}`)]);
	}
	return [...sections, about].map((lines) => lines.join('\n')).join('\n\n');

	function summary(): string[] {
		if (isQuiet(digest)) return [say('digest.quiet')];
		const times = timesText(total, language);
		return [
			`• ${nowText(total, language)}`,
			`• ${say('digest.hitRate')} ${rateText(total, language)} (${keptText(total, language)})`,
			...(times === '' ? [] : [`• ${times} (${say('digest.average')})`]),
		];
	}
}
