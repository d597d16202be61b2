import { explainFault } from '../../core/odoo/faults';

const asked = { database: 'prod', login: 'bot@example.com', operation: 'create on mail.activity' };

function explain(code: number, text: string) {
	return explainFault({ code, text }, asked);
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
