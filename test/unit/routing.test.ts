import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parsePeople } from '../../core/alert/people';
import { routeAlert } from '../../core/alert/routing';
import { parseRules } from '../../core/alert/rules';
import { renderTemplate } from '../../core/alert/template';
import { sampleAlert } from '../sample-alert';

const PEOPLE = `
- name: Anita
  email: anita@example.com
  teams: [customer_service]
  channels: [email, odoo]
- email: skye@example.com
  teams: management, customer service
  slack: U0SKYE
- email: owner@example.com
  teams: [owner]
  channels: []
`;

/** The deliveries as `channel recipient`, or why there is none. */
function route(rules: string, changes: Parameters<typeof sampleAlert>[0] = {}, people = PEOPLE): string[] | string {
	const routing = routeAlert(sampleAlert(changes), parsePeople(people), parseRules(rules));
	if ('unrouted' in routing) return routing.unrouted;
	return routing.deliveries.map(({ delivery }) => delivery.key.split(':').slice(5).join(' '));
}

const unassigned = { conversation: { assignee: null, team: null } };

describe('who is told', () => {
	test.each<[string, string, Parameters<typeof sampleAlert>[0], string[] | string]>([
		['a team', '- teams: [management]', {}, ['email skye@example.com', 'odoo skye@example.com', 'slack u0skye']],
		['only the channels of the rule', '- {teams: [management], channels: [email]}', {}, ['email skye@example.com']],
		['team names as people write them', '- {teams: [Customer-Service], channels: [email]}', {}, ['email anita@example.com', 'email skye@example.com']],
		['the assignee, as they want it', '- toAssignee: true', {}, ['email anita@example.com', 'odoo anita@example.com']],
		[
			'an assignee nobody listed',
			'- toAssignee: true',
			{ conversation: { assignee: { id: 7, name: 'New', email: 'New@example.com' } } },
			['email new@example.com', 'odoo new@example.com'],
		],
		["the conversation's team", '- {toConversationTeam: true, channels: [odoo]}', { conversation: { team: { id: 1, name: 'customer service' } } }, ['odoo anita@example.com', 'odoo skye@example.com']],
		['each only once, whatever rules say', '- {toAssignee: true, channels: [email]}\n- {teams: [customer service], channels: [email]}', {}, ['email anita@example.com', 'email skye@example.com']],
		['metric matches', '- {metrics: [frt], teams: [management], channels: [email]}', {}, ['email skye@example.com']],
		['metric differs', '- {metrics: [rt], teams: [management]}', {}, 'No rule matches this alert'],
		['stage differs', '- {stages: [warning], teams: [management]}', {}, 'No rule matches this alert'],
		['another stage', '- {stages: [reminder, escalation], teams: [management], channels: [email]}', { stage: 'escalation' }, ['email skye@example.com']],
		['inbox by name', '- {inboxes: [website], teams: [management], channels: [email]}', {}, ['email skye@example.com']],
		['inbox by id', '- {inboxes: [4], teams: [management], channels: [email]}', {}, ['email skye@example.com']],
		['inbox differs', '- {inboxes: [5], teams: [management]}', {}, 'No rule matches this alert'],
		['nobody assigned', '- {name: Agents, toAssignee: true}', unassigned, expect.stringContaining('Agents matched, but')],
		['channels switched off', '- {name: Owner, teams: [owner]}', {}, expect.stringContaining('Nobody is left to tell: Owner matched')],
		['no rules', '[]', {}, 'No rule matches this alert'],
	])('%s', (_case, rules, changes, expected) => {
		expect(route(rules, changes)).toEqual(expected);
	});
});

test("people without a Slack id share the sender's channel: one message", () => {
	const people = '- {email: a@example.com, teams: [t]}\n- {email: b@example.com, teams: [t]}';
	expect(route('- {teams: [t], channels: [slack]}', {}, people)).toEqual(['slack default']);
});

test('addresses that differ by a dash are two people', () => {
	const people = '- {email: a-b@example.com, teams: [t], channels: [odoo]}';
	expect(route('- toAssignee: true', { conversation: { assignee: { id: 1, name: null, email: 'a_b@example.com' } } }, people)).toEqual([
		'email a_b@example.com',
		'odoo a_b@example.com',
	]);
});

