import { Redis } from 'ioredis';
import type { ICredentialDataDecryptedObject, IDataObject, INodeParameters } from 'n8n-workflow';
import { closeSharedConnections } from '../../core/redis/shared-connections';
import { ChatwootSlaRedisApi } from '../../credentials/ChatwootSlaRedisApi.credentials';
import { Dedupe } from '../../nodes/Dedupe/Dedupe.node';
import { RedisServer } from '../../sandbox/redis';
import { runNode } from './engine';

/** A delivery as Route SLA Alert puts it out, as far as Dedupe looks at it. */
function delivery(id: string, { channel = 'email', email = 'ana@example.com', capPerHour = 2, slackTarget = '' }: { channel?: string; email?: string; capPerHour?: number | null; slackTarget?: string } = {}): IDataObject {
	return { id, delivery: { key: `${id}:${channel}:${email}`, channel, person: { name: 'Ana', email }, slackTarget, capPerHour } };
}

/** What a sender passes on of an output of Claim, by its error output as well. */
const passedOn = ({ outputs }: { outputs: Array<Array<{ json: IDataObject }>> }, output: number) => (outputs[output] ?? []).map(({ json }) => json);

const ids = (outputs: Array<Array<{ json: IDataObject }>>) => outputs.map((items) => items.map(({ json }) => json['id']));

type Dedupes = (operation: string, items: IDataObject[]) => ReturnType<typeof runNode>;

let run = 0;

function itHolds(dedupeOf: (workflowId: string) => Dedupes): void {
	let dedupe: Dedupes;
	beforeEach(() => {
		dedupe = dedupeOf(`cap-${(run += 1)}`);
	});

	test('what is over the cap comes apart, to be sent in one message', async () => {
		const { outputs } = await dedupe('claim', ['1', '2', '3', '4'].map((id) => delivery(id)));
		expect(ids(outputs)).toEqual([['1', '2'], [], ['3', '4']]);
		expect(outputs[2]).toMatchObject([
			{ json: { digest: { capPerHour: 2 }, delivery: { key: '3:email:ana@example.com' } }, pairedItem: { item: 2 } },
			{ json: { digest: { capPerHour: 2 } }, pairedItem: { item: 3 } },
		]);
	});

	test('the digest was sent: nothing more in this hour, and what waits stays free', async () => {
		await dedupe('claim', ['1', '2', '3', '4'].map((id) => delivery(id)));
		const { outputs } = await dedupe('claim', [delivery('5'), delivery('1')]);
		expect(ids(outputs)).toEqual([[], ['5', '1'], []]);
		expect(outputs[1]).toMatchObject([{ json: { notNow: expect.stringContaining('cap of 2 an hour') } }, { json: { id: '1' } }]);
		expect(outputs[1]?.[1]?.json['notNow']).toBeUndefined();
		const { outputs: states } = await dedupe('inspect', [delivery('5'), delivery('3')]);
		expect(states[0]).toMatchObject([{ json: { ledger: { state: 'free' } } }, { json: { ledger: { state: 'claimed' } } }]);
	});

	test('what was sent before takes no slot again', async () => {
		await dedupe('claim', [delivery('1')]);
		await dedupe('confirm', [delivery('1')]);
		expect(ids((await dedupe('claim', [delivery('1'), delivery('1'), delivery('2')])).outputs)).toEqual([['2'], ['1', '1'], []]);
	});

	test('what could not be sent gives its slot back: after an outage a person is told at once', async () => {
		const first = await dedupe('claim', ['1', '2'].map((id) => delivery(id)));
		await dedupe('release', passedOn(first, 0));
		const again = await dedupe('claim', ['1', '2', '3', '4'].map((id) => delivery(id)));
		expect(ids(again.outputs)).toEqual([['1', '2'], [], ['3', '4']]);
		await dedupe('release', passedOn(again, 2));
		expect(ids((await dedupe('claim', ['3', '4'].map((id) => delivery(id)))).outputs)).toEqual([[], [], ['3', '4']]);
	});

	test('the slot of what was sent after all is not given back by a release that comes late', async () => {
		const first = await dedupe('claim', ['1', '2'].map((id) => delivery(id)));
		await dedupe('confirm', passedOn(first, 0));
		await dedupe('release', passedOn(first, 0));
		expect(ids((await dedupe('claim', [delivery('3')])).outputs)).toEqual([[], [], ['3']]);
	});

	test('one alert more than there is room for takes another along: the digest has two, and a slot is left for the next', async () => {
		expect(ids((await dedupe('claim', ['1', '2', '3'].map((id) => delivery(id)))).outputs)).toEqual([['1'], [], ['2', '3']]);
		expect(ids((await dedupe('claim', ['4', '5'].map((id) => delivery(id)))).outputs)).toEqual([['4'], ['5'], []]);
	});

	test('executions at the same time with the same alert: it takes one slot', async () => {
		const runs = await Promise.all(Array.from({ length: 3 }, () => dedupe('claim', [delivery('1', { capPerHour: 3 })])));
		expect(runs.flatMap(({ outputs }) => [...passedOn({ outputs }, 0), ...passedOn({ outputs }, 2)])).toHaveLength(1);
		const next = ['2', '3'].map((id) => delivery(id, { capPerHour: 3 }));
		expect(ids((await dedupe('claim', next)).outputs)).toEqual([['2', '3'], [], []]);
	});

	test('caps are counted for each person and channel; without one, and in Odoo, everything passes', async () => {
		const items = [
			...['a', 'b', 'c'].map((id) => delivery(id)),
			...['d', 'e', 'f', 'g'].map((id) => delivery(id, { channel: 'slack', slackTarget: 'U1' })),
			...['h', 'i', 'j'].map((id) => delivery(id, { channel: 'odoo' })),
			...['k', 'l', 'm'].map((id) => delivery(id, { email: 'bo@example.com', capPerHour: null })),
			delivery('n', { email: 'ANA@example.com' }),
			{ id: 'o', delivery: { key: 'o' } },
		];
		expect(ids((await dedupe('claim', items)).outputs)).toEqual([
			['a', 'b', 'd', 'e', 'h', 'i', 'j', 'k', 'l', 'm', 'o'],
			[],
			['c', 'f', 'g', 'n'],
		]);
	});

	test('executions at the same time share the cap', async () => {
		const runs = await Promise.all(Array.from({ length: 6 }, (_, index) => dedupe('claim', [delivery(`${index}`)])));
		const all = runs.map(({ outputs }) => ids(outputs));
		expect(all.flatMap(([alone]) => alone)).toHaveLength(2);
		expect(all.flatMap(([, , digest]) => digest)).toHaveLength(1);
	});

	test('slots are not counted as alerts', async () => {
		await dedupe('claim', ['1', '2', '3'].map((id) => delivery(id)));
		expect((await dedupe('inspect statistics', [delivery('1')])).outputs[0]).toMatchObject([{ json: { emitted: 3, suppressed: 0 } }]);
	});
}

