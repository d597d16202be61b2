/** A refusal as Odoo sends it: HTTP 200 with an integer code. */
export class Fault extends Error {
	constructor(
		readonly code: 1 | 2 | 3 | 4,
		readonly text: string,
	) {
		super(text);
	}
}

/** Code 1: a Python traceback, whose last line says what happened. */
export function pythonError(line: string): Fault {
	return new Fault(1, `Traceback (most recent call last):\n  File "odoo/http.py", in dispatch\n${line}\n`);
}

export function userError(text: string): Fault {
	return new Fault(2, text);
}

export function missingRecord(model: string, id: number, uid: number): Fault {
	return userError(`Record does not exist or has been deleted.\n(Record: ${model}(${id},), User: ${uid})`);
}

export function accessDenied(): Fault {
	return new Fault(3, 'Access Denied');
}

export function accessError(verb: 'access' | 'create' | 'modify', model: string, label: string, groups: string[]): Fault {
	return new Fault(
		4,
		`You are not allowed to ${verb} '${label}' (${model}) records.\n\n` +
			`This operation is allowed for the following groups:\n${groups.map((group) => `\t- ${group}`).join('\n')}\n\n` +
			'Contact your administrator to request access if necessary.',
	);
}

export function securityRestriction(uid: number, document: string, operation: string): Fault {
	return new Fault(
		4,
		'The requested operation cannot be completed due to security restrictions. Please contact your system administrator.\n\n' +
			`(Document type: ${document}, Operation: ${operation})\n\nRecords: 1, User: ${uid}`,
	);
}
