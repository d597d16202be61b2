import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { completeActivities } from '../../core/odoo/activity-changes';
import { OdooNotify } from '../../nodes/OdooNotify/OdooNotify.node';
import { OdooSimulator } from '../../sandbox/odoo/simulator';
import { ODOO_SERVERS, ODOO_USERS, odooClient, odooCredential, takeCalls } from '../odoo-servers';
import { sampleAlert } from '../sample-alert';
import type { NodeRun } from './engine';
import { loadOptionsContext, runNode } from './engine';

const KEY = '1:123:frt:1763712000:breach';

/** What Route SLA Alert puts out, as far as this node reads it. */
function delivery(email: string, overrides: IDataObject = {}): IDataObject {
	return { key: KEY, text: 'Conversation #123 waits', delivery: { key: `${KEY}:odoo:${email}`, person: { name: '', email } }, ...overrides };
}

const by = (mode: string, value: string) => ({ __rl: true, mode, value });

describe.each(ODOO_SERVERS)('$name', ({ version, protocol }) => {
	let odoo: OdooSimulator;
	beforeEach(async () => {
		odoo = await OdooSimulator.start({
			version,
			users: ODOO_USERS,
			partners: [{ id: 1001, name: 'Jane', email: 'jane@example.com', phone: '06-12345678' }],
			leads: [{ id: 9, name: 'Offer', partnerId: 1001 }],
			tasks: [{ id: 11, name: 'Repair', partnerId: 1001 }],
		});
	});
	afterEach(() => odoo.stop());

	function run(parameters: INodeParameters, input: IDataObject[] = [{}], more: Partial<NodeRun> & { login?: 'admin' | 'weak@example.com' } = {}) {
		const { login = 'bot@example.com', ...rest } = more;
		const credentials = { chatwootSlaOdooApi: odooCredential(odoo, protocol, login) };
		return runNode(new OdooNotify(), { parameters, input, credentials, onError: 'continueErrorOutput', ...rest });
	}
	const add = (input: IDataObject[]) => run({}, input);
	const odooOf = (outputs: Array<Array<{ json: IDataObject }>>) => outputs[0]?.map(({ json }) => json['odoo']);

	test('an alert, once for each person, goes when the customer was answered', async () => {
		await add([delivery('anita@example.com'), delivery('bram@example.com'), delivery('cleo', { key: `${KEY}2` })]);
		const recovered = ['anita@example.com', 'bram@example.com'].map((email) => delivery(email, { text: 'Conversation #123 was answered' }));
		takeCalls(odoo);
		const { outputs } = await run({ operation: 'complete' }, recovered);
		expect(odooOf(outputs)).toEqual([
			{ completed: 1, activityIds: [1] },
			{ completed: 1, activityIds: [2] },
		]);
		expect(takeCalls(odoo)).toEqual(['search_read on res.users', 'search_read on mail.activity', 'action_feedback on mail.activity']);
		expect(odoo.activities.map(({ id }) => id)).toEqual([3]);
		expect(odoo.messages).toMatchObject(Array(2).fill({ body: expect.stringContaining('Conversation #123 was answered') }));
		expect(odooOf((await run({ operation: 'complete' }, recovered)).outputs)).toEqual(Array(2).fill({ completed: 0, activityIds: [] }));
	});

	test('an acknowledgement is asked for before reminders and escalations, with one call for all', async () => {
		const alertOf = (id: number, stage: 'breach' | 'reminder', recovered: { at: string } | null = null): IDataObject => ({
			...sampleAlert({ key: `1:${id}:frt:1763712000:${stage}${stage === 'reminder' ? 1 : ''}`, stage, recovered }),
			delivery: { key: '', person: { name: '', email: 'anita@example.com' } },
		} as IDataObject);
		const taken = [alertOf(1, 'breach'), alertOf(2, 'breach')];
		await add(taken);
		await completeActivities(odooClient(odoo, protocol, 'admin'), [{ ids: [1], feedback: '' }]);
		takeCalls(odoo);
		const input = [alertOf(1, 'reminder'), alertOf(2, 'reminder'), alertOf(1, 'breach'), alertOf(1, 'reminder', { at: '2026-01-02T10:08:00.000Z' })];
		const { outputs } = await run({ operation: 'checkAcknowledgement' }, input);
		expect(outputs[0]?.map(({ json }) => json)).toEqual(input.slice(1));
		const odooAdds = {
			acknowledgedBy: 'Administrator',
			acknowledgedAt: expect.stringMatching(/Z$/),
			acknowledgementKey: expect.stringMatching(/^1:1:frt:1763712000:done:.*Z$/),
		};
		expect(outputs[1]).toMatchObject([{ json: { odoo: odooAdds }, pairedItem: { item: 0 } }]);
		expect(takeCalls(odoo).filter((call) => !call.startsWith('check_object'))).toEqual(['search_read on mail.message']);
		await run({ operation: 'checkAcknowledgement' }, taken);
		expect(takeCalls(odoo)).toEqual([]);
	});

	test('an acknowledged alert falls back to its breach, which may be news to somebody still; another item goes on as it is', async () => {
		const breach = { ...sampleAlert({ key: KEY }), text: 'Missed' };
		await add([{ ...breach, delivery: { key: '', person: { name: '', email: 'anita@example.com' } } } as IDataObject]);
		await completeActivities(odooClient(odoo, protocol, 'admin'), [{ ids: [1], feedback: '' }]);
		const escalation = sampleAlert({
			key: '1:123:frt:1763712000:escalation2',
			stage: 'escalation',
			level: 2,
			earlier: [{ key: KEY, stage: 'breach', level: 1 }, { key: '1:123:frt:1763712000:escalation1', stage: 'escalation', level: 1 }],
			text: 'Escalation 2',
		});
		const { outputs } = await run({ operation: 'checkAcknowledgement' }, [{ ...escalation, note: 'our own' } as IDataObject, { key: KEY, note: 'mine' }]);
		expect(outputs[1]?.map(({ json }) => json)).toMatchObject([
			{ ...escalation, key: KEY, stage: 'breach', level: 1, earlier: [], text: sampleAlert().text, note: 'our own' },
			{ key: KEY, note: 'mine' },
		]);
	});

	test('what was done in Odoo counts until somebody changes the label in Chatwoot', async () => {
		await add([delivery('anita@example.com')]);
		await completeActivities(odooClient(odoo, protocol, 'admin'), [{ ids: [1], feedback: '' }]);
		const reminder = (changedAt: string | null) =>
			({ ...sampleAlert({ key: '1:123:frt:1763712000:reminder1', stage: 'reminder', acknowledgement: { label: 'mine', changedAt } }) }) as IDataObject;
		const [before, after] = [-1, 1].map((hours) => new Date(Date.now() + hours * 3_600_000).toISOString());
		const input = [reminder(null), reminder(before ?? null), reminder(after ?? null)];
		const { outputs } = await run({ operation: 'checkAcknowledgement' }, input);
		expect(outputs.map((items) => items.map(({ pairedItem }) => pairedItem))).toEqual([[{ item: 2 }], [{ item: 0 }, { item: 1 }], []]);
		expect(outputs[0]?.map(({ json }) => json)).toEqual([input[2]]);
	});

	test('while Odoo can\'t be asked for acknowledgements everything is told, and the editor says so', async () => {
		odoo.failNext({ status: 404, operation: 'search_read on mail.message' });
		const input = [{ key: '1:1:frt:1:reminder1' }];
		const { outputs, hints } = await run({ operation: 'checkAcknowledgement' }, input);
		expect(outputs.map((items) => items.map(({ json }) => json))).toEqual([input, [], []]);
		expect(hints).toEqual([expect.stringContaining('everything is told')]);
	});

	test('by key alone, as from an item that is no delivery, all users are meant; by ID one activity', async () => {
		await add([delivery('anita@example.com'), delivery('bram@example.com'), delivery('bram@example.com', { key: 'other' })]);
		const everybody = await run({ operation: 'complete' }, [{ key: KEY, text: 'Answered' }]);
		expect(odooOf(everybody.outputs)).toEqual([{ completed: 2, activityIds: [1, 2] }]);
		const one = await run({ operation: 'complete', findBy: 'id' }, [{ odoo: { activityId: 3 } }]);
		expect(odooOf(one.outputs)).toEqual([{ completed: 1, activityIds: [3] }]);
	});

	test('rescheduling gives another deadline', async () => {
		await add([delivery('anita@example.com')]);
		const parameters = { operation: 'reschedule', deadline: 'date', deadlineDate: '2026-12-24' };
		const { outputs } = await run(parameters, [delivery('anita@example.com'), delivery('bram@example.com')]);
		expect(odooOf(outputs)).toEqual([{ rescheduled: 1, activityIds: [1] }, { rescheduled: 0, activityIds: [] }]);
		expect(odoo.activities).toMatchObject([{ deadline: '2026-12-24' }]);
	});

	test("the day is the one of the user's time zone", async () => {
		const days = ['Pacific/Kiritimati', 'Pacific/Pago_Pago'];
		for (const timeZone of days) await run({ key: '', options: { timeZone } }, [delivery('anita@example.com')]);
		const [ahead, behind] = odoo.activities.map(({ deadline }) => Date.parse(deadline));
		expect((ahead ?? 0) - (behind ?? 0)).toBeGreaterThanOrEqual(86_400_000);
	});

	test("an activity hangs on the customer's lead; without one on the user's contact, or the item fails", async () => {
		const parameters = { recordType: 'crm.lead', record: by('email', '={{ $json.email }}'), key: '' };
		const input = ['jane@example.com', 'nobody@example.com', ''].map((email) => delivery('anita@example.com', { email }));
		expect(odooOf((await run(parameters, input)).outputs)).toMatchObject([
			{ model: 'crm.lead', recordId: 9 },
			{ model: 'res.partner', recordId: 5 },
			{ model: 'res.partner', recordId: 5 },
		]);
		const strict = await run({ ...parameters, options: { withoutRecord: 'fail' } }, input);
		expect(odooOf(strict.outputs)).toMatchObject([{ recordId: 9 }]);
		expect(strict.outputs[1]?.map(({ json }) => json['error'])).toEqual([
			'Record is empty or no text',
			'Odoo has no lead of a customer with this e-mail',
		]);
	});

	test('a customer is found by phone, and a type by its name', async () => {
		const parameters = {
			recordType: 'project.task',
			record: by('phone', '={{ $json.phone }}'),
			options: { type: by('name', 'call'), country: 'NL' },
			key: '',
		};
		const { outputs } = await run(parameters, ['+31612345678', 'unknown'].map((phone) => delivery('anita@example.com', { phone })));
		expect(odooOf(outputs)).toMatchObject([{ recordId: 11 }, { model: 'res.partner' }]);
		expect(odoo.activities.map(({ typeId }) => typeId)).toEqual([2, 2]);
	});

	test('in a batch the bad items are last, on the error output, and the others are created once', async () => {
		const parameters = { recordType: 'crm.lead', record: by('id', '={{ $json.lead }}'), user: by('email', 'anita@example.com'), summary: 'x' };
		const input = Array.from({ length: 12 }, (_none, index) => ({ lead: [2, 7].includes(index) ? 999 : 9, key: `k${index}` }));
		const { outputs, error } = await run(parameters, input);
		expect(error).toBeNull();
		expect(outputs[0]?.map(({ pairedItem }) => pairedItem)).toEqual([0, 1, 3, 4, 5, 6, 8, 9, 10, 11].map((item) => ({ item })));
		expect(outputs[1]?.map(({ json }) => json['key'])).toEqual(['k2', 'k7']);
		expect(odoo.activities).toHaveLength(10);
	});

	test('250 items are three batches', async () => {
		await add(Array.from({ length: 250 }, (_none, index) => delivery('anita@example.com', { key: `k${index}` })));
		expect(odoo.activities).toHaveLength(250);
		expect(takeCalls(odoo).filter((call) => call === 'create on mail.activity')).toHaveLength(3);
	});

	test.each([
		['postNote', 'mail.mt_note'],
		['postMessage', 'mail.mt_comment'],
	])('%s: text as written, HTML as HTML, on records of all kinds', async (operation, subtype) => {
		const text = '<b>Jane</b> & "co" 🔥\nwaits\u0000';
		const post = (parameters: INodeParameters) => run({ resource: 'chatter', operation, ...parameters }, [{ text }]);
		const first = await post({ record: by('email', 'JANE@example.com') });
		expect(odooOf(first.outputs)).toEqual([{ messageId: 1, model: 'res.partner', recordId: 1001 }]);
		await post({ recordType: 'crm.lead', record: by('list', '9'), format: 'html', text: '<p>Hi <b>all</b></p>' });
		await post({ recordType: 'project.task', record: by('phone', '06 12345678'), options: { country: 'nl' } });
		expect(odoo.messages).toMatchObject([
			{ resModel: 'res.partner', resId: 1001, subtype, body: '<p>&lt;b&gt;Jane&lt;/b&gt; &amp; &quot;co&quot; 🔥<br>waits</p>' },
			{ resModel: 'crm.lead', resId: 9, subtype, body: '<p>Hi <b>all</b></p>' },
			{ resModel: 'project.task', resId: 11 },
		]);
	});

	test('a toast: installed once, then sent to the person of each delivery', async () => {
		const installed = await run({ resource: 'toast', operation: 'installAction' }, [{}], { login: 'admin' });
		expect(odooOf(installed.outputs)).toEqual([{ actionId: 1, existed: false }]);
		const { outputs } = await run({ resource: 'toast', actionId: 1 }, ['anita@example.com', 'nobody@example.com', 'cleo'].map((email) => delivery(email)));
		expect(odooOf(outputs)).toEqual([
			{ actionId: 1, userId: 4, partnerId: 5 },
			{ actionId: 1, userId: 6, partnerId: 7 },
		]);
		expect(outputs[1]).toMatchObject([{ json: { error: 'Odoo has no active user with the e-mail "nobody@example.com"' } }]);
		expect(odoo.busMessages.map(({ channel, payload }) => [channel[2], payload])).toEqual(
			[5, 7].map((partner) => [
				partner,
				{ title: 'SLA alert', message: 'Conversation #123 waits', type: 'warning', warning: true, sticky: true },
			]),
		);
	});

	test('a toast without the action says how to get it', async () => {
		const { outputs } = await run({ resource: 'toast' }, [delivery('anita@example.com')]);
		expect(outputs[1]).toMatchObject([
			{ json: { error: expect.stringContaining('The toast action is not known') as string, details: expect.stringContaining('Install Action') as string } },
		]);
	});

	test('users and contacts are found', async () => {
		const users = await run({ resource: 'user', user: by('email', '={{ $json.login }}') }, [{ login: 'CLEO' }, { login: 'nobody' }]);
		expect(odooOf(users.outputs)).toEqual([{ userId: 6, partnerId: 7, name: 'Cleo', login: 'cleo', email: 'Cleo@Example.com' }]);
		expect(users.outputs[1]).toHaveLength(1);
		const contacts = await run({ resource: 'partner', findBy: 'phone', phone: '={{ $json.phone }}', options: { country: 'NL' } }, [
			{ phone: '+31 6 1234 5678' },
			{ phone: '0612345679' },
			{ phone: 'none' },
		]);
		expect(odooOf(contacts.outputs)).toMatchObject([{ partnerId: 1001, name: 'Jane' }]);
		expect(contacts.outputs[1]?.map(({ json }) => json['error'])).toEqual(['The phone number is none', 'Odoo has no contact with this phone number']);
	});

	test('the lists offer what the server has', async () => {
		const node = new OdooNotify();
		const { searchUsers, searchActivityTypes, searchRecords } = node.methods.listSearch;
		const context = (parameters: INodeParameters) =>
			loadOptionsContext(node, { parameters, credentials: { chatwootSlaOdooApi: odooCredential(odoo, protocol) } });
		expect(await searchUsers.call(context({}), 'anita')).toEqual({ results: [{ name: 'Anita (anita@example.com)', value: 4 }] });
		expect((await searchActivityTypes.call(context({}))).results).toContainEqual({ name: 'Call', value: 2 });
		expect(await searchRecords.call(context({ recordType: 'crm.lead' }), 'off')).toEqual({ results: [{ name: 'Offer', value: 9 }] });
		expect(await searchRecords.call(context({ resource: 'chatter' }), 'JANE')).toEqual({
			results: [{ name: 'Jane (jane@example.com)', value: 1001 }],
		});
		for (let index = 0; index < 60; index++) odoo.addPartner({ id: 2000 + index, name: `Page ${index}` });
		const first = await searchRecords.call(context({ resource: 'chatter' }), 'page');
		const second = await searchRecords.call(context({ resource: 'chatter' }), 'page', first.paginationToken);
		expect([first.results.length, second.results.length, second.paginationToken]).toEqual([50, 10, undefined]);
	});

	test('a right that is missing is named, for every item', async () => {
		const { outputs } = await run({ recordType: 'crm.lead', record: by('id', '9') }, [delivery('anita@example.com')], { login: 'weak@example.com' });
		expect(outputs[1]).toMatchObject([{ json: { error: expect.stringContaining('Odoo refused create on mail.activity') as string } }]);
		expect(odoo.activities).toEqual([]);
	});
});
