import type { IDataObject, IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { languageAdvice, parseOwnLanguages } from '../../core/alert/language/own-languages';
import type { Person } from '../../core/alert/people';
import { listTeams } from '../../core/chatwoot/account-lists';
import { teamNumbers } from '../../core/chatwoot/team-numbers';
import { ExplainedError } from '../../core/errors';
import { digestOf } from '../../core/report/digest/digest';
import type { DigestSources } from '../../core/report/digest/digest';
import { digestJson } from '../../core/report/digest/json';
import { lastDays } from '../../core/report/digest/period';
import type { DigestReader } from '../../core/report/digest/readers';
import { allTeams, digestReaders } from '../../core/report/digest/readers';
import { CHART, renderDigestEmail, renderDigestSlack } from '../../core/report/digest/render';
import type { OwnReportLanguages } from '../../core/report/language/language';
import { OwnReportTextsSchema, reportLanguage } from '../../core/report/language/language';
import { parseSettings, splitList } from '../../core/settings';
import { connect } from '../Chatwoot/connect';
import { asJson } from '../shared/items';
import { languageOptions, languageShape } from '../shared/language-options';
import { peopleProperties } from '../shared/people-properties';
import { readPeople } from '../shared/read-source';
import { readJudgedItems } from './judged-items';
import { OWN_TEXTS_EXAMPLE } from './own-texts';

const LONGEST_DAYS = 92;

export const description: INodeProperties[] = [
	{
		displayName: 'Days',
		name: 'days',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: LONGEST_DAYS, numberPrecision: 0 },
		default: 7,
		description: 'How many whole days the digest covers, up to yesterday: 7 for a week, 1 for a day',
	},
	...peopleProperties(
		'How those who get a digest are written down, as in Route SLA Alert: everybody gets that of their teams in Chatwoot, by e-mail or Slack. Nobody: one of all teams for each channel, to the address that the sending node names.',
		['hours', 'urgentPasses', 'capPerHour'],
	),
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'All Teams To',
				name: 'overseers',
				type: 'string',
				default: 'Management',
				description: 'Names of teams, separated by commas, whose people get the digest of all teams. They need not be in Chatwoot.',
			},
			...languageOptions(OWN_TEXTS_EXAMPLE),
		],
	},
];

/** One item for each reader and channel, ready for Send SLA Alert; an e-mail's chart is in its binary field. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const settings = readSettings(context);
	const sources = await readSources(context, settings);
	const now = new Date();
	const readers = settings.people.length === 0 ? toAnybody(sources, settings) : digestReaders(settings.people, sources.teams, settings.overseers);
	return await Promise.all(readers.map((reader) => itemFor(context, reader, sources, { now, languages: settings.languages })));
}

async function itemFor(
	context: IExecuteFunctions,
	{ channel, person, teamIds }: DigestReader,
	sources: DigestSources,
	{ now, languages }: { now: Date; languages: OwnReportLanguages },
): Promise<INodeExecutionData> {
	const facts = { language: reportLanguage(person.locale, person.timeZone, languages), now, hasReports: sources.numbers !== null };
	const digest = digestOf(sources, teamIds);
	const { name, email, slackTarget, locale, timeZone } = person;
	const about: IDataObject = { delivery: { channel, person: { name, email }, slackTarget, locale, timeZone }, digest: asJson(digestJson(digest)) };
	if (channel === 'slack') return { json: { text: renderDigestSlack(digest, facts), ...about }, pairedItem: { item: 0 } };
	const { chart, ...message } = renderDigestEmail(digest, facts);
	return {
		json: { ...message, ...about },
		...(chart === null ? {} : { binary: { [CHART]: await context.helpers.prepareBinaryData(chart, 'chart.png', 'image/png') } }),
		pairedItem: { item: 0 },
	};
}

interface Settings {
	days: number;
	people: Person[];
	overseers: string[];
	language: string;
	timeZone: string;
	languages: OwnReportLanguages;
}

const optionsSchema = z.object({
	...languageShape,
	overseers: z.string().default('Management').transform(splitList),
});

function readSettings(context: IExecuteFunctions): Settings {
	const options = parseSettings('Options', context.getNodeParameter('options', 0, {}), () => optionsSchema);
	const timeZone = options.timeZone || context.getTimezone();
	const languages = parseOwnLanguages(options.languages, OwnReportTextsSchema);
	const people = readPeople(context, { locale: options.language, timeZone });
	for (const message of languageAdvice(people, languages)) context.addExecutionHints({ message, type: 'warning', location: 'outputPane' });
	const days = parseSettings('Days', context.getNodeParameter('days', 0, 7), () => z.number().int().min(1).max(LONGEST_DAYS));
	return { ...options, timeZone, languages, days, people };
}

async function readSources(context: IExecuteFunctions, { days, timeZone }: Settings): Promise<DigestSources> {
	const { standings, failures } = readJudgedItems(context);
	const [failure] = failures;
	if (failure !== undefined) throw new ExplainedError(failure.reason, { advice: failure.details });
	const period = lastDays(days, timeZone, new Date());
	const api = await connect(context);
	const [teams, numbers] = await Promise.all([listTeams(api), teamNumbers(api, period)]);
	return { period, standings, numbers, teams: teams.map(({ id, name }) => ({ id, name: name ?? `#${id}` })) };
}

/** Where the sending nodes know the addresses. */
function toAnybody({ teams }: DigestSources, { language: locale, timeZone }: Settings): DigestReader[] {
	const person: Person = { ...NOBODY, locale, timeZone };
	return (['email', 'slack'] as const).map((channel) => ({ channel, person, teamIds: allTeams(teams) }));
}

const NOBODY = { name: '', email: '', teams: [], channels: [], slackTarget: '', hours: null, urgentPasses: true, capPerHour: null };
