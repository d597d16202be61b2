import type { IExecuteFunctions } from 'n8n-workflow';
import type { Person, PersonDefaults } from '../../core/alert/people';
import { parsePeople } from '../../core/alert/people';
import { ExplainedError } from '../../core/errors';

/** What `peopleProperties` say; nobody where nothing is written down. */
export function readPeople(context: IExecuteFunctions, defaults: PersonDefaults): Person[] {
	const people = readSource(context, 'People', { source: 'peopleSource', form: 'people.person', text: 'peopleText', rows: 'peopleRows' });
	return typeof people === 'string' && people.trim() === '' ? [] : parsePeople(people, defaults);
}

/** From the form, as JSON or YAML, or the rows of a table: each has a parameter of its own. */
export function readSource(context: IExecuteFunctions, what: string, names: { source: string; form: string; text: string; rows: string }): unknown {
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
