/**
 * A refusal as Odoo raises it: a Python exception. XML-RPC sends it as HTTP 200 with an integer code, JSON-2 with a
 * status and the exception's name.
 */
export class Fault extends Error {
	constructor(
		/** With its module, such as `odoo.exceptions.AccessError` or `builtins.ValueError`. */
		readonly pythonName: string,
		readonly text: string,
		/** For the exceptions that carry a status of their own. */
		private readonly ownStatus?: number,
	) {
		super(text);
	}

	/** 1 any Python error, 2 a refusal in words, 3 no access, 4 missing rights. */
	get code(): 1 | 2 | 3 | 4 {
		if (this.pythonName === 'odoo.exceptions.AccessDenied') return 3;
		if (this.pythonName === 'odoo.exceptions.AccessError') return 4;
		return this.pythonName.startsWith('odoo.exceptions.') ? 2 : 1;
	}

	/** Code 1 brings a traceback, whose last line says what happened. */
	get faultString(): string {
		if (this.code !== 1) return this.text;
		const name = this.pythonName.replace(/^builtins\./, '');
		return `Traceback (most recent call last):\n  File "odoo/http.py", in dispatch\n${name}: ${this.text}\n`;
	}

	get status(): number {
		if (this.ownStatus !== undefined) return this.ownStatus;
		if (this.code === 3 || this.code === 4) return 403;
		if (this.pythonName === 'odoo.exceptions.MissingError') return 404;
		return this.code === 2 ? 422 : 500;
	}
}

/** `ValueError: text` or `psycopg2.OperationalError: text`. */
export function pythonError(line: string): Fault {
	const [name = '', text = ''] = line.split(/: ([\s\S]*)/);
	return new Fault(name.includes('.') ? name : `builtins.${name}`, text);
}

export function userError(text: string): Fault {
	return new Fault('odoo.exceptions.UserError', text);
}

export function missingRecord(model: string, id: number, uid: number): Fault {
	return new Fault('odoo.exceptions.MissingError', `Record does not exist or has been deleted.\n(Record: ${model}(${id},), User: ${uid})`);
}

export function accessDenied(): Fault {
	return new Fault('odoo.exceptions.AccessDenied', 'Access Denied');
}

export function accessRefused(text: string): Fault {
	return new Fault('odoo.exceptions.AccessError', text);
}

export type Verb = 'access' | 'create' | 'modify' | 'delete';

/** Without groups nobody may. */
export function accessError(verb: Verb, model: string, label: string, groups: readonly string[]): Fault {
	const allowed =
		groups.length === 0
			? 'No group currently allows this operation.'
			: `This operation is allowed for the following groups:\n${groups.map((group) => `\t- ${group}`).join('\n')}`;
	return accessRefused(
		`You are not allowed to ${verb} '${label}' (${model}) records.\n\n${allowed}\n\n` +
			'Contact your administrator to request access if necessary.',
	);
}

export function securityRestriction(uid: number, document: string, operation: string): Fault {
	return accessRefused(
		'The requested operation cannot be completed due to security restrictions. Please contact your system administrator.\n\n' +
			`(Document type: ${document}, Operation: ${operation})\n\nRecords: 1, User: ${uid}`,
	);
}

/** An HTTP error of werkzeug, which only JSON-2 lets through. */
export function httpFault(status: 400 | 401 | 404 | 422, text: string): Fault {
	return new Fault(`werkzeug.exceptions.${HTTP_NAMES[status]}`, text, status);
}

const HTTP_NAMES = { 400: 'BadRequest', 401: 'Unauthorized', 404: 'NotFound', 422: 'UnprocessableEntity' };
