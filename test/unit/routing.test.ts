import fc from 'fast-check';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DeliverySchema } from '../../core/alert/alert';
import { oneLine } from '../../core/alert/details';
import { languageFor } from '../../core/alert/language/language';
import { parsePeople } from '../../core/alert/people';
import type { Routing } from '../../core/alert/routing';
import { routeAlert } from '../../core/alert/routing';
import { routingAdvice } from '../../core/alert/routing-advice';
import { parseRules } from '../../core/alert/rules';
import { renderTemplate } from '../../core/alert/template';
import { MADE_A_LINK } from '../hostile-text';
import { routingTable } from '../routing';
import { sampleAlert } from '../sample-alert';

const PEOPLE = `
- name: Anita
  email: anita@example.com
  teams: [customer_service]
  channels: [email, odoo]
- email: skye@example.com
  teams: management, customer service
  slack: U0SKYE
`;

const NOW = new Date('2026-01-02T10:07:10Z');

function route(rules: unknown, changes: Parameters<typeof sampleAlert>[0] = {}, people: unknown = PEOPLE, more: Parameters<typeof routingTable>[2] = {}): Routing {
	return routeAlert(sampleAlert(changes), routingTable(people, rules, more), NOW);
}

function keys({ deliveries }: Routing): string[] {
	return deliveries.map(({ delivery }) => delivery.key.split(':').slice(5).join(' '));
}

test("people without a Slack id share the sender's channel: one message", () => {
	const people = '- {email: a@example.com, teams: [t]}\n- {email: b@example.com, teams: [t]}';
	expect(keys(route('- {teams: [t], channels: [slack]}', {}, people))).toEqual(['slack default']);
});

test.each(['anita@localhost', 'müller@example.de', 'a&b@example.com', 'x@host.xn--p1ai'])('%s, which Chatwoot takes, can be among the people', (email) => {
	expect(parsePeople([{ email }])).toMatchObject([{ name: email, email }]);
});

test('addresses that differ by a dash are two people', () => {
	const people = '- {email: a-b@example.com, teams: [t], channels: [odoo]}';
	expect(keys(route('- toAssignee: true', { conversation: { assignee: { id: 1, name: null, email: 'a_b@example.com' } } }, people))).toEqual([
		'email a_b@example.com',
		'odoo a_b@example.com',
	]);
});

describe('a rule can word the message', () => {
	const english = languageFor({ locale: 'en', timeZone: 'Europe/Madrid' });
	const render = (template: string, changes: Parameters<typeof sampleAlert>[0] = {}, language = english) =>
		renderTemplate(template, { alert: sampleAlert(changes), person: { name: 'Anita' }, language });

	test.each<[string, Parameters<typeof sampleAlert>[0], string]>([
		['#{id} of {contact}, {inbox}: {metric} {threshold}, late {overdue}', {}, '#123 of Jane Doe, Website: first response time 5 min, late 2 min 10 s'],
		['{stage} {level}', { stage: 'escalation', level: 2 }, 'escalation 2'],
		['{assignee} of {team}, {priority}, {labels}, {status}', {}, 'Anita of Support, high, billing, open'],
		['{headline}, due {due}', {}, 'Missed first response time, due Fri 2 Jan 2026, 11:05 CET'],
		['{left} left', { stage: 'warning', overdueSeconds: -90 }, '1 min 30 s left'],
		['{person}: {lastMessage}', { lastMessage: { text: 'Hello?\nAnybody?', at: null, from: null } }, 'Anita: Hello? Anybody?'],
		['{text} {url}', {}, `${sampleAlert().text} https://chat.example.com/app/accounts/1/conversations/123`],
		[
			'{contact} {inbox} {assignee} {team} {priority} {labels} {due} {threshold} {lastMessage}',
			{ dueAt: null, thresholdSeconds: null, conversation: { contact: { id: null, name: null }, inbox: { id: null, name: null }, assignee: null, team: null, priority: null, labels: [] } },
			'unknown contact unknown inbox nobody no team no priority no labels unknown unknown no message',
		],
		['{nonsense} {} { id } {constructor} {toString}', {}, '{nonsense} {} { id } {constructor} {toString}'],
	])('%s', (template, changes, text) => {
		expect(render(template, changes)).toBe(text);
	});

	test('in the words of its reader', () => {
		const spanish = languageFor({ locale: 'es-AR', timeZone: 'America/Argentina/Buenos_Aires' });
		expect(render('{metric}, {priority}, {stage}, {due}', {}, spanish)).toMatch(
			/^tiempo de primera respuesta, alta, incumplimiento, vie 2 de ene de 2026, 07:05 /,
		);
	});

	test('what a customer writes is never filled in itself, stays on one line and is no link', () => {
		fc.assert(
			fc.property(fc.string(), fc.constantFrom('{id}', '{url}', '{contact}', '\r\nBcc: x', '$&', '$1', '{{', 'https://evil.example'), (name, hostile) => {
				const text = render('{contact}!', { conversation: { contact: { id: 1, name: `${name}${hostile}` } } });
				expect(text.replaceAll('\u200B', '')).toBe(`${oneLine(`${name}${hostile}`)}!`);
				expect(text).not.toMatch(MADE_A_LINK);
				expect(text).not.toMatch(/[\r\n]/);
			}),
		);
	});

	test.each([
		['es-AR', 'Mira #123'],
		['ES_ar', 'Mira #123'],
		['nl', 'Look at #123'],
	])('by language: %s', (locale, text) => {
		const people = [{ email: 'a@example.com', channels: ['email'], locale }];
		const rules = '- {people: [a@example.com], message: {es: "Mira #{id}", en: "Look at #{id}"}}';
		expect(route(rules, {}, people).deliveries).toMatchObject([{ text }]);
		expect(route('- {people: [a@example.com], message: {fr: "Voir #{id}"}}', {}, people).deliveries).toMatchObject([{ text: 'Voir #123' }]);
	});

	test('replaces the text of the delivery', () => {
		expect(route('- {teams: [management], message: "Look at #{id}"}').deliveries.map(({ text }) => text)).toEqual(Array(3).fill('Look at #123'));
	});
});

