import type { IExecuteFunctions } from 'n8n-workflow';
import type { Person } from '../../core/alert/people';
import { parsePeople } from '../../core/alert/people';
import type { Rule } from '../../core/alert/rules';
import { parseRules } from '../../core/alert/rules';
import { splitList } from '../../core/settings';

/** The people, from the form or as JSON or YAML. */
export function readPeople(context: IExecuteFunctions): Person[] {
	if (context.getNodeParameter('peopleSource', 0) === 'text') return parsePeople(context.getNodeParameter('peopleText', 0));
	return parsePeople(context.getNodeParameter('people.person', 0, []));
}

/** The rules, from the form or as JSON or YAML. */
export function readRules(context: IExecuteFunctions): Rule[] {
	if (context.getNodeParameter('rulesSource', 0) === 'text') return parseRules(context.getNodeParameter('rulesText', 0));
	const rows = context.getNodeParameter('rules.rule', 0, []) as RuleRow[];
	return parseRules(rows.map(({ inboxes, teams, ...row }) => ({ ...row, inboxes: splitList(inboxes), teams: splitList(teams) })));
}

/** A rule as the form gives it: lists of names are typed with commas. */
interface RuleRow {
	inboxes: string;
	teams: string;
}
