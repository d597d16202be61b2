import type { ReportLanguage } from '../language/language';
import { drawCourse } from './chart';
import type { Digest } from './digest';
import { digestHtml } from './email-html';
import { periodText, teamsText } from './lines';
import { digestText, inSlack, plainly } from './text';

/** A digest as an e-mail: all of it is sent, nothing is loaded. */
export interface DigestEmail {
	subject: string;
	html: string;
	text: string;
	/** A PNG that the HTML shows as `cid:chart`; null where there is nothing to draw. */
	chart: Buffer | null;
}

/** What the picture is called in the HTML. */
export const CHART = 'chart';

export interface DigestFacts {
	language: ReportLanguage;
	/** When the open conversations were judged. */
	now: Date;
	/** Whether Chatwoot let its reports be read. */
	hasReports: boolean;
}

export function renderDigestEmail(digest: Digest, facts: DigestFacts): DigestEmail {
	const { language } = facts;
	const { kept, missed, course } = digest.total;
	const chart = kept + missed === 0 ? null : drawCourse(course);
	const about = aboutLines(facts);
	return {
		subject: language.say('digest.subject', { teams: teamsText(digest, language), period: periodText(digest, language) }),
		html: digestHtml(digest, language, { chart: chart === null ? null : CHART, about }),
		text: digestText(digest, language, { emphasise: plainly, about }),
		chart,
	};
}

/** Slack's mrkdwn, not escaped. */
export function renderDigestSlack(digest: Digest, facts: DigestFacts): string {
	return digestText(digest, facts.language, { emphasise: inSlack, about: aboutLines(facts) });
}

function aboutLines({ language: { say, moment }, now, hasReports }: DigestFacts): string[] {
	return [say('digest.about', { time: moment(now, 'full') }), ...(hasReports ? [] : [say('digest.noReports')])];
}