describe('what a delivery says', () => {
	test.each([
		['{name: Breaches, teams: [management]}', 'Rule "Breaches": team management'],
		['{toAssignee: true}', 'Rule "rule 1": assignee'],
		['{name: R, toConversationTeam: true}', "Rule \"R\": the conversation's team Management"],
		['{name: R, people: [skye@example.com]}', 'Rule "R": named in the rule'],
		['{name: R, toTeamMembers: true}', 'Rule "R": member of team Management in Chatwoot'],
		['{name: R, fallback: true, teams: [management]}', 'Rule "R", because nobody else is told: team management'],
	])('why %s was sent: %s', (rule, why) => {
		const teamMembers = [{ email: 'skye@example.com', name: null }];
		const { deliveries } = route(`- ${rule}`, { conversation: { team: { id: 3, name: 'Management' } } }, PEOPLE, { teamMembers });
		expect(new Set(deliveries.map(({ delivery }) => delivery.why))).toEqual(new Set([why]));
	});

	test('how its reader is spoken to, where it belongs, and how much they take', () => {
		const people = '- {email: ana@example.com, channels: [email], locale: es-AR, timeZone: Europe/Madrid, capPerHour: 5}';
		expect(route('- people: [ana@example.com]', { stage: 'escalation', key: '1:123:frt:1767348000:escalation1' }, people).deliveries).toMatchObject([
			{
				text: 'Escalamiento 1: La conversación n.º 123 (Jane Doe, bandeja Website) incumplió su tiempo de primera respuesta de 5 min por 2 min 10 s',
				delivery: {
					locale: 'es-AR',
					timeZone: 'Europe/Madrid',
					capPerHour: 5,
					why: 'Regla «rule 1»: nombrado en la regla',
					threadKey: '1:123:frt:1767348000:email:ana@example.com',
				},
			},
		]);
	});

	test('is a delivery to those who read it back', () => {
		const languages = { nl: { 'detail.contact': 'Klant' } };
		const people = '- {email: ana@example.com, locale: nl}';
		for (const delivery of route('- people: [ana@example.com]', {}, people, { languages }).deliveries) {
			expect(DeliverySchema.parse(JSON.parse(JSON.stringify(delivery)))).toEqual(delivery);
			expect(delivery.delivery.texts).toEqual(languages.nl);
		}
	});

	test('an earlier stage in words of now', () => {
		const earlier = [{ key: '1:123:frt:1767348000:breach', stage: 'breach' as const, level: 1 }];
		const alert = { stage: 'escalation' as const, key: '1:123:frt:1767348000:escalation1', overdueSeconds: 7200, earlier };
		expect(route('- {stages: [breach], teams: [management], channels: [email]}', alert).deliveries).toMatchObject([
			{ key: '1:123:frt:1767348000:breach', stage: 'breach', text: expect.stringContaining('missed its first response time of 5 min by 2 h') },
		]);
	});

	test('deferred: until when, and why', () => {
		const people = '- {name: Nina, email: nina@example.com, channels: [email], hours: Mon-Fri 09:00-17:00, timeZone: America/New_York}';
		const { deliveries, deferred } = route('- people: [Nina]', {}, people);
		expect(deliveries).toEqual([]);
		expect(deferred).toMatchObject([
			{ deferred: { until: '2026-01-02T14:00:00.000Z', reason: expect.stringMatching(/^Nina is told nothing until Fri 2 Jan 2026, 09:00 /) }, delivery: { channel: 'email' } },
		]);
	});

	test('of several people at one address the one who may be told', () => {
		const people = '- {name: Nina, email: n@example.com, teams: [t], channels: [slack], hours: 20:00-21:00}\n- {name: Bo, email: b@example.com, teams: [t], channels: [slack]}';
		const { deliveries, deferred } = route('- teams: [t]', {}, people);
		expect(deferred).toEqual([]);
		expect(deliveries.map(({ delivery }) => delivery.person.name)).toEqual(['Bo']);
	});
});

