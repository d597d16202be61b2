import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { parseOwnLanguages } from '../../core/alert/language/own-languages';
import { OwnTextsSchema } from '../../core/alert/language/texts';
import type { RoutingTable } from '../../core/alert/routing';
import { routingAdvice } from '../../core/alert/routing-advice';
import { parseRules } from '../../core/alert/rules';
import { parseSettings } from '../../core/settings';
import { languageShape } from '../shared/language-options';
import { readPeople, readSource } from '../shared/read-source';

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
		people: readPeople(context, defaults),
		rules: parseRules(readSource(context, 'Rules', { source: 'rulesSource', form: 'rules.rule', text: 'rulesText', rows: 'rulesRows' })),
		languages: parseOwnLanguages(languages, OwnTextsSchema),
		defaults,
	};
}

const optionsSchema = z.object(languageShape);
