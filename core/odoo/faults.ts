import { ExplainedError } from '../errors';
import type { RpcFault } from './xml-rpc';

/** Why Odoo refused, as far as a caller acts on it. */
export type FaultKind = 'access-denied' | 'rights' | 'missing-record' | 'database' | 'no-answer-value' | 'other';

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
export function explainFault(fault: RpcFault, asked: Asked): OdooFault {
	if (fault.code === 3) return accessDenied(asked);
	if (fault.code === 4) return missingRights(fault.text, asked);
	if (fault.code === 2) return refusal(fault.text, asked);
	return failure(lastLine(fault.text), asked);
}

function accessDenied({ login, database }: Asked): OdooFault {
	return new OdooFault('access-denied', `Odoo denied access to "${login}" on database "${database}"`, {
		advice: 'Check login and password (or API key) in the Odoo credential, and that the user is active',
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
	return new OdooFault('other', oneLine(`Odoo refused ${operation}: ${firstLine(text)}`), {
		advice: oneLine(text.split('\n').slice(1).join(' ')),
	});
}

function failure(line: string, { database, operation }: Asked): OdooFault {
	if (/database ".*" does not exist|Missing database name/.test(line)) {
		return new OdooFault('database', `Odoo has no database "${database}"`, {
			advice: 'Check the database name in the Odoo credential: upper and lower case matter',
		});
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