test('what takes an alert back goes where the alert went, under the same keys, in its own words', () => {
	const rules = '- {stages: [breach], teams: [management, customer service], message: "Look at #{id}"}';
	const recovered = { recovered: { at: '2026-01-02T10:08:00.000Z' }, text: 'Conversation #123 was answered' };
	const [alert, recovery] = [{}, recovered].map((told) => route(rules, told).deliveries);
	expect(alert).toHaveLength(5);
	expect(recovery?.map(({ delivery }) => delivery)).toEqual(alert?.map(({ delivery }) => delivery));
	expect(new Set(recovery?.map(({ text }) => text))).toEqual(new Set(['Conversation #123 was answered']));
});

test('what takes an alert back is said in the language of its reader', () => {
	const recovered = { at: '2026-01-02T10:08:00.000Z', by: 'answered' as const, inTime: false };
	const [delivery] = route('- people: [ana@example.com]', { recovered, overdueSeconds: 180 }, '- {email: ana@example.com, locale: es}').deliveries;
	expect(delivery?.text).toBe(
		'La conversación n.º 123 (Jane Doe, bandeja Website) fue respondida 3 min después de su tiempo de primera respuesta de 5 min',
	);
});

describe('what is no mistake, but surely not meant', () => {
	const advice = (people: unknown, rules: unknown) => routingAdvice(routingTable(people, rules));

	test.each<[string, string, string, RegExp]>([
		['a placeholder', PEOPLE, '- {name: R, teams: [management], message: "{contcat}"}', /^Rule "R": \{contcat\} is not filled in. Possible are \{id\}, \{contact\}/],
		['a placeholder in one language', PEOPLE, '- {name: R, teams: [management], message: {en: "{id}", es: "{ide}"}}', /^Rule "R": \{ide\} is not filled in/],
		['a name', PEOPLE, '- people: [Bob]', /^Rule "rule 1": Bob is not among the people$/],
		['a handle', PEOPLE, '- people: ["@owner"]', /^Rule "rule 1": @owner is not among the people$/],
		['a team', PEOPLE, '- teams: [managment]', /^Rule "rule 1": nobody is in the team managment$/],
		['a language', '- {email: a@example.com, locale: fr}', '[]', /^There are no texts for fr: people with this language are told in English$/],
	])('%s', (_case, people, rules, message) => {
		expect(advice(people, rules)).toEqual([expect.stringMatching(message)]);
	});

	test('settings that are meant are not remarked on', () => {
		expect(advice(PEOPLE, '- {teams: [management], people: [Anita, boss@example.com], message: "{id} {lastMessage}"}')).toEqual([]);
	});
});

