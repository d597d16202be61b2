import { randomBytes } from 'node:crypto';
import { DateTime } from 'luxon';
import type { DocType } from './doctypes';
import { DOCTYPES } from './doctypes';
import type { Document, Row } from './document';
import { rowsOf, text } from './document';
import { checkField, parseFilters, STANDARD_FIELDS } from './filters';
import { doesNotExist, duplicateEntry, invalid } from './frappe-error';

export interface ListQuery {
	fields: string[];
	filters: string | null;
	orFilters: string | null;
	orderBy: string | null;
	start: number;
	/** 0 for all. */
	limit: number;
}

/** The database of a Frappe site. All methods throw a FrappeError where the real one refuses. */
export class Site {
	private readonly documents: Document[] = [];
	private lastChange = 0;

	constructor(
		readonly timeZone: string,
		private readonly now: () => Date,
		/** Told of every document that was saved. */
		private readonly saved: (document: Document, isNew: boolean) => void,
	) {}

	all(doctype: string): Document[] {
		return this.documents.filter((document) => document.doctype === doctype);
	}

	find(doctype: string, name: string): Document | undefined {
		return this.all(doctype).find((document) => document.name.toLowerCase() === name.toLowerCase());
	}

	get(doctype: string, name: string): Document {
		doctypeOf(doctype);
		const document = this.find(doctype, name);
		if (document === undefined) throw doesNotExist(`${doctype} ${name} not found`);
		return document;
	}

	list(name: string, { fields, filters, orFilters, orderBy, start, limit }: ListQuery): Row[] {
		const doctype = doctypeOf(name);
		const known = [...STANDARD_FIELDS, ...doctype.fields];
		const wanted = fields.includes('*') ? known : fields;
		for (const field of wanted) checkField(field, known);
		const [order = 'modified', direction = 'desc'] = (orderBy ?? 'modified desc').split(/\s+/);
		checkField(order, known);
		const found = this.all(name)
			.filter(parseFilters(filters, name, doctype, 'every'))
			.filter(parseFilters(orFilters, name, doctype, 'some'))
			.sort((one, other) => text(one[order]).localeCompare(text(other[order])) * (direction.toLowerCase() === 'desc' ? -1 : 1));
		const page = found.slice(start, limit === 0 ? undefined : start + limit);
		return page.map((document) => Object.fromEntries(wanted.map((field) => [field, document[field] ?? null])));
	}

	insert(doctype: string, values: Row, user: string): Document {
		const at = this.timestamp();
		const { defaults = {} } = doctypeOf(doctype);
		const document: Document = { ...defaults, ...known(doctype, values), doctype, name: '', creation: at, modified: at, owner: user, modified_by: user };
		this.check(document);
		document.name = this.nameFor(document);
		this.documents.push(document);
		this.saved(document, true);
		return document;
	}

	/** What is not named stays; a table that is named is replaced as a whole. */
	update(doctype: string, name: string, values: Row, user: string): Document {
		const current = this.get(doctype, name);
		if (values['modified'] !== undefined && values['modified'] !== current.modified) {
			throw invalid('Document has been modified after you have opened it', 'TimestampMismatchError');
		}
		const changed: Document = { ...current, ...known(doctype, values), modified: this.timestamp(), modified_by: user };
		this.check(changed);
		Object.assign(current, changed);
		this.saved(current, false);
		return current;
	}

	/** Frappe (15) keeps tags in one field, a comma before each, and counts them as no change of the document. */
	tag(doctype: string, name: string, tag: string): void {
		const document = this.get(doctype, name);
		const tags = text(document['_user_tags']).split(',').filter((each) => each !== '');
		if (!tags.includes(tag)) document['_user_tags'] = [...tags, tag].map((each) => `,${each}`).join('');
	}

	delete(doctype: string, name: string): void {
		this.documents.splice(this.documents.indexOf(this.get(doctype, name)), 1);
	}

	/** A moment as the site writes it, never the same twice. */
	private timestamp(): string {
		const moment = Math.max(this.now().getTime(), this.lastChange + 1);
		this.lastChange = moment;
		return DateTime.fromMillis(moment, { zone: this.timeZone }).toFormat("yyyy-MM-dd HH:mm:ss.SSS'000'");
	}

	private check(document: Document): void {
		const { required = [], unique = [], options = {}, links = {}, validate } = doctypeOf(document.doctype);
		validate?.(document);
		const missing = required.filter((field) => text(document[field]) === '');
		if (missing.length > 0) throw invalid(`[${document.doctype}, ${document.name}]: ${missing.join(', ')}`, 'MandatoryError');
		for (const [field, allowed] of Object.entries(options)) {
			if (!allowed.includes(text(document[field]))) {
				throw invalid(`${field} cannot be "${text(document[field])}". It should be one of "${allowed.join('", "')}"`);
			}
		}
		for (const [field, link] of Object.entries(links)) {
			const target = 'doctype' in link ? link.doctype : text(document[link.doctypeIn]);
			const name = text(document[field]);
			if (name !== '' && this.find(target, name) === undefined) throw invalid(`Could not find ${field}: ${name}`, 'LinkValidationError');
		}
		for (const field of unique) {
			const rival = this.all(document.doctype).find(
				(other) => other.name !== document.name && text(document[field]) !== '' && text(other[field]) === text(document[field]),
			);
			if (rival !== undefined) throw invalid(`${field} must be unique`, 'UniqueValidationError');
		}
	}

	private nameFor(document: Document): string {
		const { nameOf, numbersNames = false } = doctypeOf(document.doctype);
		const wanted = nameOf(document) ?? randomBytes(5).toString('hex');
		if (wanted === '') throw invalid('Name not set', 'ValidationError');
		if (this.find(document.doctype, wanted) === undefined) return wanted;
		if (!numbersNames) throw duplicateEntry(`${document.doctype} ${wanted} already exists`);
		let number = 1;
		while (this.find(document.doctype, `${wanted}-${number}`) !== undefined) number++;
		return `${wanted}-${number}`;
	}
}

export function doctypeOf(name: string): DocType {
	const doctype = DOCTYPES[name];
	if (doctype === undefined) throw doesNotExist(`DocType ${name} not found`);
	return doctype;
}

/** Fields that a DocType does not have are taken without a word, and kept nowhere. */
function known(name: string, values: Row): Row {
	const { fields, tables = {} } = doctypeOf(name);
	const kept = fields.flatMap((field) => (values[field] === undefined ? [] : [[field, values[field]] as const]));
	const keptRows = Object.entries(tables).flatMap(([table, { fields: columns }]) => {
		return values[table] === undefined ? [] : [[table, rowsOf(values[table]).map((row) => only(row, columns))] as const];
	});
	return Object.fromEntries([...kept, ...keptRows]);
}

function only(row: Row, columns: readonly string[]): Row {
	return Object.fromEntries(columns.map((column) => [column, row[column] ?? null]));
}
