import type { IDataObject, IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { renderBoard, renderFailure } from '../../core/report/board/page';
import type { BoardOptions } from '../../core/report/board/options';
import { parseBoardQuery } from '../../core/report/board/query';
import { parseOwnLanguages } from '../../core/alert/language/own-languages';
import { OwnReportTextsSchema, reportLanguage } from '../../core/report/language/language';
import { parseSettings } from '../../core/settings';
import { languageOptions, languageShape } from '../shared/language-options';
import { readJudgedItems } from './judged-items';
import { OWN_TEXTS_EXAMPLE } from './own-texts';

const REFRESH_SECONDS = 30;
const MAX_ROWS = 300;

export const description: INodeProperties[] = [
	{
		displayName: 'Query',
		name: 'query',
		type: 'json',
		default: '{}',
		description: 'What the reader asked for in the address of the page, from the Webhook node: filters, language, wall display',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			...languageOptions(OWN_TEXTS_EXAMPLE),
			{
				displayName: 'Max Rows',
				name: 'maxRows',
				type: 'number',
				typeOptions: { minValue: 1, numberPrecision: 0 },
				default: MAX_ROWS,
				description: 'More conversations than that are counted, but not listed',
			},
			{
				displayName: 'Read Limit',
				name: 'readLimit',
				type: 'number',
				typeOptions: { minValue: 0, numberPrecision: 0 },
				default: 0,
				description: 'The limit of the node that reads the conversations: when it is reached, the page says that there may be more. 0 for none.',
			},
			{
				displayName: 'Refresh Every (Seconds)',
				name: 'refreshSeconds',
				type: 'number',
				typeOptions: { minValue: 0, numberPrecision: 0 },
				default: REFRESH_SECONDS,
				description: 'How often the page loads itself again. 0 for never. Each time reads all open conversations.',
			},
			{
				displayName: 'Stay While Server Is Away',
				name: 'staysWhileAway',
				type: 'boolean',
				default: false,
				description:
					'Whether the page asks n8n before it loads itself again, and stays as it is while there is no answer. Needs a second Webhook node, with the same path and the method POST, that starts nothing: see the workflow SLA board.',
			},
			{
				displayName: 'Title',
				name: 'title',
				type: 'string',
				default: '',
				placeholder: 'e.g. Support desk',
			},
		],
	},
];

/** HTTP's "bad gateway": what the page stands before gave no answer. */
const BAD_GATEWAY = 502;

/** One item with the page as `html`, and the `statusCode` to answer with. */
export function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const { standings, failures } = readJudgedItems(context);
	const options = readOptions(context);
	const [first] = failures;
	const isFailure = standings.length === 0 && first !== undefined;
	const html = isFailure
		? renderFailure(first.reason, first.details, options)
		: renderBoard(standings, { ...options, failures: first === undefined ? null : { count: failures.length, reason: first.reason } });
	const json: IDataObject = { html, statusCode: isFailure ? BAD_GATEWAY : 200, conversations: standings.length };
	return Promise.resolve([{ json, pairedItem: context.getInputData().map((_, item) => ({ item })) }]);
}

const optionsSchema = z.object({
	...languageShape,
	title: z.string().trim().default(''),
	refreshSeconds: z.number().int().min(0).default(REFRESH_SECONDS),
	staysWhileAway: z.boolean().default(false),
	maxRows: z.number().int().min(1).default(MAX_ROWS),
	readLimit: z.number().int().min(0).default(0),
});

function readOptions(context: IExecuteFunctions): BoardOptions {
	const { title, language, timeZone, languages, refreshSeconds, staysWhileAway, maxRows, readLimit } = parseSettings('Options', context.getNodeParameter('options', 0, {}), () => optionsSchema);
	const query = parseBoardQuery(parseSettings('Query', context.getNodeParameter('query', 0, {}), () => z.unknown()));
	return {
		query,
		title,
		language: reportLanguage(query.lang ?? language, timeZone || context.getTimezone(), parseOwnLanguages(languages, OwnReportTextsSchema)),
		now: new Date(),
		refreshSeconds: query.refresh ?? refreshSeconds,
		staysWhileAway,
		maxRows,
		readLimit: readLimit === 0 ? null : readLimit,
		failures: null,
	};
}
