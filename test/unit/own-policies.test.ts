import type { Conversation } from '../../core/sla/conversation';
import type { OwnPolicy } from '../../core/sla/own-policies';
import { matchingPolicy, parseOwnPolicies, parseThresholds } from '../../core/sla/own-policies';
import { policyFor } from '../../core/sla/policy';
import { after, appliedSla, conversation, ownPolicy } from '../sample-conversation';

const SUBJECT = conversation({
	inbox: { id: 3, name: 'Website' },
	team: { id: 5, name: 'Customer Service' },
	labels: ['billing', 'VIP'],
	priority: 'urgent',
	channel: 'Channel::Whatsapp',
	contact: { id: 9, name: null, email: null, blocked: false, attributes: { plan: 'gold', seats: 25, trial: false, nested: {} } },
});

describe('a policy holds for a conversation when every condition does', () => {
	test.each<[Partial<OwnPolicy['conditions']>, boolean]>([
		[{}, true],
		[{ inboxes: ['website'] }, true],
		[{ inboxes: ['Shop', '3'] }, true],
		[{ inboxes: ['Shop'] }, false],
		[{ teams: ['customer_service'] }, true],
		[{ teams: ['5'] }, true],
		[{ teams: ['sales'] }, false],
		[{ labels: ['vip'] }, true],
		[{ labels: ['complaint', 'billing'] }, true],
		[{ labels: ['complaint'] }, false],
		[{ priorities: ['high', 'urgent'] }, true],
		[{ priorities: ['low'] }, false],
		[{ channels: ['whatsapp'] }, true],
		[{ channels: ['Channel::Whatsapp'] }, true],
		[{ channels: ['Channel::WebWidget'] }, false],
		[{ contactAttributes: { plan: 'gold' } }, true],
		[{ contactAttributes: { plan: 'gold', seats: '25', trial: 'false' } }, true],
		[{ contactAttributes: { plan: 'silver' } }, false],
		[{ contactAttributes: { plan: 'gold', seats: '26' } }, false],
		[{ contactAttributes: { unknown: 'x' } }, false],
		[{ contactAttributes: { nested: '[object Object]' } }, false],
		[{ inboxes: ['Website'], labels: ['billing'], priorities: ['urgent'] }, true],
		[{ inboxes: ['Website'], labels: ['complaint'] }, false],
	])('%j: %s', (conditions, holds) => {
		expect(matchingPolicy(SUBJECT, [ownPolicy({ conditions })]) !== null).toBe(holds);
	});

	test('what is not known of a conversation meets no condition', () => {
		const bare = conversation({ inbox: { id: null, name: null }, channel: null, contact: { ...SUBJECT.contact, attributes: {} } });
		const conditions = [{ inboxes: ['null'] }, { teams: ['null'] }, { labels: [''] }, { priorities: ['null'] }, { channels: ['null'] }];
		for (const condition of conditions) expect(matchingPolicy(bare, [ownPolicy({ conditions: condition })])).toBeNull();
	});

	test('the first that holds wins', () => {
		const [vip, all] = [ownPolicy({ name: 'VIP', conditions: { labels: ['vip'] } }), ownPolicy({ name: 'All' })];
		expect(matchingPolicy(SUBJECT, [vip, all])?.name).toBe('VIP');
		expect(matchingPolicy(conversation(), [vip, all])?.name).toBe('All');
		expect(matchingPolicy(SUBJECT, [all, vip])?.name).toBe('All');
		expect(matchingPolicy(conversation(), [vip])).toBeNull();
	});
});

