import { ChatwootSlaOdooApi } from '../../credentials/ChatwootSlaOdooApi.credentials';
import { testOdooCredential } from '../../nodes/OdooNotify/credential-test';
import { OdooSimulator } from '../../sandbox/odoo/simulator';
import { credentialTestContext } from './engine';

/** The credential's test over n8n's own HTTP helper for such tests, which treats bodies in its own way. */
describe.each([16, 19] as const)('the Odoo credential on %i', (version) => {
	let odoo: OdooSimulator;
	beforeEach(async () => {
		odoo = await OdooSimulator.start({
			version,
			users: [{ id: 7, login: 'bot', password: 'secret', apiKeys: ['key-1'] }],
		});
	});
	afterEach(() => odoo.stop());

	const check = (data: Record<string, string>) =>
		testOdooCredential.call(credentialTestContext(), {
			id: '1',
			name: 'Odoo',
			type: 'chatwootSlaOdooApi',
			data: { baseUrl: odoo.url, database: 'odoo', login: 'bot', ...data },
		});
	const signedIn = (protocol: string) => ({ status: 'OK', message: `Signed in to Odoo ${version}.0 as user 7 over ${protocol}` });
	const error = (message: string) => ({ status: 'Error', message: expect.stringContaining(message) as string });

	test('with a key signs in over the protocol of the version', async () => {
		expect(await check({ apiKey: 'key-1' })).toEqual(signedIn(version === 16 ? 'XML-RPC' : 'JSON-2'));
	});

	test('with a password, or by choice, over XML-RPC', async () => {
		expect(await check({ password: 'secret' })).toEqual(signedIn('XML-RPC'));
		expect(await check({ apiKey: 'key-1', protocol: 'xmlrpc' })).toEqual(signedIn('XML-RPC'));
	});

	test('tells a refused key, a wrong database, and that the server has no JSON-2', async () => {
		const isOld = version === 16;
		expect(await check({ apiKey: 'old' })).toEqual(error(isOld ? 'login or API key is wrong' : 'does not accept the API key'));
		expect(await check({ apiKey: 'key-1', database: 'nosuch' })).toEqual(error('Odoo has no database "nosuch"'));
		expect(await check({ apiKey: 'key-1', protocol: 'json2' })).toEqual(isOld ? error('JSON-2 came with Odoo 19') : signedIn('JSON-2'));
	});

	test('tells that a secret is missing', async () => {
		expect(await check({})).toEqual(error('neither a password nor an API key'));
		expect(await check({ password: 'secret', protocol: 'json2' })).toEqual(error('no API key'));
	});
});

test('secrets are hidden fields, and what is left out counts as Auto', () => {
	const fields = new Map(new ChatwootSlaOdooApi().properties.map((property) => [property.name, property]));
	expect([...fields.values()].filter(({ typeOptions }) => typeOptions?.password === true).map(({ name }) => name)).toEqual(['apiKey', 'password']);
	expect(fields.get('protocol')?.default).toBe('auto');
});
