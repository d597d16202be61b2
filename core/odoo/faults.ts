import { ExplainedError } from '../errors';
import type { RpcFault } from './xml-rpc';

/** Why Odoo refused, as far as a caller acts on it. */
export type FaultKind =
	| 'access-denied'
	| 'rights'
	| 'missing-record'
	| 'missing-model'
	| 'database'
	| 'no-answer-value'
	| 'other';

/** A refusal by Odoo in a reader's words: never a traceback, never more than one line in `message`. */
export class OdooFault extends ExplainedError {
	constructor(
		readonly kind: FaultKind,
		message: string,
		details: { advice: string; retryable?: boolean },
	) {
		super(message, details);
		this.name = 'OdooFault';
	}
}

/** What was asked when the refusal came: `authenticate`, or a method of a model. */
export interface Asked {
	database: string;
	login: string;
	/** Such as `create on mail.activity`. */
	operation: string;
}

/**
 * An XML-RPC fault of `/xmlrpc/2` (Odoo 16 and 19): code 1 is a traceback, 2 a refusal in words or a missing record,
 * 3 a wrong user id or password, 4 missing rights and private methods.
 */
export function explainRpcFault(fault: RpcFault, asked: Asked): OdooFault {
	if (fault.code === 3) return accessDenied(asked);
	if (fault.code === 4) return missingRights(fault.text, asked);
	if (fault.code === 2) return refusal(fault.text, asked);
	return failure(lastLine(fault.text), asked);
}

/** An error of JSON-2 (Odoo 19) without its traceback: `name` is a Python class. */
export interface Json2Error {
	status: number;
	name: string;
	message: string;
}

/**
 * Odoo's own exceptions come with 403, 404 and 422, Python's with 500 (a field or value that does not exist, the
 * database), werkzeug's for the key (401), the model or method (404) and the arguments (422).
 */
export function explainJson2Error({ status, name, message }: Json2Error, asked: Asked): OdooFault {
	const pythonClass = name.split('.').at(-1) ?? name;
	if (status === 401) return refusedKey(message, asked);
	if (pythonClass === 'AccessDenied') return accessDenied(asked);
	if (pythonClass === 'AccessError') return missingRights(message, asked);
	if (name.startsWith('odoo.exceptions.') || status === 404) return refusal(message, asked);
	return failure(`${pythonClass}: ${firstLine(message)}`, asked);
}

/** A 404 that is no JSON (19): the server knows no such database, or it is older than 19 or no Odoo at all. */
export function noJson2(page: string, { database }: Asked): OdooFault {
	if (page.includes('No database is selected')) {
		return new OdooFault('database', `Odoo has no database "${database}"`, {
			advice: `${CHECK_DATABASE}. An Odoo before 19 has no JSON-2: choose XML-RPC for it`,
		});
	}
	return new OdooFault('other', 'There is no JSON-2 at the address in the Odoo credential', {
		advice: 'JSON-2 came with Odoo 19: for an older one choose Auto or XML-RPC in the credential; else check the address there',
	});
}

function accessDenied({ login, database }: Asked): OdooFault {
	return new OdooFault('access-denied', `Odoo denied access to "${login}" on database "${database}"`, {
		advice: 'Check login and password (or API key) in the Odoo credential, and that the user is active',
	});
}

function refusedKey(text: string, { database }: Asked): OdooFault {
	return new OdooFault('access-denied', oneLine(`Odoo does not accept the API key on database "${database}": ${firstLine(text)}`), {
		advice:
			'Make a new key in Odoo (My Preferences > Security) and enter it in the credential: keys expire, and a password is none',
	});
}

function missingRights(text: string, { login, operation }: Asked): OdooFault {
	const groups = text.split('\n').flatMap((line) => /^\s*- (.+)$/.exec(line)?.[1] ?? []);
	const allowed = groups.length === 0 ? '' : ` Odoo allows it to: ${groups.join('; ')}.`;
	const document = /\(Document type: [^)]*\)/.exec(text)?.[0];
	return new OdooFault('rights', oneLine(`Odoo refused ${operation}: ${firstLine(text)}${document === undefined ? '' : ` ${document}`}`), {
		advice:
			`Ask an Odoo administrator to give "${login}" the missing right.${allowed}` +
			(operation.endsWith('on mail.activity') ? ' An activity on a contact needs "Contact / Creation" on Odoo 19.' : ''),
	});
}

function refusal(text: string, { operation }: Asked): OdooFault {
	const record = /\(Record: ([\w.]+)\((\d+)/.exec(text);
	if (record?.[1] !== undefined && record[2] !== undefined) {
		return new OdooFault('missing-record', `Odoo has no ${record[1]} with id ${record[2]} (any more)`, {
			advice: 'It may have been deleted a moment ago: try again, the look-ups are made afresh',
		});
	}
	const model = /^(?:Object ([\w.]+) doesn't exist|the model '([\w.]+)' does not exist)/.exec(text);
	const modelName = model?.[1] ?? model?.[2];
	if (modelName !== undefined) {
		return new OdooFault('missing-model', `Odoo has no model ${modelName}`, {
			advice: 'Install the Odoo app that brings it (CRM for crm.lead, Project for project.task), or check the name',
		});
	}
	return new OdooFault('other', oneLine(`Odoo refused ${operation}: ${firstLine(text)}`), {
		advice: oneLine(text.split('\n').slice(1).join(' ')),
	});
}

function failure(line: string, { database, operation }: Asked): OdooFault {
	if (/database ".*" does not exist|Missing database name/.test(line)) {
		return new OdooFault('database', `Odoo has no database "${database}"`, { advice: CHECK_DATABASE });
	}
	if (/cannot marshal/.test(line)) {
		return new OdooFault('no-answer-value', `Odoo did ${operation}, but cannot say its result over XML-RPC`, {
			advice: 'Do not repeat it: the change is saved',
		});
	}
	if (/Connection Pool Is Full/.test(line)) {
		return new OdooFault('other', 'Odoo is busy: its database connections are all in use', {
			advice: 'Try again in a moment, or send less at the same time',
			retryable: true,
		});
	}
	return new OdooFault('other', oneLine(`Odoo failed at ${operation}: ${line}`), {
		advice: "Odoo's own log holds the details",
	});
}

const CHECK_DATABASE = 'Check the database name in the Odoo credential: upper and lower case matter';

function firstLine(text: string): string {
	return text.trim().split('\n')[0] ?? '';
}

function lastLine(traceback: string): string {
	return traceback.trim().split('\n').at(-1) ?? '';
}

const MAX_LENGTH = 300;

function oneLine(text: string): string {
	const line = text.replace(/\s+/g, ' ').trim();
	return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH)}…` : line;
}
