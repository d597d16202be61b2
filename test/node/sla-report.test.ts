import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { PNG } from 'pngjs';
import { EvaluateSlaBreach } from '../../nodes/EvaluateSlaBreach/EvaluateSlaBreach.node';
import { SlaReport } from '../../nodes/SlaReport/SlaReport.node';
import { ChatwootSimulator } from '../../sandbox/chatwoot/chatwoot-simulator';
import type { Inbox, Team } from '../../sandbox/chatwoot/model';
import { credentials, jsonOf, runChatwoot } from './chatwoot.harness';
import { runNode } from './engine';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const ago = (milliseconds: number) => new Date(Date.now() - milliseconds);

/** Chatwoot tells times in seconds. */
const isoSeconds = (milliseconds: number) => new Date(Math.floor(milliseconds / 1000) * 1000).toISOString();

let chatwoot: ChatwootSimulator;
let website: Inbox;
let support: Team;
beforeEach(async () => {
	chatwoot = await ChatwootSimulator.start({ enterprise: false });
	website = chatwoot.addInbox({ name: 'Website' });
	support = chatwoot.addTeam({ name: 'Support' });
});
afterEach(() => chatwoot.stop());

function write(name: string, at: Date) {
	const conversation = chatwoot.customerWrites({ inbox: website, contact: { name }, text: 'Hello?', at });
	chatwoot.assign(conversation, { team: support });
	return conversation;
}

const POLICY = { fetchMode: 'never', output: 'conversations', policySource: 'own', thresholds: { frt: '1h' }, warnings: '80%' };

async function evaluate(input: IDataObject[], parameters: INodeParameters = {}, onError?: 'continueRegularOutput') {
	return await runNode(new EvaluateSlaBreach(), { input, parameters: { ...POLICY, ...parameters }, credentials: credentials(chatwoot), ...(onError === undefined ? {} : { onError }) });
}

/** What the workflows do before they render. */
async function judged(parameters: INodeParameters): Promise<IDataObject[]> {
	const conversations = await runChatwoot(chatwoot, 'conversation.getMany', { returnAll: true, ...parameters });
	const { outputs } = await evaluate((conversations.outputs[0] ?? []).map(({ json }) => json));
	return (outputs[0] ?? []).map(({ json }) => json);
}

const report = (operation: string, input: IDataObject[], parameters: INodeParameters = {}, run: { token?: string; onError?: 'continueErrorOutput' } = {}) =>
	runNode(new SlaReport(), {
		input,
		parameters: { operation, ...parameters },
		credentials: credentials(chatwoot, run),
		...(run.onError === undefined ? {} : { onError: run.onError }),
	});

describe('Evaluate SLA Breach, one item per conversation', () => {
	test('tells how every promise stands, with the names of inbox and team', async () => {
		const late = write('Late', ago(90 * MINUTE));
		write('Calm', ago(5 * MINUTE));
		expect(await judged({})).toMatchObject([
			{ conversation: { contact: { name: 'Calm' }, inbox: { name: 'Website' }, team: { name: 'Support' } }, sla: [{ metric: 'frt', state: 'onTrack', kept: null, stage: null }] },
			{
				url: `${chatwoot.url}/app/accounts/1/conversations/${late.id}`,
				sla: [{ metric: 'frt', state: 'breached', kept: false, dueAt: isoSeconds(late.createdAt.getTime() + 60 * MINUTE), stage: { kind: 'breach', level: 1 } }],
			},
		]);
	});

	test('leaves out the empty item of an empty list, but not what is no conversation', async () => {
		expect((await evaluate([{}])).outputs[0]).toEqual([]);
		expect((await evaluate([{ hello: 'world' }])).error?.message).toMatch(/conversation/i);
	});
});

