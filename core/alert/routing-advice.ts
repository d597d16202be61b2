import { sameName } from '../same-name';
import { languageAdvice } from './language/own-languages';
import { personNamed } from './recipients';
import type { RoutingTable } from './routing';
import type { Rule } from './rules';
import { nameOfRule } from './rules';
import { KNOWN_PLACEHOLDERS, unknownPlaceholders } from './template';

/** What in the people and rules is no mistake, but surely not meant: a line for each, to be shown to who wrote them. */
export function routingAdvice(table: Pick<RoutingTable, 'people' | 'rules' | 'languages' | 'defaults'>): string[] {
	return [...table.rules.flatMap((rule, index) => ruleAdvice(rule, index, table)), ...languageAdvice(table.people, table.languages)];
}

type Settings = Parameters<typeof routingAdvice>[0];

function ruleAdvice(rule: Rule, index: number, { people, defaults }: Settings): string[] {
	const name = `Rule "${nameOfRule(rule, index)}"`;
	const messages = typeof rule.message === 'string' ? [rule.message] : Object.values(rule.message);
	const strangers = rule.people.filter((each) => personNamed(each, { people, defaults }) === null);
	const empty = rule.teams.filter((team) => !people.some((person) => person.teams.some((each) => sameName(each, team))));
	return [
		...messages.flatMap(unknownPlaceholders).map((each) => `${name}: {${each}} is not filled in. Possible are ${KNOWN_PLACEHOLDERS.join(', ')}`),
		...strangers.map((each) => `${name}: ${each} is not among the people`),
		...empty.map((team) => `${name}: nobody is in the team ${team}`),
	];
}
