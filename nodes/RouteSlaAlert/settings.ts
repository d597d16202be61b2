import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { isLocale, isTimeZone } from '../../core/alert/language/language';
import { parseOwnLanguages } from '../../core/alert/language/own-languages';
import { parsePeople } from '../../core/alert/people';
import type { RoutingTable } from '../../core/alert/routing';
import { routingAdvice } from '../../core/alert/routing-advice';
import { parseRules } from '../../core/alert/rules';
import { ExplainedError } from '../../core/errors';
import { parseSettings } from '../../core/settings';

/** What the node's parameters say; who is in a team is asked for each alert. */
export type RoutingSettings = Omit<RoutingTable, 'teamMembers'>;

/** What is surely not meant is said beside the output. */
export function readSettings(context: IExecuteFunctions): RoutingSettings {
	const settings = parse(context);
	for (const message of routingAdvice(settings)) context.addExecutionHints({ message, type: 'warning', location: 'outputPane' });
	return settings;
}

function parse(context: IExecuteFunctions): RoutingSettings {
	const { language, timeZone, languages } = parseSettings('Options', context.getNodeParameter('options', 0, {}), () => optionsSchema);
	const defaults = { locale: language, timeZone: timeZone || context.getTimezone() };
	return {
		people: parsePeople(readSource(context, 'People', { source: 'peopleSource', form: 'people.person', text: 'peopleText', rows: 'peopleRows' }), defaults),
		rules: parseRules(readSource(context, 'Rules', { source: 'rulesSource', form: 'rules.rule', text: 'rulesText', rows: 'rulesRows' })),
		languages: parseOwnLanguages(languages),
		defaults,
	};
}

const optionsSchema = z.object({
	language: z.string().trim().refine(isLocale, 'expected a language such as en, es or es-AR').default('en'),
	timeZone: z
		.string()
		.trim()
		.refine((name) => name === '' || isTimeZone(name), 'expected a time zone such as Europe/Amsterdam')
		.default(''),
	languages: z.unknown().default(''),
});

/** From the form, as JSON or YAML, or the rows of a table: each has a parameter of its own. */
function readSource(context: IExecuteFunctions, what: string, names: { source: string; form: string; text: string; rows: string }): unknown {
	switch (context.getNodeParameter(names.source, 0)) {
		case 'text':
			return context.getNodeParameter(names.text, 0);
		case 'rows':
			return rowsOf(what, context.getNodeParameter(names.rows, 0));
		default:
			return context.getNodeParameter(names.form, 0, []);
	}
}

function rowsOf(what: string, value: unknown): unknown[] {
	if (Array.isArray(value)) return value;
	throw new ExplainedError(`${what}: there are no rows`, {
		advice: `Set Rows of ${what} to the items of a node that ran before, e.g. {{ $('${what}').all() }}.`,
	});
}