describe('Render Board', () => {
	const render = async (input: IDataObject[], parameters: INodeParameters = {}) => jsonOf(await report('board', input, parameters));

	test('makes a page of the conversations, as the address asks for it', async () => {
		write('Jane Doe', ago(90 * MINUTE));
		write('Calm', ago(5 * MINUTE));
		const page = { statusCode: 200, conversations: 2, html: expect.stringMatching(/^<!doctype html>[^]*Jane Doe/) };
		expect(await render(await judged({}))).toEqual([page]);
		expect(await render(await judged({}), { query: { state: 'onTrack', lang: 'es' } })).toEqual([{ ...page, html: expect.not.stringContaining('Jane Doe') }]);
	});

	test('speaks other languages in texts of the user\'s own, as the node or the address asks', async () => {
		const options = { languages: '{"nl": {"board.title": "SLA-bord", "board.none": "Niemand wacht."}}' };
		expect(await render([{}], { query: { lang: 'nl' }, options })).toMatchObject([{ html: expect.stringMatching(/<html lang="nl">[^]*SLA-bord[^]*Niemand wacht\./) }]);
		expect(await render([{}], { options: { ...options, language: 'nl-BE' } })).toMatchObject([{ html: expect.stringContaining('<html lang="nl-BE">') }]);
		expect(await render([{}], { query: { lang: 'fr' }, options })).toMatchObject([{ html: expect.stringContaining('Nobody is waiting.') }]);
	});

	test.each<[INodeParameters, string]>([
		[{ languages: '{"nl": {"board.titel": "x"}}' }, 'Languages: nl.board.titel: there is no text of this name'],
		[{ language: 'Dutch please' }, 'Options: language: expected a language such as en, es or es-AR'],
		[{ timeZone: 'Mars/Olympus' }, 'Options: timeZone: expected a time zone such as Europe/Amsterdam'],
	])('says what is wrong: %j', async (options, message) => {
		expect((await report('board', [{}], { options })).error?.message).toBe(message);
	});

	test('of nothing says that nobody waits', async () => {
		expect(await render([{}])).toMatchObject([{ statusCode: 200, conversations: 0, html: expect.stringContaining('Nobody is waiting.') }]);
	});

	test('tells what failed before it: all of it as the page, some of it on the page', async () => {
		write('Jane Doe', ago(90 * MINUTE));
		const failure = { error: 'Chatwoot did not answer', details: 'Look whether it runs' };
		expect(await render([failure])).toMatchObject([{ statusCode: 502, html: expect.stringMatching(/Chatwoot did not answer[^]*Look whether it runs/) }]);
		expect(await render([...(await judged({})), failure])).toMatchObject([{ statusCode: 200, html: expect.stringMatching(/1 conversations could not be judged: Chatwoot did not answer[^]*Jane Doe/) }]);
	});

	test('of other items says which node has to come before', async () => {
		const { error } = await report('board', [{ id: 1 }]);
		expect(error?.message).toContain('Item 0 is no judged conversation');
		expect(error).toMatchObject({ description: expect.stringContaining('One Item per Conversation') });
	});
});