test('a rule can word the message', () => {
	const alert = sampleAlert();
	expect(renderTemplate('#{id} of {contact}, {inbox}: {metric} {threshold}, late {overdue} {nonsense}', alert)).toBe(
		'#123 of Jane Doe, Website: first response time 5 min, late 2 min 10 s {nonsense}',
	);
	expect(renderTemplate('{stage} {level}', sampleAlert({ stage: 'escalation', level: 2 }))).toBe('escalation 2');
	const routing = routeAlert(alert, parsePeople(PEOPLE), parseRules('- {teams: [management], message: "Look at #{id}"}'));
	expect('deliveries' in routing && routing.deliveries[0].text).toBe('Look at #123');
});

test('what takes an alert back goes where the alert went, under the same keys, in its own words', () => {
	const rules = parseRules('- {stages: [breach], teams: [management, customer service], message: "Look at #{id}"}');
	const recovered = sampleAlert({ recovered: { at: '2026-01-02T10:08:00.000Z' }, text: 'Conversation #123 was answered' });
	const [alert, recovery] = [sampleAlert(), recovered].map((told) => {
		const routing = routeAlert(told, parsePeople(PEOPLE), rules);
		return 'deliveries' in routing ? routing.deliveries : [];
	});
	expect(alert).toHaveLength(5);
	expect(recovery?.map(({ delivery }) => delivery)).toEqual(alert?.map(({ delivery }) => delivery));
	expect(new Set(recovery?.map(({ text }) => text))).toEqual(new Set(['Conversation #123 was answered']));
});

describe('settings that are wrong are refused with their place', () => {
	test.each([
		['- email: nobody', 'People: 0.email: expected an e-mail address'],
		['- {email: a@example.com, channels: [fax]}', "People: 0.channels.0: Invalid enum value. Expected 'email' | 'odoo' | 'slack', received 'fax'"],
		['[', 'People is neither JSON nor YAML: '],
		['user_mappings: {nobody: {}}', 'People: user_mappings.nobody: expected an e-mail address'],
	])('people %s', (text, message) => {
		expect(() => parsePeople(text)).toThrow(message);
	});

	test.each([
		['- {team: management}', "Rules: 0: Unrecognized key(s) in object: 'team'"],
		['- {stages: [escalation2]}', "Rules: 0.stages.0: Invalid enum value. Expected 'warning' | 'breach' | 'reminder' | 'escalation', received 'escalation2'"],
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

	test('the rules reach management, worded their way', () => {
		const routing = routeAlert(sampleAlert(), parsePeople(read('user_mappings.yaml')), parseRules(read('notification_rules.yaml')));
		if ('unrouted' in routing) throw new Error(routing.unrouted);
		expect(routing.deliveries.map(({ text, delivery }) => [delivery.channel, delivery.person.email, text])).toEqual([
			['email', 'skye@example.com', 'Conversation #123 breached First Response Time SLA (5 min)'],
			['odoo', 'skye@example.com', 'Conversation #123 breached First Response Time SLA (5 min)'],
		]);
	});

	test("the plan's rules tell of breaches only, and of what takes them back", () => {
		const routed = (changes: Parameters<typeof sampleAlert>[0]) =>
			'deliveries' in routeAlert(sampleAlert(changes), parsePeople(read('user_mappings.yaml')), parseRules(read('notification_rules.yaml')));
		expect((['warning', 'breach', 'reminder', 'escalation'] as const).map((stage) => routed({ stage }))).toEqual([false, true, false, false]);
		expect(routed({ recovered: { at: '2026-01-02T10:08:00.000Z' } })).toBe(true);
	});

	test('an unassigned conversation is a warning of its own', () => {
		const alert = sampleAlert({ key: '1:123:unassigned:1:breach', metric: 'unassigned' });
		const routing = routeAlert(alert, parsePeople(read('user_mappings.yaml')), parseRules(read('notification_rules.yaml')));
		expect('deliveries' in routing && routing.deliveries.map(({ delivery }) => delivery.channel)).toEqual(['odoo']);
	});
});
