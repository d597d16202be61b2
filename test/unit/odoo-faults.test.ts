import { explainJson2Error, explainRpcFault, noJson2 } from '../../core/odoo/faults';

const asked = { database: 'prod', login: 'bot@example.com', operation: 'create on mail.activity' };

function explain(code: number, text: string) {
	return explainRpcFault({ code, text }, asked);
}

test('of a traceback only the last line is shown', () => {
	const error = explain(1, 'Traceback (most recent call last):\n  File "x.py", line 1\n    secret()\nValueError: bad thing\n');
	expect(error).toMatchObject({
		kind: 'other',
		message: 'Odoo failed at create on mail.activity: ValueError: bad thing',
		retryable: false,
	});
	expect(error.advice).not.toContain('x.py');
});

test.each(['psycopg2.OperationalError: FATAL:  database "odoo" does not exist', 'AssertionError: Missing database name'])(
	'a wrong database is named as the credential has it: %s',
	(line) => {
		expect(explain(1, `Traceback (most recent call last):\n${line}\n`)).toMatchObject({
			kind: 'database',
			message: 'Odoo has no database "prod"',
		});
	},
);

test('missing rights name the operation, what Odoo says, and the groups that may', () => {
	const text =
		"You are not allowed to modify 'Contact' (res.partner) records.\n\n" +
		'This operation is allowed for the following groups:\n\t- Contact/Creation\n\t- Sales/Admin\n\nContact your administrator.';
	const error = explain(4, text);
	expect(error.kind).toBe('rights');
	expect(error.message).toBe(
		"Odoo refused create on mail.activity: You are not allowed to modify 'Contact' (res.partner) records.",
	);
	expect(error.advice).toContain('"bot@example.com"');
	expect(error.advice).toContain('Contact/Creation; Sales/Admin');
});

test('a security restriction names the document it is about', () => {
	const text = 'The operation is restricted.\n\n(Document type: Activity, Operation: create)\n\nRecords: 5, User: 2';
	expect(explain(4, text).message).toBe(
		'Odoo refused create on mail.activity: The operation is restricted. (Document type: Activity, Operation: create)',
	);
});

test('a missing record is named', () => {
	const text = 'Record does not exist or has been deleted.\n(Record: res.partner(999999,), User: 2)';
	expect(explain(2, text)).toMatchObject({ kind: 'missing-record', message: 'Odoo has no res.partner with id 999999 (any more)' });
});

test('a refusal in several lines: the first says what, the rest is below it', () => {
	expect(explain(2, 'The operation cannot be completed:\n- a field is not set.\n\nField: Document Model\n')).toMatchObject({
		message: 'Odoo refused create on mail.activity: The operation cannot be completed:',
		advice: '- a field is not set. Field: Document Model',
	});
});

test('wrong credentials name login and database', () => {
	expect(explain(3, 'Access Denied')).toMatchObject({
		kind: 'access-denied',
		message: 'Odoo denied access to "bot@example.com" on database "prod"',
	});
});

test('only a full connection pool is safe to try again: after a marshalling error the change is saved', () => {
	expect(explain(1, 'Traceback\npsycopg2.pool.PoolError: The Connection Pool Is Full').retryable).toBe(true);
	const saved = explain(1, 'Traceback\nTypeError: cannot marshal None unless allow_none is enabled');
	expect(saved).toMatchObject({ kind: 'no-answer-value', retryable: false });
});

test('a very long text is cut', () => {
	expect(explain(2, 'x'.repeat(5000)).message.length).toBeLessThan(400);
});

test.each(["Object crm.lead doesn't exist", "the model 'crm.lead' does not exist"])('a missing model names the app to install: %s', (text) => {
	const missing = { kind: 'missing-model', message: 'Odoo has no model crm.lead', advice: expect.stringContaining('CRM') as string };
	expect(explain(2, text)).toMatchObject(missing);
	expect(json2(404, 'werkzeug.exceptions.NotFound', text)).toMatchObject(missing);
});

function json2(status: number, name: string, message: string) {
	return explainJson2Error({ status, name, message }, asked);
}

describe('an error of JSON-2', () => {
	test('a refused key says so and shows none', () => {
		expect(json2(401, 'werkzeug.exceptions.Unauthorized', 'Invalid apikey')).toMatchObject({
			kind: 'access-denied',
			message: 'Odoo does not accept the API key on database "prod": Invalid apikey',
		});
	});

	test('missing rights are told as over XML-RPC', () => {
		const text = "You are not allowed to access 'Models' (ir.model) records.\n\nThis operation is allowed for:\n\t- Access Rights";
		const told = json2(403, 'odoo.exceptions.AccessError', text);
		expect(told).toEqual(explain(4, text));
		expect(told.kind).toBe('rights');
	});

	test('a missing record is told as over XML-RPC', () => {
		const text = 'Record does not exist or has been deleted.\n(Record: res.partner(9,), User: 2)';
		expect(json2(404, 'odoo.exceptions.MissingError', text)).toEqual(explain(2, text));
	});

	test.each([
		[422, 'odoo.exceptions.ValidationError', 'A date is missing', 'Odoo refused create on mail.activity: A date is missing'],
		[404, 'werkzeug.exceptions.NotFound', "The method 'a.b' does not exist", "Odoo refused create on mail.activity: The method 'a.b' does not exist"],
		[
			422,
			'werkzeug.exceptions.UnprocessableEntity',
			"missing a required argument: 'domain'",
			"Odoo failed at create on mail.activity: UnprocessableEntity: missing a required argument: 'domain'",
		],
		[500, 'builtins.ValueError', "Invalid field 'x'", "Odoo failed at create on mail.activity: ValueError: Invalid field 'x'"],
		[500, 'psycopg2.errors.UniqueViolation', 'duplicate key\nDETAIL: secret', 'Odoo failed at create on mail.activity: UniqueViolation: duplicate key'],
	])('HTTP %i %s', (status, name, text, message) => {
		expect(json2(status, name, text)).toMatchObject({ kind: 'other', message, retryable: false });
	});

	test('a full connection pool is safe to try again', () => {
		expect(json2(500, 'psycopg2.pool.PoolError', 'The Connection Pool Is Full')).toMatchObject({ retryable: true });
	});

	test('a page instead of JSON: no such database, or no JSON-2 at all', () => {
		expect(noJson2('<p>No database is selected and …</p>', asked)).toMatchObject({
			kind: 'database',
			message: 'Odoo has no database "prod"',
		});
		expect(noJson2('<h1>Not Found</h1>', asked)).toMatchObject({
			kind: 'other',
			message: 'There is no JSON-2 at the address in the Odoo credential',
		});
	});
});
