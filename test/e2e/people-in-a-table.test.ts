import { readWorkflow } from '../../sandbox/stage';
import { until } from '../../sandbox/until';
import { describeEndToEnd, type Stage, startStage } from './harness';

const MINUTE = 60_000;

describeEndToEnd('people in a data table of a real n8n', () => {
	let stage: Stage;

	beforeAll(async () => {
		const People = { dataTableId: { __rl: true, mode: 'name', value: 'People' } };
		const digest = { People, 'Render Digest': { peopleSource: 'rows' }, 'Every Monday': { rule: { interval: [{ field: 'seconds', secondsInterval: 30 }] } } };
		stage = await startStage({
			drafts: [await readWorkflow('sla-digest', { enabled: ['People'], parameters: digest })],
			enabled: ['People'],
			parameters: {
				People,
				'Route SLA Alert': { peopleSource: 'rows', peopleRows: "={{ $('People').all() }}" },
			},
		});
		await stage.n8n.client.createDataTable('People', [
			{ name: 'Skye', email: 'skye@example.com', teams: 'management', channels: 'email', locale: 'es', time_zone: 'Europe/Madrid', hours: null },
			{ name: 'Bo', email: 'bo@example.com', teams: 'sales', channels: 'email', locale: null, time_zone: null, hours: null },
		]);
	}, 600_000);
	afterAll(async () => {
		await stage.stop();
	});

	test('a missed first response reaches whom the table names, in their language', async () => {
		const { chatwoot, mailbox, n8n, workflowId } = stage;
		const inbox = chatwoot.addInbox({ name: 'Website' });
		chatwoot.addSlaPolicy({ name: 'Gold', firstResponse: 300 });
		chatwoot.customerWrites({ inbox, contact: { name: 'Jane Doe' }, text: 'Hello?', at: new Date(Date.now() - 10 * MINUTE) });
		await chatwoot.settle();
		await n8n.client.waitForWebhookExecutions(workflowId, chatwoot.deliveries.length, MINUTE);
		expect(mailbox.messages.map(({ to, text }) => [to, text])).toEqual([
			[['skye@example.com'], expect.stringMatching(/La conversación n\.º \d+ \(Jane Doe, bandeja Website\) incumplió su tiempo de primera respuesta de 5 min/)],
		]);
	});

	test('the digest reaches the same people', async () => {
		const { mailbox, n8n } = stage;
		await n8n.client.activate('sla-digest');
		const digests = () => mailbox.messages.filter(({ subject }) => subject.startsWith('Resumen de SLA'));
		await until('the digest is sent', () => Promise.resolve(digests().length > 0), 2 * MINUTE);
		expect(digests()[0]).toMatchObject({ to: ['skye@example.com'], subject: expect.stringMatching(/: todos los equipos, /) });
	}, 3 * MINUTE);
});
