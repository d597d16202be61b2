import { DateTime } from 'luxon';
import { z } from 'zod';
import { AppointmentsSimulator } from '../../sandbox/appointments/appointments-simulator';
import { APPOINTMENTS_WEBHOOK_HEADER, appointmentsCredential, secondChatwootCredential, WEBHOOK_CREDENTIALS } from '../../sandbox/appointments/credentials';
import { ChatwootSimulator } from '../../sandbox/chatwoot/chatwoot-simulator';
import type { Inbox } from '../../sandbox/chatwoot/model';
import { readWorkflow } from '../../sandbox/stage';
import { until } from '../../sandbox/until';
import { settingsOf } from '../../sandbox/workflow-settings';
import { describeEndToEnd, type Stage, startStage } from './harness';

jest.setTimeout(120_000);

const WORKFLOW = 'appointment-notifications';
/** Where it is noon: tomorrow is tomorrow for as long as the test takes. */
const ZONE = zoneAtNoon();

describeEndToEnd('workflows/appointment-notifications.json in a real n8n', () => {
	let stage: Stage;
	let second: ChatwootSimulator;
	let appointments: AppointmentsSimulator;
	let inboxes: Record<'centro' | 'roma', Inbox>;

	beforeAll(async () => {
		const chatwoot = await ChatwootSimulator.start();
		second = await ChatwootSimulator.start({ accountId: 2 });
		appointments = await AppointmentsSimulator.start();
		inboxes = { centro: chatwoot.addInbox({ name: 'Centro' }), roma: second.addInbox({ name: 'Roma' }) };
		const branches = {
			centro: { name: 'Centro', account: 'clinic-a', inboxId: inboxes.centro.id, timeZone: ZONE, language: 'es', country: 'ES' },
			roma: { name: 'Roma Norte', account: 'clinic-b', inboxId: inboxes.roma.id, timeZone: 'America/Mexico_City', language: 'es', country: 'MX' },
			sur: { name: 'Sur', account: 'clinic-c', inboxId: 1, timeZone: ZONE, language: 'es', country: 'ES' },
		};
		const parameters = {
			Settings: await settingsOf(WORKFLOW, { branches: JSON.stringify(branches) }),
			'Every Morning': { rule: { interval: [{ field: 'seconds', secondsInterval: 10 }] } },
			"Tomorrow's Appointments": { url: `${appointments.url}/appointments` },
		};
		const withTemplates = {
			Settings: await settingsOf(WORKFLOW, { branches: JSON.stringify(branches), useWhatsAppTemplates: true }),
			'Appointment Event': { path: 'appointments-templates' },
		};
		stage = await startStage({
			workflow: { ...(await readWorkflow(WORKFLOW, { parameters, enabled: ['Every Morning'] })), settings: { executionOrder: 'v1', timezone: ZONE } },
			workflows: [{ ...(await readWorkflow(WORKFLOW, { parameters: withTemplates })), id: 'with-templates' }],
			servers: { chatwoot, second, appointments },
			credentials: [...WEBHOOK_CREDENTIALS, appointmentsCredential(appointments), secondChatwootCredential(second)],
		});
	}, 600_000);
	afterAll(() => stage.stop());

	const tomorrowAtTen = () => DateTime.now().setZone(ZONE).plus({ days: 1 }).set({ hour: 10, minute: 0, second: 0, millisecond: 0 });
	const ANA = { kind: 'reminder', appointmentId: 'A-1', phone: '612 345 678', name: 'Ana', branch: 'centro' };

	const KEY = { [APPOINTMENTS_WEBHOOK_HEADER.name]: APPOINTMENTS_WEBHOOK_HEADER.value };
	async function post(body: unknown, headers: Record<string, string> = KEY, path = 'appointments') {
		const url = `${stage.n8n.webhookUrl}/webhook/${path}`;
		const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
		return { status: response.status, answer: response.status === 403 ? null : z.record(z.unknown()).parse(await response.json()) };
	}
	const textsIn = ({ conversations }: ChatwootSimulator) => conversations.flatMap(({ messages }) => messages.map(({ content }) => content));

	test('a reminder: contact, conversation and message, with the time as it is at the branch; the answer says so', async () => {
		const text = 'Hola Ana, tu cita es mañana a las 10:00 en Centro.';
		const { status, answer } = await post({ ...ANA, startsAt: tomorrowAtTen().toUTC().toISO() });
		expect({ status, answer }).toMatchObject({ status: 200, answer: { sent: true, reason: null, kind: 'reminder', id: 'A-1', text, problem: null } });
		expect(stage.chatwoot.contacts).toMatchObject([{ name: 'Ana', phone: '+34612345678' }]);
		// Nobody has to answer it.
		expect(stage.chatwoot.conversations).toMatchObject([{ inbox: inboxes.centro, status: 'resolved', firstReplyAt: null, messages: [{ content: text, sender: { kind: 'bot' } }] }]);
	});

	test('the same again is sent once, and another kind, or the appointment once it was moved, is not the same', async () => {
		const again = { ...ANA, startsAt: tomorrowAtTen().toUTC().toISO() };
		expect(await post(again)).toEqual({ status: 200, answer: { sent: false, reason: 'sent before', kind: 'reminder', id: 'A-1', branch: 'centro' } });
		expect((await post({ ...again, kind: 'confirmation', language: 'en' })).answer).toMatchObject({
			sent: true,
			text: 'Hello Ana, your appointment at Centro is confirmed for tomorrow at 10:00.',
		});
		const moved = { ...again, startsAt: tomorrowAtTen().plus({ hours: 2 }).toISO() };
		expect((await post(moved)).answer).toMatchObject({ sent: true, text: 'Hola Ana, tu cita es mañana a las 12:00 en Centro.' });
	});

	test('what is being sent at the moment is no more than that', async () => {
		const appointment = { ...ANA, appointmentId: 'A-7', startsAt: '2030-01-07T10:00' };
		const slow = stage.chatwoot.holdNext(/^POST .*\/messages$/);
		const first = post(appointment);
		await slow.reached;
		expect(await post(appointment)).toEqual({ status: 409, answer: { sent: false, reason: 'in progress', kind: 'reminder', id: 'A-7', branch: 'centro' } });
		slow.release();
		expect((await first).answer).toMatchObject({ sent: true });
		expect(await post(appointment)).toMatchObject({ status: 200, answer: { reason: 'sent before' } });
	});

	test('a campaign reaches a phone once, however it is written', async () => {
		const campaign = { kind: 'marketing', campaign: 'spring', branch: 'centro', message: 'Dos por uno', name: 'Ana' };
		expect((await post({ ...campaign, phone: '699 111 333' })).answer).toMatchObject({ sent: true, text: 'Dos por uno' });
		for (const phone of ['+34 699 111 333', '0034699111333', '34699111333@c.us']) {
			expect((await post({ ...campaign, phone })).answer).toMatchObject({ sent: false, reason: 'sent before' });
		}
		expect((await post({ ...campaign, phone: '699 111 334' })).answer).toMatchObject({ sent: true });
	});

	test("as WhatsApp templates: every parameter in its place, the contact's name where none is given", async () => {
		const templateOf = async (body: object) => {
			const { status, answer } = await post(body, KEY, 'appointments-templates');
			const message = stage.chatwoot.conversations.flatMap(({ messages }) => messages).find(({ id }) => id === answer?.['messageId']);
			return [status, message?.template?.['name'], message?.template?.['processed_params'], answer?.['problem']];
		};
		stage.chatwoot.addContact({ name: 'Íñigo', phone: '+34600000021' });
		const reminder = { kind: 'reminder', appointmentId: 'A-8', phone: '600 000 021', branch: 'centro', startsAt: tomorrowAtTen().toISO() };
		expect(await templateOf(reminder)).toEqual([200, 'appointment_reminder', { body: { 1: 'Íñigo', 2: 'mañana', 3: '10:00', 4: 'Centro' } }, null]);
		const marketing = { kind: 'marketing', campaign: 'summer', phone: '600 000 021', branch: 'centro', message: 'Hoy {todo} a 10 €' };
		expect(await templateOf(marketing)).toEqual([200, 'appointment_marketing', { body: { 1: 'Hoy {todo} a 10 €' } }, null]);
	});

	test('another branch has its own account, inbox, country and clock', async () => {
		const inMexico = { kind: 'confirmation', appointmentId: 'A-2', phone: '044 55 1234 5678', name: 'Luis', branch: 'roma', startsAt: '2030-01-07T17:30:00Z' };
		expect((await post(inMexico)).answer).toMatchObject({ sent: true, text: 'Hola Luis, tu cita en Roma Norte queda confirmada para el lunes 7 de enero a las 11:30.' });
		expect(second.contacts).toMatchObject([{ phone: '+525512345678' }]);
		expect(second.conversations).toMatchObject([{ inbox: inboxes.roma }]);
		expect(textsIn(stage.chatwoot).join()).not.toContain('Luis');
	});

	test('a dry run tells the text and changes nothing, nor does it count as sent', async () => {
		const [trial, contacts] = [{ ...ANA, appointmentId: 'A-3', phone: '+34 699 111 222', startsAt: '2030-01-07T10:00' }, stage.chatwoot.contacts.length];
		const tried = await post({ ...trial, dryRun: true });
		expect(tried.answer).toMatchObject({ sent: false, reason: 'dry run', text: 'Hola Ana, tu cita es el lunes 7 de enero a las 10:00 en Centro.' });
		expect(stage.chatwoot.contacts).toHaveLength(contacts);
		expect((await post(trial)).answer).toMatchObject({ sent: true });
	});

	test('who has opted out gets confirmations, and neither marketing nor reminders', async () => {
		const eva = stage.chatwoot.addContact({ name: 'Eva', phone: '+34600000001' });
		eva.labels.push('opt-out');
		const told = { appointmentId: 'A-4', phone: eva.phone, branch: 'centro', startsAt: '2030-01-07T10:00:00Z' };
		expect((await post({ ...told, kind: 'reminder' })).answer).toMatchObject({ sent: false, reason: 'opted out' });
		expect((await post({ ...told, kind: 'marketing', campaign: 'spring', message: '20 % menos' })).answer).toMatchObject({ sent: false, reason: 'opted out' });
		expect((await post({ ...told, kind: 'confirmation' })).answer).toMatchObject({ sent: true, text: expect.stringContaining('Hola Eva,') });
		expect(textsIn(stage.chatwoot).join()).not.toContain('20 %');
	});

	test('what cannot be used is said, and what is no phone number makes no contact', async () => {
		const appointment = { ...ANA, startsAt: '2030-01-07T10:00:00Z' };
		const problems = [{ kind: 'joke' }, { branch: 'norte' }, { phone: '' }, { appointmentId: undefined }, { startsAt: 'soon' }, { language: 'fr' }, { kind: 'marketing' }];
		for (const problem of problems) {
			const { status, answer } = await post({ ...appointment, ...problem });
			expect({ status, answer }).toMatchObject({ status: 400, answer: { sent: false, reason: 'bad request', problem: expect.stringMatching(/\w{3}/) } });
		}
		expect((await post('nonsense')).status).toBe(400);
		expect((await post({ ...appointment, appointmentId: 'A-5', phone: 'ask the front desk' })).answer).toMatchObject({
			sent: false,
			reason: 'no contact',
			problem: expect.stringContaining('no phone number'),
		});
	});

	test('a stranger is refused', async () => {
		expect((await post({ ...ANA, startsAt: '2030-01-07T10:00:00Z' }, {})).status).toBe(403);
	});

	test('while Chatwoot fails the answer says so; afterwards the same can be sent', async () => {
		const appointment = { ...ANA, appointmentId: 'A-6', startsAt: '2030-01-07T10:00:00Z' };
		stage.chatwoot.answerNextWith(500, {});
		expect(await post(appointment)).toMatchObject({ status: 502, answer: { sent: false, reason: 'failed', problem: expect.stringContaining('(500)') } });
		expect((await post(appointment)).answer).toMatchObject({ sent: true });
		const { status, answer } = await post({ ...appointment, branch: 'sur' });
		expect({ status, answer }).toMatchObject({ status: 502, answer: { problem: 'No node sends for the account clinic-c' } });
	});

	test("tomorrow's appointments are asked for and reminded of, once, without anybody posting them", async () => {
		const booked = { id: 'A-9', startsAt: tomorrowAtTen().toISO() ?? '', branch: 'centro', service: '', status: 'booked' as const };
		// What fails is sent the next time.
		stage.chatwoot.answerNextWith(500, {}, /^POST .*\/messages$/);
		appointments.add({ name: 'Sol', phone: '+34600000009', appointments: [booked] });
		const reminders = () => textsIn(stage.chatwoot).filter((text) => text === 'Hola Sol, tu cita es mañana a las 10:00 en Centro.').length;
		await until('Sol is reminded', () => reminders() > 0);
		const executions = async () => (await stage.n8n.client.executions(stage.workflowId)).filter(({ mode, status }) => mode === 'trigger' && status !== 'running');
		const before = (await executions()).length;
		await until('the appointments were asked for twice more', async () => (await executions()).length >= before + 2);
		expect((await executions()).filter(({ error }) => error !== null)).toEqual([]);
		expect(reminders()).toBe(1);
	});
});

/** A zone without summer time. */
function zoneAtNoon(): string {
	const hours = 12 - new Date().getUTCHours();
	// "Etc/GMT-5" is five hours ahead.
	return `Etc/GMT${hours > 0 ? '-' : '+'}${Math.abs(hours)}`;
}
