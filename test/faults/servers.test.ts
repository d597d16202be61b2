import { type Fault, type FaultProxy, httpAnswer, redisAnswer, smtpAnswer } from '../../sandbox/faults';
import {
	customerWaits,
	describeFaults,
	duplicates,
	impatient,
	isTold,
	MINUTE,
	printTable,
	type Proxies,
	type Stage,
	startProxies,
	startStage,
	stopProxies,
	type Told,
	toldOf,
	until,
	untilIdle,
} from './harness';
import { FAULTS_PER_SERVER } from './profile';

const DOWN: Fault = { kind: 'down' };
const HALF_CLOSED: Fault = { kind: 'halfClosed' };

/** Within the time-outs of the pack, 30 s for HTTP: what is sent comes late, but it comes. */
const SLOW: Fault = { kind: 'slow', delayMs: 3_000 };
/** Beyond all of them, by so much that nothing gets through by chance: nothing is sent. */
const TOO_SLOW: Fault = { kind: 'slow', delayMs: 40_000 };

/** Longer than three tries of 30 s. */
const LEASE_SECONDS = 150;

/** Every server with what goes wrong with it, and the channels that must not notice. */
const SERVERS: Array<{ name: keyof Proxies; faults: Record<string, Fault>; unaffected: Array<keyof Told> }> = [
	{ name: 'chatwoot', faults: httpFaults(), unaffected: ['email', 'odoo', 'slack'] },
	{ name: 'odoo', faults: httpFaults(), unaffected: ['email', 'slack'] },
	{
		name: 'mailbox',
		faults: { down: DOWN, '421': smtpAnswer(421), '554': smtpAnswer(554), 'half-closed': HALF_CLOSED, 'slow (40 s)': TOO_SLOW },
		unaffected: ['odoo', 'slack'],
	},
	{ name: 'slack', faults: httpFaults(), unaffected: ['email', 'odoo'] },
	// Without the ledger nothing may be sent: it would be sent twice.
	{
		name: 'redis',
		faults: {
			down: DOWN,
			LOADING: redisAnswer('LOADING'),
			OOM: redisAnswer('OOM'),
			'half-closed': HALF_CLOSED,
			'slow (3 s)': SLOW,
			'slow (40 s)': TOO_SLOW,
		},
		unaffected: [],
	},
];

function httpFaults(): Record<string, Fault> {
	return { down: DOWN, '429': httpAnswer(429), '500': httpAnswer(500), 'half-closed': HALF_CLOSED, 'slow (3 s)': SLOW, 'slow (40 s)': TOO_SLOW };
}

/** All, or some: for the next server those that come next, so that every kind comes up. */
function chosen(faults: Record<string, Fault>, server: number): Array<[name: string, fault: Fault]> {
	const all = Object.entries(faults);
	const first = (server * FAULTS_PER_SERVER) % all.length;
	return [...all.slice(first), ...all.slice(0, first)].slice(0, FAULTS_PER_SERVER);
}

describeFaults({ ledger: 'redis' }, 'a server that fails, one after the other, each in many ways', () => {
	let stage: Stage;
	let proxies: Proxies;
	const rows: Array<Record<string, string | number>> = [];

	beforeAll(async () => {
		proxies = await startProxies();
		stage = await startStage({ ledger: 'redis', proxies, parameters: impatient(LEASE_SECONDS) });
		stage.chatwoot.addSlaPolicy({ name: 'Gold', firstResponse: 300 });
		stage.chatwoot.addInbox({ name: 'Website' });
	}, 10 * MINUTE);
	afterAll(async () => {
		if (rows.length > 0) printTable('Faults, in milliseconds from the event', rows);
		await stage.stop();
		await stopProxies(proxies);
	}, MINUTE);

	test.each(SERVERS.map((server, index) => ({ ...server, index })))(
		'$name: the other channels are told all the same, and after the recovery everything was told once',
		async ({ name, faults, unaffected, index }) => {
			const met: Array<{ fault: string; id: number; othersMs: number }> = [];
			for (const [fault, what] of chosen(faults, index)) met.push({ fault, ...(await meet(stage, proxies[name], what, unaffected)) });
			await proxies[name].recover();
			const recoveredAt = Date.now();
			const ids = met.map(({ id }) => id);
			await until('all is told after the recovery', () => ids.every((id) => isTold(toldOf(stage, id))), 2 * LEASE_SECONDS * 1000);
			const recoveryMs = Date.now() - recoveredAt;
			await untilIdle(stage, 5 * MINUTE);
			for (const { fault, id, othersMs } of met) {
				const told = toldOf(stage, id);
				rows.push({ server: name, fault, 'others told': unaffected.length === 0 ? '-' : othersMs, ...told, 'all told after recovery': recoveryMs });
				expect({ fault, duplicates: duplicates(told) }).toEqual({ fault, duplicates: 0 });
			}
		},
		20 * MINUTE,
	);
});

/** A customer waits while the server fails: resolves when the other channels are told and the failing one was tried. */
async function meet(stage: Stage, proxy: FaultProxy, fault: Fault, unaffected: Array<keyof Told>): Promise<{ id: number; othersMs: number }> {
	await proxy.fail(fault);
	const failedBefore = proxy.failures;
	const id = customerWaits(stage);
	const startedAt = Date.now();
	await until('the other channels are told', () => unaffected.every((channel) => toldOf(stage, id)[channel] > 0), 5 * MINUTE);
	const othersMs = Date.now() - startedAt;
	await stage.chatwoot.settle();
	await untilIdle(stage, 5 * MINUTE);
	// A closed port can't count who knocked.
	if (fault.kind !== 'down') expect(proxy.failures).toBeGreaterThan(failedBefore);
	return { id, othersMs };
}
