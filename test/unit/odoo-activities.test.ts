import type { CreatedActivity, NewActivity } from '../../core/odoo/activities';
import { createActivities, planActivities } from '../../core/odoo/activities';
import { completeActivities, findActivities, rescheduleActivities } from '../../core/odoo/activity-changes';
import type { OdooClient } from '../../core/odoo/client';
import type { Outcome } from '../../core/odoo/outcome';
import { OdooSimulator } from '../../sandbox/odoo/simulator';
import { ODOO_SERVERS, ODOO_USERS, odooClient, takeCalls } from '../odoo-servers';

const KEY = '1:123:frt:1763712000:breach';

function activity(overrides: Partial<NewActivity> = {}): NewActivity {
	return {
		user: { email: 'anita@example.com' },
		summary: 'Answer',
		noteHtml: '',
		deadline: '2026-11-21',
		type: 'to-do',
		key: KEY,
		document: null,
		elseOnUser: true,
		...overrides,
	};
}

function many(count: number): NewActivity[] {
	const emails = ['anita@example.com', 'bram@example.com', 'cleo@example.com'];
	return Array.from({ length: count }, (_none, index) =>
		activity({ user: { email: emails[index % 3] ?? '' }, key: `1:${index}:frt:1763712000:breach`, summary: `Answer ${index}` }),
	);
}

/** Plans and creates; the outcomes of those that could not be planned are left out. */
async function create(client: OdooClient, activities: readonly NewActivity[]): Promise<Array<Outcome<CreatedActivity>>> {
	const planned = await planActivities(client, activities);
	return createActivities(client, planned.flatMap((outcome) => ('value' in outcome ? [outcome.value] : [])));
}

/** The ids, and the messages of what failed. */
function brief(outcomes: ReadonlyArray<Outcome<CreatedActivity>>) {
	return outcomes.map((outcome) => ('value' in outcome ? outcome.value.activityId : (outcome.error as Error).message));
}

