import type { HttpTransport } from '../../core/http/transport';
import type { NewActivity } from '../../core/odoo/activities';
import { createActivities, planActivities } from '../../core/odoo/activities';
import type { OdooClient } from '../../core/odoo/client';
import { createOdooClient } from '../../core/odoo/client';
import { OdooSimulator } from '../../sandbox/odoo/simulator';
import type { Measurement, Row } from '../row';

const ACTIVITIES = 100;
const PEOPLE = 5;

/**
 * What 100 activities for five people cost, created together and one by one, over both protocols. The simulator answers
 * at once: a real Odoo takes 17 to 60 ms for a call, so that there the calls saved weigh more.
 */
export const odooActivities: Row = {
	name: 'odoo-activities',
	async run() {
		return [...(await measurementsOver('xmlrpc')), ...(await measurementsOver('json2'))];
	},
};

async function measurementsOver(protocol: 'xmlrpc' | 'json2'): Promise<Measurement[]> {
	const odoo = await OdooSimulator.start({
		users: [
			{ login: 'bot', password: 'secret', apiKeys: ['key'] },
			...Array.from({ length: PEOPLE }, (_none, index) => ({ login: emailOf(index), password: 'x' })),
		],
	});
	try {
		const secret = protocol === 'json2' ? { password: '', apiKey: 'key' } : { password: 'secret' };
		const client = createOdooClient({ baseUrl: odoo.url, database: odoo.database, login: 'bot', protocol, ...secret }, viaFetch);
		// The sign-in and the look-ups of users and type, which are remembered.
		await create(client, activities('warm', PEOPLE));
		for (let index = 0; index < PEOPLE; index++) await create(client, activities('warm', PEOPLE).slice(index, index + 1));
		const together = await measured(odoo, () => create(client, activities('together', ACTIVITIES)));
		const oneByOne = await measured(odoo, async () => {
			for (const activity of activities('one', ACTIVITIES)) await create(client, [activity]);
		});
		const again = await measured(odoo, () => create(client, activities('together', ACTIVITIES)));
		const name = protocol === 'json2' ? 'JSON-2' : 'XML-RPC';
		return [
			{ what: `${name}: calls for ${ACTIVITIES} activities together`, value: together.calls, unit: '', atMost: 2 },
			{ what: `${name}: calls for the same ${ACTIVITIES} again`, value: again.calls, unit: '', atMost: 1 },
			{ what: `${name}: calls one by one`, value: oneByOne.calls, unit: '' },
			{ what: `${name}: time together`, value: together.ms, unit: 'ms' },
			{ what: `${name}: time one by one`, value: oneByOne.ms, unit: 'ms' },
			{ what: `${name}: time together, share of one by one`, value: together.ms / oneByOne.ms, unit: '', atMost: 1 },
		];
	} finally {
		await odoo.stop();
	}
}

function activities(batch: string, count: number): NewActivity[] {
	return Array.from({ length: count }, (_none, index) => ({
		user: { email: emailOf(index % PEOPLE) },
		summary: `Conversation #${index} missed its first response time of 5 min`,
		noteHtml: '<p>The customer waits</p>',
		deadline: '2026-11-21',
		type: 'to-do',
		key: `1:${index}:frt:1763712000:${batch}`,
		document: null,
		elseOnUser: true,
	}));
}

async function create(client: OdooClient, wanted: readonly NewActivity[]): Promise<void> {
	const planned = (await planActivities(client, wanted)).flatMap((outcome) => ('value' in outcome ? [outcome.value] : []));
	const created = (await createActivities(client, planned)).filter((outcome) => 'value' in outcome);
	if (created.length !== wanted.length) throw new Error(`only ${created.length} of ${wanted.length} activities were created`);
}

async function measured(odoo: OdooSimulator, act: () => Promise<void>): Promise<{ calls: number; ms: number }> {
	const callsBefore = odoo.requests.length;
	const startedAt = performance.now();
	await act();
	return { calls: odoo.requests.length - callsBefore, ms: performance.now() - startedAt };
}

function emailOf(index: number): string {
	return `person${index}@example.com`;
}

const viaFetch: HttpTransport = async ({ method, url, headers = {}, body }) => {
	const response = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
	return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
};