describe('the rows of a table', () => {
	test('people', () => {
		const rows = [
			{ json: { id: 1, createdAt: '2026-01-01', name: 'Ana', email: 'ana@example.com', teams: 'support, management', channels: 'Email, SLACK', time_zone: 'Europe/Madrid', locale: 'es', quiet_from: '19:00', quiet_to: '08:00', urgent_passes: 'FALSE', cap_per_hour: '5' } },
			{ json: { id: 2, name: null, email: 'bo@example.com', teams: '', channels: null, quiet_from: '', quiet_to: null, urgent_passes: null, cap_per_hour: 0 } },
		];
		const people = parsePeople(rows);
		expect(people[0]?.hours?.nextOpening(new Date('2026-01-02T19:00:00Z'))).toEqual(new Date('2026-01-03T07:00:00Z'));
		expect(people).toEqual([
			{
				...{ name: 'Ana', email: 'ana@example.com', teams: ['support', 'management'], channels: ['email', 'slack'], slackTarget: '' },
				...{ locale: 'es', timeZone: 'Europe/Madrid', hours: expect.anything() as unknown, urgentPasses: false, capPerHour: 5 },
			},
			{
				...{ name: 'bo@example.com', email: 'bo@example.com', teams: [], channels: ['email', 'odoo', 'slack'], slackTarget: '' },
				...{ locale: 'en', timeZone: 'UTC', hours: null, urgentPasses: true, capPerHour: null },
			},
		]);
	});

	const openingsOf = (person: object) => {
		const [{ hours } = { hours: null }] = parsePeople([{ email: 'a@example.com', ...person }]);
		return ['2026-01-02T03:00:00Z', '2026-01-03T21:00:00Z'].map((at) => hours?.nextOpening(new Date(at)).toISOString().slice(0, 16));
	};

	test.each([
		[{ timezone: 'Europe/Madrid', Hours: '08:00-19:00' }],
		[{ 'Time Zone': 'Europe/Madrid', 'Quiet Hours': '19:00-08:00' }],
		[{ TIME_ZONE: 'Europe/Madrid', QuietHours: '19:00-08:00' }],
		[{ 'time-zone': 'Europe/Madrid', 'Quiet From': '19:00', QUIET_TO: '8' }],
		[{ timeZone: 'Europe/Madrid', quiet_from: 19, quiet_to: 8 }],
		[{ timeZone: 'Europe/Madrid', quietHours: { from: 19, to: 8 } }],
		[{ timeZone: 'Europe/Madrid', hours: '7-20', quiet_from: '19:00', quiet_to: '08:00' }],
		[{ timeZone: 'Europe/Madrid', quietHours: '19:00-22:00', quiet_from: '22:00', quiet_to: '08:00', quiet_days: ' ' }],
	])('%j: asleep from seven to eight, in Madrid', (person) => {
		expect(openingsOf(person)).toEqual(['2026-01-02T07:00', '2026-01-04T07:00']);
	});

	test('quiet hours on some days', () => {
		expect(openingsOf({ quiet_from: 0, quiet_to: 24, 'Quiet Days': 'Fri, Sat-Sun' })).toEqual(['2026-01-05T00:00', '2026-01-05T00:00']);
	});

	test.each([
		[{ cap: 5 }, "People: 0: Unrecognized key(s) in object: 'cap'"],
		[{ 'Quiet Time': '19-8' }, "People: 0: Unrecognized key(s) in object: 'Quiet Time'"],
		[{ quietHours: { start: '19:00', from: '19:00', to: '08:00' } }, "People: 0.quietHours: Unrecognized key(s) in object: 'start'"],
		[{ quiet_from: 22 }, 'People: 0: quiet_from and quiet_to belong together: enter both, or neither'],
		[{ quiet_to: '08:00' }, 'People: 0: quiet_from and quiet_to belong together: enter both, or neither'],
		[{ quiet_days: 'Sat' }, 'People: 0: quiet_from and quiet_to belong together: enter both, or neither'],
		[{ quiet_from: 22.5, quiet_to: 8 }, 'People: 0: "22.5-8" is not understood as hours'],
		[{ quiet_from: 0.9, quiet_to: 8 }, 'People: 0: "0.9-8" is not understood as hours'],
	])('%j is told of', (person, message) => {
		expect(() => parsePeople([{ email: 'a@example.com', ...person }])).toThrow(message);
	});

	test('what other tables add is no mistake', () => {
		const added = { id: 'rec1', createdTime: '2026-01-01', created_at: '2026-01-01', row_number: 2 };
		expect(parsePeople([{ email: 'a@example.com', ...added }])).toHaveLength(1);
		expect(parseRules([{ teams: 'm', ...added }])).toHaveLength(1);
	});

	test('rules', () => {
		expect(parseRules([{ 'To Assignee': 'TRUE', 'business-hours': 'during', CONVERSATIONTEAMS: 'support' }])).toMatchObject([
			{ toAssignee: true, businessHours: 'during', conversationTeams: ['support'] },
		]);
		const rows = [{ json: { id: 1, name: 'R', stages: 'breach, escalation', levels: 2, conversation_teams: 'support', to_assignee: 'true', business_hours: 'outside', message: null } }];
		expect(parseRules(rows)).toMatchObject([
			{ name: 'R', stages: ['breach', 'escalation'], levels: [2], conversationTeams: ['support'], toAssignee: true, businessHours: 'outside', message: '', fallback: false },
		]);
	});
});