describe.each(ODOO_SERVERS)('$name', ({ version, protocol }) => {
	let odoo: OdooSimulator;
	let client: OdooClient;
	beforeEach(async () => {
		odoo = await OdooSimulator.start({
			version,
			users: ODOO_USERS,
			partners: [{ id: 1001, name: 'Jane', email: 'jane@example.com' }],
			leads: [{ id: 9, name: 'Offer', partnerId: 1001 }],
		});
		client = odooClient(odoo, protocol);
	});
	afterEach(() => odoo.stop());

	test('100 activities are one look-up for users, one for the type, one for what exists, and one create', async () => {
		expect(await create(client, many(100))).toHaveLength(100);
		expect(odoo.activities).toHaveLength(100);
		expect(takeCalls(odoo)).toEqual([
			'search_read on res.users',
			'check_object_reference on ir.model.data',
			'search_read on mail.activity',
			'create on mail.activity',
		]);
		await create(client, many(200).slice(100));
		expect(takeCalls(odoo)).toEqual(['search_read on mail.activity', 'create on mail.activity']);
	});

	test('the same key for the same user is created once, and again when it is done', async () => {
		const first = await create(client, [activity()]);
		const both = await create(client, [activity(), activity({ key: `${KEY}2` }), activity({ user: { id: 5 } })]);
		expect(first).toEqual([
			{ value: { activityId: 1, userId: 4, partnerId: 5, model: 'res.partner', recordId: 5, existing: false } },
		]);
		expect(both).toMatchObject([{ value: { activityId: 1, existing: true } }, { value: { existing: false } }, { value: { existing: false } }]);
		expect(odoo.activities.map(({ id, userId }) => [id, userId])).toEqual([[1, 4], [2, 4], [3, 5]]);
		await completeActivities(client, [{ ids: [1], feedback: 'done' }]);
		expect(await create(client, [activity()])).toMatchObject([{ value: { activityId: 4, existing: false } }]);
	});

	test('a key that is part of another is another', async () => {
		await create(client, [activity({ key: '1:1:frt:9:escalation10' })]);
		expect(await create(client, [activity({ key: '1:1:frt:9:escalation1' })])).toMatchObject([{ value: { existing: false } }]);
	});

	test('keys hold anything: patterns, markup, spaces, emoji, halves of a pair', async () => {
		const keys = ['100%_\\', '<b>&"\'', 'a b\nc', '🔥', '\ud83d'];
		await create(client, keys.map((key) => activity({ key })));
		expect(await create(client, keys.map((key) => activity({ key })))).toMatchObject(keys.map(() => ({ value: { existing: true } })));
		expect(await create(client, [activity({ key: '100xx' }), activity({ key: 'b' })])).toMatchObject([
			{ value: { existing: false } },
			{ value: { existing: false } },
		]);
	});

	test('a customer who writes a key prevents no activity', async () => {
		await create(client, [activity({ noteHtml: `<p>Alert key: ${KEY}</p>`, key: '1:9:frt:1:breach' })]);
		expect(await create(client, [activity()])).toMatchObject([{ value: { existing: false } }]);
	});

	test('twice in one batch is once; without a key it is twice', async () => {
		const first = activity({ summary: 'First' });
		expect(await create(client, [first, activity(), activity({ key: null }), activity({ key: null })])).toMatchObject([
			{ value: { activityId: 1, existing: false } },
			{ value: { activityId: 1, existing: true } },
			{ value: { activityId: 2, existing: false } },
			{ value: { activityId: 3, existing: false } },
		]);
		expect(odoo.activities[0]).toMatchObject({ summary: 'First' });
	});

	test('two executions of one n8n at once create it once', async () => {
		const outcomes = await Promise.all([1, 2, 3].map(() => create(odooClient(odoo, protocol), [activity(), ...many(3)])));
		expect(odoo.activities).toHaveLength(4);
		expect(new Set(outcomes.map((some) => JSON.stringify(brief(some)))).size).toBe(1);
	});

	test('bad ones are found and reported alone, the others are created once', async () => {
		const batch = many(20).map((one, index) => ([3, 4, 17].includes(index) ? { ...one, type: { id: 99 } } : one));
		const outcomes = await create(client, batch);
		expect(outcomes.flatMap((outcome, index) => ('error' in outcome ? [index] : []))).toEqual([3, 4, 17]);
		expect(odoo.activities.map(({ summary }) => summary).sort()).toEqual(
			batch.flatMap(({ summary }, index) => ([3, 4, 17].includes(index) ? [] : summary)).sort(),
		);
	});

	test('where nothing at all may be created, not every one is tried', async () => {
		const outcomes = await create(odooClient(odoo, protocol, 'weak@example.com'), many(100).map((one) => ({ ...one, document: { model: 'crm.lead', id: 9 } })));
		expect(new Set(brief(outcomes)).size).toBe(1);
		expect(outcomes).toHaveLength(100);
		expect(takeCalls(odoo).filter((call) => call.startsWith('create')).length).toBeLessThan(40);
	});

	test('a create whose answer never came is not repeated', async () => {
		await create(client, [activity()]);
		odoo.failNext({ hangUp: true, afterCommit: true, operation: 'create on mail.activity' });
		const outcomes = await create(client, many(4));
		expect(outcomes).toHaveLength(4);
		expect(outcomes.every((outcome) => 'error' in outcome)).toBe(true);
		expect(odoo.activities).toHaveLength(5);
		expect(await create(client, many(4))).toMatchObject(Array(4).fill({ value: { existing: true } }));
		expect(odoo.activities).toHaveLength(5);
	});

	test("it hangs on the customer's lead or contact, on the user's contact where there is none, or fails", async () => {
		const contact = { email: 'jane@example.com' };
		const nobody = { email: 'nobody@example.com' };
		const planned = await planActivities(client, [
			activity({ key: 'a', document: { model: 'crm.lead', contact } }),
			activity({ key: 'b', document: { model: 'res.partner', contact } }),
			activity({ key: 'c', document: { model: 'crm.lead', contact: nobody } }),
			activity({ key: 'd', document: { model: 'crm.lead', contact: nobody }, elseOnUser: false }),
		]);
		expect(planned[3]).toMatchObject({ error: { message: 'Odoo has no lead of a customer with this e-mail' } });
		await createActivities(client, planned.flatMap((outcome) => ('value' in outcome ? [outcome.value] : [])));
		expect(odoo.activities.map(({ resModel, resId, userId }) => [resModel, resId, userId]).sort()).toEqual([
			['crm.lead', 9, 4],
			['res.partner', 1001, 4],
			['res.partner', 5, 4],
		]);
	});

	test('types go by name and id; one that is missing is asked for once', async () => {
		const types = [{ name: ' call ' }, { id: 3 }, 'to-do', { name: 'Nap' }, { name: 'Nap' }] as const;
		const planned = await planActivities(client, types.map((type, index) => activity({ type, key: `k${index}` })));
		expect(planned.map((outcome) => ('value' in outcome ? outcome.value.values['activity_type_id'] : (outcome.error as Error).message))).toEqual([
			2, 3, 4, 'Odoo has no activity type "Nap"', 'Odoo has no activity type "Nap"',
		]);
		expect(takeCalls(odoo).filter((call) => call.endsWith('mail.activity.type'))).toHaveLength(2);
	});

	test('hostile text arrives as written and inert', async () => {
		const hostile = '<script>alert(1)</script> & "\u0000\u001b🔥\n]]>';
		await create(client, [activity({ summary: hostile, noteHtml: '<p>ok</p><script>alert(1)</script>' })]);
		expect(odoo.activities).toMatchObject([
			{ summary: '<script>alert(1)</script> & "🔥 ]]>', note: `<p>ok</p><p>Alert key: ${KEY}</p>` },
		]);
	});

	describe('what was created is found again', () => {
		beforeEach(async () => {
			await create(client, [activity(), activity({ user: { email: 'bram@example.com' } }), activity({ key: 'other' })]);
			takeCalls(odoo);
		});

		test('by key for one user or all, and by id; what is done or was never there is none', async () => {
			const found = await findActivities(client, [
				{ key: KEY, user: { email: 'ANITA@example.com' } },
				{ key: KEY, user: null },
				{ id: 3 },
				{ id: 77 },
				{ key: '1:123:frt:1763712000:breach2', user: null },
				{ key: KEY, user: { email: 'nobody@example.com' } },
			]);
			expect(found.slice(0, 5)).toEqual([[1], [1, 2], [3], [], []].map((value) => ({ value })));
			expect(found[5]).toMatchObject({ error: { message: 'Odoo has no active user with the e-mail "nobody@example.com"' } });
		});

		test('completing posts the feedback and leaves nothing open; again it is nothing', async () => {
			const changes = [
				{ ids: [1, 2], feedback: 'Answered' },
				{ ids: [3], feedback: 'Answered' },
				{ ids: [], feedback: 'Answered' },
			];
			expect(await completeActivities(client, changes)).toEqual([{ value: [1, 2] }, { value: [3] }, { value: [] }]);
			expect(takeCalls(odoo)).toEqual(['action_feedback on mail.activity']);
			expect(odoo.activities).toEqual([]);
			expect(odoo.messages.map(({ body }) => body)).toEqual(Array(3).fill(expect.stringContaining('Answered')));
			expect(await findActivities(client, [{ key: KEY, user: null }, { id: 3 }])).toEqual([{ value: [] }, { value: [] }]);
		});

		test('one that is gone meanwhile does not keep the others from being completed', async () => {
			odoo.activities.splice(1, 1);
			expect(await completeActivities(client, [{ ids: [1, 2, 3], feedback: '' }])).toEqual([{ value: [1, 3] }]);
			expect(odoo.activities).toEqual([]);
		});

		test('rescheduling: one call for one day; what may not be changed is told', async () => {
			const changes = [
				{ ids: [1], deadline: '2026-12-01' },
				{ ids: [3], deadline: '2026-12-01' },
				{ ids: [2], deadline: '2026-12-02' },
			];
			expect(await rescheduleActivities(client, changes)).toEqual([{ value: [1] }, { value: [3] }, { value: [2] }]);
			expect(takeCalls(odoo)).toEqual(['write on mail.activity', 'write on mail.activity']);
			expect(odoo.activities.map(({ deadline }) => deadline)).toEqual(['2026-12-01', '2026-12-02', '2026-12-01']);
			const refused = await rescheduleActivities(odooClient(odoo, protocol, 'weak@example.com'), [{ ids: [1], deadline: '2026-12-03' }]);
			expect(refused).toMatchObject(version === 16 ? [{ value: [1] }] : [{ error: { message: expect.stringContaining('Odoo refused write on mail.activity') as string } }]);
		});
	});
});
