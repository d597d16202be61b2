import { installToastAction, sendToast } from '../../core/odoo/toast';
import { OdooSimulator } from '../../sandbox/odoo/simulator';
import { ODOO_SERVERS, ODOO_USERS, odooClient } from '../odoo-servers';

const TOAST = { title: 'SLA <b>breach</b>', message: 'Conversation #123 & "co" 🔥\nwaits', level: 'warning', sticky: true } as const;

describe.each(ODOO_SERVERS)('$name', ({ version, protocol }) => {
	let odoo: OdooSimulator;
	beforeEach(async () => {
		odoo = await OdooSimulator.start({ version, users: ODOO_USERS });
	});
	afterEach(() => odoo.stop());

	const admin = () => odooClient(odoo, protocol, 'admin');
	const bot = () => odooClient(odoo, protocol);

	test('installed once by an administrator, sent by anybody in the group', async () => {
		const { actionId } = await installToastAction(admin(), 'base.group_user');
		await sendToast(bot(), actionId, [5], TOAST);
		expect(odoo.busMessages).toEqual([
			{
				channel: ['odoo', 'res.partner', 5],
				type: 'simple_notification',
				payload: { title: TOAST.title, message: TOAST.message, type: 'warning', warning: true, sticky: true },
			},
		]);
	});

	test('both kinds of red: 19 goes by type, 16 by warning', async () => {
		const { actionId } = await installToastAction(admin(), 'base.group_user');
		await sendToast(bot(), actionId, [5, 6], { ...TOAST, level: 'danger', sticky: false });
		expect(odoo.busMessages).toMatchObject([
			{ channel: ['odoo', 'res.partner', 5], payload: { type: 'danger', warning: false, sticky: false } },
			{ channel: ['odoo', 'res.partner', 6] },
		]);
	});

	test('a second installation keeps the action and brings it up to date', async () => {
		const first = await installToastAction(admin(), 'base.group_user');
		const [action] = odoo.serverActions;
		if (action !== undefined) Object.assign(action, { code: 'pass', groupIds: [] });
		expect(await installToastAction(admin(), 'base.group_partner_manager')).toEqual({ actionId: first.actionId, existed: true });
		expect(odoo.serverActions).toHaveLength(1);
		expect(odoo.serverActions).toMatchObject([{ code: expect.stringContaining('_sendone') as string, groupIds: [3] }]);
	});

	test('its code picks the values by name: nobody gets HTML through it, and it is for the group only', async () => {
		await installToastAction(admin(), 'base.group_user');
		expect(odoo.serverActions).toMatchObject([{ groupIds: [1] }]);
		expect(odoo.serverActions[0]?.code).not.toMatch(/is_html|sudo|write|create|unlink/);
	});

	test.each([
		['nobody but an administrator installs', () => installToastAction(bot(), 'base.group_user'), /^Odoo refused .* on (ir|res)\./],
		['a group that is no XML ID', () => installToastAction(admin(), 'Everybody'), /^"Everybody" is no XML ID of a group$/],
		['a group that is none', () => installToastAction(admin(), 'mail.mail_activity_data_todo'), /is no group that this user may see$/],
		['sending without the action', () => sendToast(bot(), 77, [5], TOAST), /^Odoo has no toast action with the ID 77$/],
		['looking the action up without the right', () => sendToast(bot(), null, [5], TOAST), /^The toast action is not known: only a Settings administrator/],
		['looking up what is not there', () => sendToast(admin(), null, [5], TOAST), /^Odoo has no toast action$/],
	])('%s: a clear line', async (_name, act, message) => {
		await expect(act()).rejects.toThrow(message);
		expect([odoo.busMessages, odoo.serverActions]).toEqual([[], []]);
	});

	test('who is not in the group is told so, and how to install it', async () => {
		const { actionId } = await installToastAction(admin(), 'base.group_system');
		await expect(sendToast(bot(), actionId, [5], TOAST)).rejects.toMatchObject({
			message: `Odoo does not let this user run the toast action ${actionId}`,
			advice: expect.stringContaining('Toast > Install Action') as string,
		});
	});

	test('an administrator needs no ID', async () => {
		const { actionId } = await installToastAction(admin(), 'base.group_system');
		expect(await sendToast(admin(), null, [5], TOAST)).toEqual({ actionId });
		expect(odoo.busMessages).toHaveLength(1);
	});
});