describe('settings that are wrong are refused with their place', () => {
	test.each([
		['- email: nobody', 'People: 0.email: expected an e-mail address'],
		['- email: "Anita <anita@example.com>"', 'People: 0.email: expected an e-mail address'],
		['- {email: a@example.com, channels: [fax]}', "People: 0.channels.0: Invalid enum value. Expected 'email' | 'odoo' | 'slack', received 'fax'"],
		['- {email: a@example.com, hours: nine to five}', 'People: 0.hours: "nine to five" is not understood as hours. Write them like'],
		['- {email: a@example.com, hours: 09:00-17:00, quietHours: 08:00-18:00}', 'People: 0: there is no hour at which this person may be told'],
		['- {email: a@example.com, timeZone: Mars}', 'People: 0.timeZone: expected a time zone such as Europe/Amsterdam'],
		['- {email: a@example.com, locale: "?"}', 'People: 0.locale: expected a language such as en, es or es-AR'],
		['- {email: a@example.com, capPerHour: lots}', 'People: 0.capPerHour: '],
		['- {name: Anita}', 'People: 0.email: expected an e-mail address'],
		['[', 'People is neither JSON nor YAML: '],
		['user_mappings: {nobody: {}}', 'People: user_mappings.nobody: expected an e-mail address'],
		['user_mappings: {a@example.com: {team: sales}}', "People: user_mappings.a@example.com: Unrecognized key(s) in object: 'team'"],
		['user_mappings: {a@example.com: {hours: never}}', 'People: user_mappings.a@example.com.hours: "never" is not understood'],
	])('people %s', (text, message) => {
		expect(() => parsePeople(text)).toThrow(message);
	});

	test.each([
		['- {team: management}', "Rules: 0: Unrecognized key(s) in object: 'team'"],
		['- {stages: [escalation2]}', "Rules: 0.stages.0: Invalid enum value. Expected 'warning' | 'breach' | 'reminder' | 'escalation', received 'escalation2'"],
		['- {levels: [first]}', 'Rules: 0.levels.0: Expected number'],
		['- {priorities: [severe]}', "Rules: 0.priorities.0: Invalid enum value. Expected 'low' | 'medium' | 'high' | 'urgent' | 'none', received 'severe'"],
		['- {businessHours: night}', "Rules: 0.businessHours: Invalid enum value. Expected 'any' | 'during' | 'outside'"],
		['- {metrics: [csat]}', 'Rules: 0.metrics.0: Invalid enum value'],
		['- {when: "the moon is full", channels: [email]}', 'Rules: 0.when: the condition "the moon is full" is not understood'],
		['{}', 'Rules: Expected array, received object'],
	])('rules %s', (text, message) => {
		expect(() => parseRules(text)).toThrow(message);
	});
});

const plan = path.resolve(__dirname, '../../../shared/fixtures/plan');
const describePlan = existsSync(plan) ? describe : describe.skip;
describePlan("the plan's settings (../shared/fixtures/plan)", () => {
	const read = (name: string) => readFileSync(path.join(plan, name), 'utf8');

	test('user_mappings import as they are', () => {
		expect(parsePeople(read('user_mappings.yaml'))).toMatchObject([
			{ name: 'anita@example.com', teams: ['customer_service'], channels: ['email', 'odoo'] },
			{ email: 'skye@example.com', teams: ['management'], channels: ['email', 'odoo'] },
			{ email: 'owner@example.com', teams: ['owner'], channels: [] },
		]);
	});

	const routed = (changes: Parameters<typeof sampleAlert>[0] = {}) => route(read('notification_rules.yaml'), changes, read('user_mappings.yaml')).deliveries;

	test('the rules reach management, worded their way', () => {
		expect(routed().map(({ text, delivery }) => [delivery.channel, delivery.person.email, text])).toEqual([
			['email', 'skye@example.com', 'Conversation #123 breached First Response Time SLA (5 min)'],
			['odoo', 'skye@example.com', 'Conversation #123 breached First Response Time SLA (5 min)'],
		]);
	});

	test("the plan's rules tell of breaches only, and of what takes them back", () => {
		const stages = ['warning', 'breach', 'reminder', 'escalation'] as const;
		expect(stages.map((stage) => routed({ stage }).length > 0)).toEqual([false, true, false, false]);
		expect(routed({ recovered: { at: '2026-01-02T10:08:00.000Z' } })).toHaveLength(2);
	});

	test('an unassigned conversation is a warning of its own', () => {
		const deliveries = routed({ key: '1:123:unassigned:1:breach', metric: 'unassigned' });
		expect(deliveries.map(({ delivery }) => delivery.channel)).toEqual(['odoo']);
	});
});