describe('Render Digest', () => {
	const PEOPLE = [
		{ name: 'Anita', email: 'anita@example.com', teams: ['Support'], channels: ['email'], locale: 'es' },
		{ name: 'Skye', email: 'skye@example.com', teams: ['Management'], channels: ['slack'], slack: 'U012AB3CD' },
	];
	const digest = (input: IDataObject[], parameters: INodeParameters = {}, run = {}) =>
		report('digest', input, { peopleSource: 'text', peopleText: JSON.stringify(PEOPLE), options: { timeZone: 'UTC' }, ...parameters }, run);

	beforeEach(() => {
		const anita = chatwoot.addAgent({ name: 'Anita', email: 'anita@example.com' });
		for (const minutes of [12, 20, 95]) {
			const at = ago(2 * DAY);
			const conversation = write(`After ${minutes} min`, at);
			chatwoot.agentReplies(conversation, { agent: anita, text: 'Here you are', at: new Date(at.getTime() + minutes * MINUTE) });
			chatwoot.resolve(conversation);
		}
		write('Still waits', ago(90 * MINUTE));
	});

	test('has an item for every reader: in their language, with the chart of an e-mail, and the numbers as JSON', async () => {
		const { outputs, error } = await digest(await judged({ status: 'all', activeWithinDays: 8 }));
		expect(error).toBeNull();
		expect(outputs[0]).toMatchObject([
			{
				json: {
					subject: expect.stringMatching(/^Resumen de SLA: Support, /),
					text: expect.stringContaining('Cumplimiento 67'),
					html: expect.stringContaining('cid:chart'),
					delivery: { channel: 'email', person: { name: 'Anita', email: 'anita@example.com' }, locale: 'es' },
					digest: { total: { open: 1, breached: 1, kept: 2, missed: 1, avgFirstResponseSeconds: 2540 }, teams: [{ name: 'Support' }] },
				},
				binary: { chart: { mimeType: 'image/png', fileName: 'chart.png' } },
			},
			{ json: { text: expect.stringMatching(/^\*SLA digest: all teams/), delivery: { channel: 'slack', slackTarget: 'U012AB3CD' } } },
		]);
		const picture = Buffer.from(outputs[0]?.[0]?.binary?.['chart']?.data ?? '', 'base64');
		expect(PNG.sync.read(picture).width).toBe(1024);
	});

	test('speaks other languages in texts of the user\'s own, and says whose there are none', async () => {
		const people = [{ ...PEOPLE[0], locale: 'nl' }, { ...PEOPLE[0], email: 'claire@example.com', locale: 'fr' }];
		const options = { timeZone: 'UTC', languages: '{"nl": {"digest.subject": "SLA-overzicht: {teams}, {period}"}}' };
		const { outputs, hints } = await digest(await judged({}), { peopleText: JSON.stringify(people), options });
		expect(outputs[0]?.map(({ json }) => json['subject'])).toEqual([expect.stringMatching(/^SLA-overzicht: Support, /), expect.stringMatching(/^SLA digest: Support, /)]);
		expect(hints).toEqual(['There are no texts for fr: people with this language are told in English']);
	});

	test('takes its people from the form, and from the rows of a table', async () => {
		const emails = async (parameters: INodeParameters) => (await digest(await judged({}), parameters)).outputs[0]?.map(({ json }) => (json['delivery'] as { person: object }).person);
		const anita = { name: 'Anita', email: 'anita@example.com' };
		expect(await emails({ peopleSource: 'form', people: { person: [{ ...anita, teams: 'Support', channels: ['email', 'odoo'] }] } })).toEqual([anita]);
		const row = { json: { id: 1, ...anita, teams: 'support, sales', channels: 'email', time_zone: 'Europe/Madrid', cap_per_hour: 3, createdAt: '2026-01-01' } };
		expect(await emails({ peopleSource: 'rows', peopleRows: [row] })).toEqual([anita]);
		expect((await digest([{}], { peopleSource: 'rows', peopleRows: '={{ null }}' })).error?.message).toBe('People: there are no rows');
	});

	test('without people is one of all teams for each channel', async () => {
		const { outputs } = await digest(await judged({}), { peopleText: '' });
		expect(outputs[0]?.map(({ json }) => json['delivery'])).toMatchObject([{ channel: 'email', person: { email: '' } }, { channel: 'slack', slackTarget: '' }]);
	});

	test('of a token that may not read reports says so instead of the times', async () => {
		const { outputs } = await digest(await judged({ status: 'all' }), {}, { token: chatwoot.agentToken });
		expect(outputs[0]?.[0]?.json).toMatchObject({ text: expect.stringContaining('solo a administradores'), digest: { total: { avgFirstResponseSeconds: null } } });
	});

	test.each<[string, INodeParameters, string]>([
		['people that are none', { peopleText: '[{"name":"Anita"}]' }, 'People'],
		['days of none', { days: 0 }, 'Days'],
	])('says what is wrong: %s', async (_what, parameters, named) => {
		expect((await digest([{}], parameters)).error?.message).toContain(named);
		const { outputs } = await digest([{}], parameters, { onError: 'continueErrorOutput' });
		expect(outputs).toMatchObject([[], [{ json: { error: expect.stringContaining(named) } }]]);
	});

	test('is not made of what could not be read', async () => {
		expect((await digest([{ error: 'Chatwoot did not answer', details: 'Look whether it runs' }])).error).toMatchObject({
			message: 'Chatwoot did not answer',
			description: 'Look whether it runs',
		});
	});
});

describe('the lists it is made of', () => {
	test('come with those first who wait longest, where asked for', async () => {
		for (const minutes of [5, 90, 30]) write(`${minutes} min`, ago(minutes * MINUTE));
		const names = async (parameters: INodeParameters) => jsonOf(await runChatwoot(chatwoot, 'conversation.getMany', { returnAll: false, limit: 2, ...parameters })).map((each) => (each as { meta: { sender: { name: string } } }).meta.sender.name);
		expect(await names({})).toEqual(['5 min', '30 min']);
		expect(await names({ order: 'longestWaiting' })).toEqual(['90 min', '30 min']);
	});

	test('are read only as far as something happened in so many days', async () => {
		for (let index = 0; index < 60; index++) write(`${index} days`, ago(index * DAY));
		const before = chatwoot.requests.length;
		expect(jsonOf(await runChatwoot(chatwoot, 'conversation.getMany', { returnAll: true, status: 'all', activeWithinDays: 8 }))).toHaveLength(8);
		expect(chatwoot.requests.length - before).toBe(1);
	});
});