/** `inspect statistics` is Inspect with what was counted. */
function parametersOf(operation: string): INodeParameters {
	const [name = '', subject = 'keys'] = operation.split(' ');
	return { operation: name, subject };
}

describe("with n8n's database", () => {
	itHolds((workflowId) => (operation, items) => runNode(new Dedupe(), { parameters: parametersOf(operation), input: items, workflowId }));
});

const withServer = RedisServer.isInstalled() ? describe : describe.skip;
withServer('with Redis', () => {
	let server: RedisServer;
	beforeAll(async () => {
		server = await RedisServer.start();
	});
	afterAll(async () => {
		closeSharedConnections();
		await server.stop();
	});

	const credential = (): ICredentialDataDecryptedObject => ({
		...Object.fromEntries(new ChatwootSlaRedisApi().properties.map(({ name, default: value }) => [name, value as string])),
		host: '127.0.0.1',
		port: server.port,
	});

	itHolds((keyPrefix) => (operation, items) =>
		runNode(new Dedupe(), {
			parameters: { ...parametersOf(operation), store: 'redis', keyPrefix },
			input: items,
			credentials: { chatwootSlaRedisApi: credential() },
		}),
	);

	test('slots have names that a cluster keeps on the server of the alerts, and are not listed among the latest keys', async () => {
		const where = { store: 'redis', keyPrefix: 'listed' };
		const credentials = { chatwootSlaRedisApi: credential() };
		await runNode(new Dedupe(), { parameters: { operation: 'claim', ...where }, input: ['1', '2', '3', '4'].map((id) => delivery(id)), credentials });
		const { outputs } = await runNode(new Dedupe(), { parameters: { operation: 'inspect', subject: 'latest', ...where }, credentials });
		expect(outputs[0]?.map(({ json }) => json['key']).sort()).toEqual(['1', '2', '3', '4'].map((id) => `${id}:email:ana@example.com`));
		const admin = new Redis(server.url, { protocol: 2 });
		const names = await admin.keys('*listed*');
		admin.disconnect();
		expect(names.filter((name) => name.includes('slot:'))).toHaveLength(3);
		expect(names.filter((name) => !name.startsWith('{listed}:'))).toEqual([]);
	});
});