describe('where a threshold comes from', () => {
	const own = ownPolicy({ thresholds: { frt: 60, nrt: 120, unassigned: 30 }, businessHours: true });
	const frtOnly = appliedSla({ thresholdSeconds: { frt: 300, nrt: null, rt: null } });

	test.each<[string, Parameters<typeof policyFor>[2], Partial<Conversation>, Array<number | null>]>([
		['Chatwoot only', 'chatwoot', {}, [300, 600, 3600, 30]],
		['Chatwoot only, which has none', 'chatwoot', { appliedSla: null }, [null, null, null, 30]],
		['Chatwoot first', 'chatwootThenOwn', {}, [300, 600, 3600, 30]],
		['Chatwoot first, metric by metric', 'chatwootThenOwn', { appliedSla: frtOnly }, [300, 120, null, 30]],
		['Chatwoot first, which has none', 'chatwootThenOwn', { appliedSla: null }, [60, 120, null, 30]],
		['ours only', 'own', {}, [60, 120, null, 30]],
	])('%s', (_case, source, changes, expected) => {
		const { frt, nrt, rt, unassigned } = policyFor(conversation(changes), [own], source);
		expect([frt, nrt, rt, unassigned].map(({ thresholdSeconds }) => thresholdSeconds)).toEqual(expected);
	});

	test('each keeps to its own hours', () => {
		const mixed = policyFor(conversation({ appliedSla: frtOnly }), [own], 'chatwootThenOwn');
		expect([mixed.frt.businessHours, mixed.nrt.businessHours, mixed.unassigned.businessHours]).toEqual([false, true, true]);
		const office = conversation({ appliedSla: appliedSla({ onlyDuringBusinessHours: true }) });
		expect(policyFor(office, [ownPolicy()], 'chatwoot').frt.businessHours).toBe(true);
	});

	test('a due time of the server counts as a promise', () => {
		const sla = appliedSla({ thresholdSeconds: { frt: null, nrt: null, rt: null }, dueAt: { frt: after(900), nrt: null, rt: null } });
		const policy = policyFor(conversation({ appliedSla: sla }), [own], 'chatwootThenOwn');
		expect(policy.frt).toMatchObject({ thresholdSeconds: null, serverDueAt: after(900) });
		expect(policy.nrt).toMatchObject({ thresholdSeconds: 120, serverDueAt: null });
	});

	test('the misses Chatwoot recorded count unless only ours hold', () => {
		const counts = (source: Parameters<typeof policyFor>[2]) => policyFor(conversation({ appliedSla: null }), [own], source).frt.countsRecordedMisses;
		expect([counts('chatwoot'), counts('chatwootThenOwn'), counts('own')]).toEqual([true, true, false]);
	});
});

describe('policies as a person writes them', () => {
	const YAML = `
- name: Gold customers
  when:
    inboxes: [Website, 3]
    labels: [vip]
    contactAttributes: {plan: gold, seats: 25, trial: false}
  frt: 5m
  rt: 1d
  businessHours: false
- nrt: 1h 30m
  unassigned: 600
`;

	test('YAML, JSON and what an expression gave are one', () => {
		const policies = parseOwnPolicies(YAML);
		expect(policies).toEqual([
			ownPolicy({
				name: 'Gold customers',
				conditions: { inboxes: ['Website', '3'], labels: ['vip'], contactAttributes: { plan: 'gold', seats: '25', trial: 'false' } },
				thresholds: { frt: 300, rt: 86_400 },
			}),
			ownPolicy({ name: '', businessHours: true, thresholds: { nrt: 5_400, unassigned: 600 } }),
		]);
		const value = [{ name: 'One', frt: '5m' }];
		expect(parseOwnPolicies(value)).toEqual(parseOwnPolicies(JSON.stringify(value)));
		expect(parseOwnPolicies('[]')).toEqual([]);
	});

	test.each<[string, string]>([
		['- {name: Gold, frt: 5 parsecs}', 'Policies: Gold: frt: "5 parsecs" is no duration'],
		['- {frt: 5m}\n- {rt: 0}', 'Policies: policy 2: rt: "0" is no duration'],
		['- {name: Gold}', 'Policies: Gold has no threshold'],
		['- {frt: 5m}\n- {frt: "", when: {labels: [a]}}', 'Policies: policy 2 has no threshold'],
		['- {frt: [5]}', 'Policies: 0.frt: '],
		['- {frt: 5m, when: {inbox: Website}}', "Policies: 0.when: Unrecognized key(s) in object: 'inbox'"],
		['- {frt: 5m, deadline: 3}', "Policies: 0: Unrecognized key(s) in object: 'deadline'"],
		['- {frt: 5m, when: {labels: vip}}', 'Policies: 0.when.labels: Expected array'],
		['- {frt: 5m, businessHours: sometimes}', 'Policies: 0.businessHours: Expected boolean'],
		['frt: 5m', 'Policies: Expected array'],
		['[', 'Policies is neither JSON nor YAML'],
	])('%j is refused, naming the place', (text, message) => {
		expect(() => parseOwnPolicies(text)).toThrow(message);
	});

	test('thresholds typed one by one: empty ones are not promised, wrong ones are named', () => {
		expect(parseThresholds({ frt: '5m', nrt: '', rt: null }, 'Thresholds')).toEqual({ frt: 300, nrt: null, rt: null, unassigned: null });
		expect(() => parseThresholds({ unassigned: 'later' }, 'Thresholds')).toThrow('Thresholds: unassigned: "later" is no duration');
	});
});
