import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { ErpNextSimulator } from '../../sandbox/erpnext/erpnext-simulator';

let erpnext: ErpNextSimulator;

beforeEach(async () => {
	erpnext = await ErpNextSimulator.start();
});
afterEach(async () => {
	await erpnext.stop();
});

async function ask(method: string, path: string, body?: object, authorization: string | null = `token ${erpnext.apiKey}:${erpnext.apiSecret}`) {
	const response = await fetch(`${erpnext.url}/api/resource/${path}`, {
		method,
		headers: authorization === null ? {} : { authorization },
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
	});
	const { data, exc_type: exception } = (await response.json()) as { data?: unknown; exc_type?: string };
	return exception === undefined ? { status: response.status, data } : { status: response.status, exception };
}

const query = (values: Record<string, unknown>) =>
	new URLSearchParams(Object.entries(values).map(([name, value]) => [name, JSON.stringify(value)] as [string, string])).toString();

const JANE = {
	first_name: 'Jane',
	last_name: 'Doe',
	email_ids: [{ email_id: 'jane@example.com', is_primary: 1 }],
	phone_nos: [{ phone: '+31 6 1234 5678', is_primary_mobile_no: 1 }, { phone: '+31 20 123 4567' }],
	chatwoot_contact_id: '7',
};

test('a contact is created, found by any of its numbers, changed and deleted', async () => {
	expect(await ask('POST', 'Contact', JANE)).toMatchObject({ status: 200, data: { name: 'Jane Doe', full_name: 'Jane Doe', email_id: 'jane@example.com', mobile_no: '+31 6 1234 5678', phone: '' } });
	const filters = [['Contact Phone', 'phone', 'like', '%20%123%4567']];
	expect(await ask('GET', `Contact?${query({ filters, fields: ['name', 'email_id'] })}`)).toMatchObject({ data: [{ name: 'Jane Doe', email_id: 'jane@example.com' }] });
	expect(await ask('PUT', 'Contact/Jane Doe', { last_name: 'Roe' })).toMatchObject({ data: { full_name: 'Jane Roe', name: 'Jane Doe', phone_nos: [{ phone: '+31 6 1234 5678' }, {}] } });
	expect(await ask('DELETE', 'Contact/Jane Doe')).toMatchObject({ status: 202 });
	expect(await ask('GET', 'Contact/Jane Doe')).toEqual({ status: 404, exception: 'DoesNotExistError' });
});

test('a contact keeps only the e-mail and numbers of its tables', async () => {
	expect(await ask('POST', 'Contact', { first_name: 'Jane', email_id: 'jane@example.com', mobile_no: '+31612345678' })).toMatchObject({ data: { email_id: '', mobile_no: '' } });
});

test('a second contact of the same name gets a number; a unique field refuses', async () => {
	await ask('POST', 'Contact', JANE);
	expect(await ask('POST', 'Contact', { first_name: 'Jane', last_name: 'Doe' })).toMatchObject({ data: { name: 'Jane Doe-1' } });
	expect(await ask('POST', 'Contact', { first_name: 'J.', chatwoot_contact_id: '7' })).toEqual({ status: 417, exception: 'UniqueValidationError' });
});

test('lists come 20 at a time, the latest change first', async () => {
	for (let count = 0; count < 25; count++) await ask('POST', 'Lead', { first_name: `Lead ${count}` });
	const [page, rest] = [await ask('GET', 'Lead?fields=["first_name"]'), await ask('GET', 'Lead?limit_start=20&limit_page_length=0')];
	expect(page.data).toHaveLength(20);
	expect(page.data).toMatchObject([{ first_name: 'Lead 24' }, ...Array<unknown>(19).fill({})]);
	expect(rest.data).toHaveLength(5);
});

describe('refuses', () => {
	test.each<[number, string, string, string, object | undefined, string | null | undefined]>([
		[403, 'PermissionError', 'GET', 'Contact', undefined, null],
		[401, 'AuthenticationError', 'GET', 'Contact', undefined, 'token stranger:secret'],
		[404, 'DoesNotExistError', 'GET', 'Nothing', undefined, undefined],
		[417, 'DataError', 'GET', 'Contact?filters=[["nickname","=","x"]]', undefined, undefined],
		[417, 'DataError', 'GET', 'Contact?fields=["nickname"]', undefined, undefined],
		[409, 'DuplicateEntryError', 'POST', 'User', { email: 'integration@example.com' }, undefined],
		[417, 'MandatoryError', 'POST', 'ToDo', { status: 'Open' }, undefined],
		[417, 'LinkValidationError', 'POST', 'ToDo', { description: 'x', allocated_to: 'nobody@example.com' }, undefined],
		[417, 'ValidationError', 'POST', 'Communication', { subject: 'x', communication_medium: 'Pigeon' }, undefined],
		[417, 'InvalidEmailAddressError', 'POST', 'Communication', { subject: 'x', sender: 'Jane' }, undefined],
		[417, 'InvalidPhoneNumberError', 'POST', 'Contact', { first_name: 'x', phone_nos: [{ phone: 'call me' }] }, undefined],
	])('%i %s', async (status, exception, method, path, body, authorization) => {
		expect(await ask(method, path, body, authorization)).toEqual({ status, exception });
	});

	test('a change of what somebody else has changed meanwhile', async () => {
		const { data } = await ask('POST', 'Contact', JANE);
		const { modified } = data as { modified: string };
		erpnext.change('Contact', 'Jane Doe', { last_name: 'Roe' });
		expect(await ask('PUT', 'Contact/Jane Doe', { first_name: 'J.', modified })).toEqual({ status: 417, exception: 'TimestampMismatchError' });
	});
});

describe('webhooks', () => {
	let receiver: Server;
	const received: Array<{ body: string; signature: unknown }> = [];
	let answer = 200;

	beforeEach(async () => {
		received.length = 0;
		answer = 200;
		receiver = createServer((request, response) => {
			void text(request).then((body) => {
				received.push({ body, signature: request.headers['x-frappe-webhook-signature'] });
				response.writeHead(answer).end();
				answer = 200;
			});
		});
		await once(receiver.listen(0, '127.0.0.1'), 'listening');
		const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
		erpnext.addWebhook({ doctype: 'Contact', event: 'on_update', url, secret: 'topsecret', data: { name: 'name', first_name: 'first_name' } });
	});
	afterEach(() => {
		receiver.close();
	});

	test('tell of every save, in the bytes that Python writes, signed', async () => {
		erpnext.save('Contact', { first_name: 'Zoë' });
		erpnext.change('Contact', 'Zoë', { last_name: 'Doe' });
		erpnext.save('Lead', { first_name: 'Not told' });
		await erpnext.settle();
		const body = '{"name": "Zo\\u00eb", "first_name": "Zo\\u00eb"}';
		expect(received).toEqual(Array(2).fill({ body, signature: createHmac('sha256', 'topsecret').update(body).digest('base64') }));
	});

	test('are sent again after a failure', async () => {
		answer = 503;
		erpnext.save('Contact', { first_name: 'Jane' });
		await erpnext.settle();
		expect(erpnext.deliveries.map(({ status }) => status)).toEqual([503, 200]);
	});
});
