import type { OwnLanguages } from '../core/alert/language/own-languages';
import { parsePeople } from '../core/alert/people';
import type { Directory } from '../core/alert/recipients';
import type { RoutingTable } from '../core/alert/routing';
import { parseRules } from '../core/alert/rules';

const DEFAULTS = { locale: 'en', timeZone: 'UTC' };

/** People and rules as somebody writes them, in JSON or YAML. */
export function routingTable(
	people: unknown,
	rules: unknown,
	{ languages = {}, teamMembers = [] }: { languages?: OwnLanguages; teamMembers?: Directory['teamMembers'] } = {},
): RoutingTable {
	return { people: parsePeople(people, DEFAULTS), rules: parseRules(rules), defaults: DEFAULTS, languages, teamMembers };
}
