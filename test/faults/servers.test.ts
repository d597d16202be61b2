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

const DOWN: Fault = { kind: 'down' };
const HALF_CLOSED: Fault = { kind: 'halfClosed' };

/** Within the time-outs of the pack (30 s for HTTP): what is sent comes late, but it comes. */
const SLOW: Fault = { kind: 'slow', delayMs: 3_000 };
/** Beyond its time-out for a mail server's greeting, which is 10 s: nothing is sent. */
const TOO_SLOW: Fault = { kind: 'slow', delayMs: 15_000 };

/** Every server with what goes wrong with it, and the channels that must not notice. */
const SERVERS: Array<{ name: keyof Proxies; faults: Record<string, Fault>; unaffected: Array<keyof Told> }> = [
	{ name: 'chatwoot', faults: httpFaults(), unaffected: ['email', 'odoo', 'slack'] },
	{ name: 'odoo', faults: httpFaults(), unaffected: ['email', 'slack'] },
	{
		name: 'mailbox',
		faults: { down: DOWN, '421': smtpAnswer(421), '554': smtpAnswer(554), 'half-closed': HALF_CLOSED, 'slow (15 s)': TOO_SLOW },
		unaffected: ['odoo', 'slack'],
	},
	{ name: 'slack', faults: httpFaults(), unaffected: ['email', 'odoo'] },
	// Without the ledger nothing may be sent: it would be sent twice.
	{
		name: 'redis',
		faults: { down: DOWN, LOADING: redisAnswer('LOADING'), OOM: redisAnswer('OOM'), 'half-closed': HALF_CLOSED, 'slow (3 s)': SLOW },
		unaffected: [],
	},
];

function httpFaults(): Record<string, Fault> {
	return { down: DOWN, '429': httpAnswer(429), '500': httpAnswer(500), 'half-closed': HALF_CLOSED, 'slow (3 s)': SLOW };
}

describeFaults({ ledger: 'redis' }, 'a server that fails, one after the other, each in five ways', () => {
	let stage: Stage;
	let proxies: Proxies;
	const rows: Array<Record<string, string | number>> = [];

	beforeAll(async () => {
		proxies = await startProxies();
		stage = await startStage({ ledger: 'redis', proxies, parameters: impatient(90) });
		stage.chatwoot.addSlaPolicy({ name: 'Gold', firstResponse: 300 });
		stage.chatwoot.addInbox({ name: 'Website' });
	}, 10 * MINUTE);
	afterAll(async () => {
		if (rows.length > 0) printTable('Faults, in milliseconds from the event', rows);
		await stage.stop();
		await stopProxies(proxies);
	}, MINUTE);

	test.each(SERVERS)(
		'$name: the other channels are told all the same, and after the recovery everything was told once',
		async ({ name, faults, unaffected }) => {
			const met: Array<{ fault: string; id: number; othersMs: number }> = [];
			for (const [fault, what] of Object.entries(faults)) met.push({ fault, ...(await meet(stage, proxies[name], what, unaffected)) });
			await proxies[name].recover();
			const recoveredAt = Date.now();
			const ids = met.map(({ id }) => id);
			await until('all is told after the recovery', () => ids.every((id) => isTold(toldOf(stage, id))), 2 * MINUTE);
			const recoveryMs = Date.now() - recoveredAt;
			await untilIdle(stage);
			for (const { fault, id, othersMs } of met) {
				const told = toldOf(stage, id);
				rows.push({ server: name, fault, 'others told': unaffected.length === 0 ? '-' : othersMs, ...told, 'all told after recovery': recoveryMs });
				expect({ fault, duplicates: duplicates(told) }).toEqual({ fault, duplicates: 0 });
			}
		},
		4 * MINUTE,
	);
});

/** A customer waits while the server fails: resolves when the other channels are told and the failing one was tried. */
async function meet(stage: Stage, proxy: FaultProxy, fault: Fault, unaffected: Array<keyof Told>): Promise<{ id: number; othersMs: number }> {
	await proxy.fail(fault);
	const failedBefore = proxy.failures;
	const id = customerWaits(stage);
	const startedAt = Date.now();
	await until('the other channels are told', () => unaffected.every((channel) => toldOf(stage, id)[channel] > 0));
	const othersMs = Date.now() - startedAt;
	await stage.chatwoot.settle();
	await untilIdle(stage);
	// A closed port can't count who knocked.
	if (fault.kind !== 'down') expect(proxy.failures).toBeGreaterThan(failedBefore);
	return { id, othersMs };
}
