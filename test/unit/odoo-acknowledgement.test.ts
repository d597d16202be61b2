import { findAcknowledgements } from '../../core/odoo/acknowledgement';
import { createActivities, planActivities } from '../../core/odoo/activities';
import { completeActivities } from '../../core/odoo/activity-changes';
import type { OdooClient } from '../../core/odoo/client';
import { OdooSimulator } from '../../sandbox/odoo/simulator';
import { ODOO_SERVERS, ODOO_USERS, odooClient, takeCalls } from '../odoo-servers';

const CHAIN = '1:123:frt:1763712000';
const ASKED = { alertKey: `${CHAIN}:reminder2`, since: null };

describe.each(ODOO_SERVERS)('who marked an activity of a chain as done: $name', ({ version, protocol }) => {
	let odoo: OdooSimulator;
	let client: OdooClient;
	let administrator: OdooClient;
	beforeEach(async () => {
		odoo = await OdooSimulator.start({ version, users: ODOO_USERS });
		client = odooClient(odoo, protocol);
		administrator = odooClient(odoo, protocol, 'admin');
	});
	afterEach(() => odoo.stop());

	const create = async (...stages: string[]) => {
		const activities = stages.map((stage) => ({
			user: { email: 'anita@example.com' },
			summary: 'Answer',
			noteHtml: '<p>Jane "Alert key: 1:9:frt:1:breach" Doe waits</p>',
			deadline: '2026-11-21',
			type: 'to-do' as const,
			key: stage.includes(':') ? stage : `${CHAIN}:${stage}`,
			document: null,
			elseOnUser: true,
		}));
		const planned = await planActivities(client, activities);
		await createActivities(client, planned.flatMap((outcome) => ('value' in outcome ? [outcome.value] : [])));
	};
	const done = (by: OdooClient, id: number) => completeActivities(by, [{ ids: [id], feedback: 'I take it' }]);
	const ask = async (...questions: Array<typeof ASKED | { alertKey: string; since: Date }>) =>
		(await findAcknowledgements(client, questions)).map((outcome) => ('value' in outcome ? (outcome.value?.by ?? null) : outcome.error));

	test('nobody of an open one, of one that was deleted, and of one that never was', async () => {
		expect(await ask(ASKED)).toEqual([null]);
		await create('breach', 'reminder1');
		odoo.activities.splice(0, 1);
		expect(await ask(ASKED)).toEqual([null]);
	});

	test('whoever did it, of any stage of the chain; many are asked for with one call', async () => {
		await create('breach', '1:123:rt:1763712000:breach', '1:1234:frt:1763712000:breach');
		await done(administrator, 1);
		takeCalls(odoo);
		const others = ['1:123:rt:1763712000:reminder1', '1:1234:frt:1763712000:escalation1', '1:123:frt:17637120:reminder1', '1:9:frt:1:reminder1'];
		expect(await ask(ASKED, ...others.map((alertKey) => ({ alertKey, since: null })))).toEqual(['Administrator', null, null, null, null]);
		expect(takeCalls(odoo)).toEqual(['check_object_reference on ir.model.data', 'search_read on mail.message']);
		await ask(ASKED);
		expect(takeCalls(odoo)).toEqual(['search_read on mail.message']);
	});

	test('not what was done before the breach, nor what n8n completed itself', async () => {
		await create('warning80', 'breach');
		await done(client, 2);
		expect(await ask(ASKED)).toEqual([null]);
		await done(administrator, 1);
		const [yesterday, tomorrow] = [-1, 1].map((days) => ({ ...ASKED, since: new Date(Date.now() + days * 86_400_000) }));
		expect(await ask(ASKED, yesterday ?? ASKED, tomorrow ?? ASKED)).toEqual(['Administrator', 'Administrator', null]);
	});

	test('of several that were done the first counts, and what names it stays the same', async () => {
		await create('breach', 'reminder1');
		await done(administrator, 1);
		for (const message of odoo.messages) message.createdAt = new Date('2026-11-21T10:00:00Z');
		await done(administrator, 2);
		expect(await findAcknowledgements(client, [ASKED])).toMatchObject([{ value: { key: `${CHAIN}:done:2026-11-21T10:00:00.000Z` } }]);
	});

	test('nothing is asked when there is no question', async () => {
		expect(await findAcknowledgements(client, [])).toEqual([]);
		expect(takeCalls(odoo)).toEqual([]);
	});
});
