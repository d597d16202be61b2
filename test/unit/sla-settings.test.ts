import { ExplainedError } from '../../core/errors';
import { slaProperties } from '../../nodes/shared/sla-properties';
import { readSlaSettings } from '../../nodes/shared/sla-settings';

/** The settings of a node whose parameters are these, and the defaults of the editor for the others. */
function settingsOf(parameters: Record<string, unknown> = {}) {
	const defaults = Object.fromEntries(slaProperties().map(({ name, default: value }) => [name, value]));
	return readSlaSettings((name, fallback) => ({ ...defaults, ...parameters })[name] ?? fallback);
}

const NO_CONDITIONS = { inboxes: [], teams: [], labels: [], priorities: [], channels: [], contactAttributes: {} };
const policy = (values: Record<string, unknown>) => settingsOf({ policiesFrom: 'form', policies: { policy: [values] } }).policies[0];

test('a new node promises what Chatwoot promises, warns at 80 % and leaves pending and snoozed conversations alone', () => {
	const asNew = {
		source: 'chatwootThenOwn',
		policies: [],
		plan: { warnings: [{ percent: 80 }], escalationsAfterSeconds: [], reminders: null },
		leaveAlone: { statuses: ['pending', 'snoozed'], labels: [], inboxes: [], missedLongerAgoThanSeconds: 7 * 86_400 },
		acknowledgement: { by: ['assignment', 'label', 'reply'], label: 'sla-acknowledged' },
	};
	expect(settingsOf()).toEqual(asNew);
	expect(readSlaSettings((_name, fallback) => fallback)).toEqual(asNew);
});

describe('one for all conversations', () => {
	test('durations as people type them, and numbers of seconds', () => {
		expect(settingsOf({ thresholds: { frt: '5m', nrt: ' 1h 30m ', rt: '1d', unassigned: 90 } }).policies).toEqual([
			{ name: '', conditions: NO_CONDITIONS, thresholdSeconds: { frt: 300, nrt: 5400, rt: 86_400, unassigned: 90 }, businessHours: true },
		]);
	});

	test.each([[null], [{}], [{ frt: '' }], [{ frt: null, rt: undefined }]])('%j promises nothing', (thresholds) => {
		expect(settingsOf({ thresholds }).policies).toEqual([]);
	});
});

describe('the list', () => {
	test('reads conditions with commas and attributes with equals signs', () => {
		const typed = {
			name: ' Gold ',
			inboxes: 'Website, 3',
			teams: 'customer service',
			labels: 'vip,,billing ',
			channels: 'whatsapp',
			priorities: ['high', 'urgent'],
			contactAttributes: 'tier=gold, note=a=b , country = NL',
			frt: '5m',
			businessHours: false,
		};
		expect(policy(typed)).toEqual({
			name: 'Gold',
			conditions: {
				inboxes: ['Website', '3'],
				teams: ['customer service'],
				labels: ['vip', 'billing'],
				channels: ['whatsapp'],
				priorities: ['high', 'urgent'],
				contactAttributes: { tier: 'gold', note: 'a=b', country: 'NL' },
			},
			thresholdSeconds: { frt: 300, nrt: null, rt: null, unassigned: null },
			businessHours: false,
		});
	});

	test('a row with a threshold and nothing else holds for all, in business hours', () => {
		expect(policy({ rt: '2h' })).toMatchObject({ conditions: NO_CONDITIONS, businessHours: true, thresholdSeconds: { rt: 7200 } });
	});

	test('takes what expressions give: lists, numbers, objects, nothing', () => {
		expect(policy({ name: null, inboxes: [3, 'Shop'], labels: null, teams: 7, contactAttributes: { vip: true }, frt: 60, businessHours: null })).toMatchObject({
			conditions: { inboxes: ['3', 'Shop'], labels: [], teams: ['7'], contactAttributes: { vip: 'true' } },
			thresholdSeconds: { frt: 60 },
			businessHours: true,
		});
	});

	test('may be empty beside the SLA of Chatwoot', () => {
		expect(settingsOf({ policiesFrom: 'form', policies: {} }).policies).toEqual([]);
	});
});

describe('as text', () => {
	test('the same policy in YAML, in JSON and as a value', () => {
		const value = [{ name: 'Gold', when: { labels: ['vip'] }, frt: '5m' }];
		const read = (policiesText: unknown) => settingsOf({ policiesFrom: 'text', policiesText }).policies;
		expect(read('- { name: Gold, when: { labels: [vip] }, frt: 5m }')).toEqual(read(value));
		expect(read(JSON.stringify(value))).toEqual(read(value));
		expect(read(value)).toMatchObject([{ name: 'Gold', conditions: { labels: ['vip'] } }]);
	});

	test.each([[''], ['  '], [null]])('%j is none', (policiesText) => {
		expect(settingsOf({ policiesFrom: 'text', policiesText }).policies).toEqual([]);
	});

	test("the editor's example", () => {
		expect(settingsOf({ policiesFrom: 'text' }).policies).toMatchObject([
			{ name: 'Gold customers', conditions: { contactAttributes: { tier: 'gold' } }, businessHours: false },
			{ name: 'Everybody else', thresholdSeconds: { frt: 3600, nrt: 7200, rt: null, unassigned: null }, businessHours: true },
		]);
	});
});

test('what is told when', () => {
	expect(settingsOf({ warnings: '50%, 10m', escalations: '1h,15m', remindEvery: '30m', maxReminders: 3 }).plan).toEqual({
		warnings: [{ percent: 50 }, { secondsLeft: 600 }],
		escalationsAfterSeconds: [900, 3600],
		reminders: { everySeconds: 1800, max: 3 },
	});
	expect(settingsOf({ remindEvery: '30m', maxReminders: null }).plan.reminders).toEqual({ everySeconds: 1800, max: 5 });
	expect(settingsOf({ warnings: '', escalations: null, remindEvery: null }).plan).toEqual({ warnings: [], escalationsAfterSeconds: [], reminders: null });
});

test.each<[unknown, object]>([
	[{ labels: 'no-sla, spam', inboxes: 'Newsletter' }, { statuses: ['pending', 'snoozed'], labels: ['no-sla', 'spam'], inboxes: ['Newsletter'] }],
	[{ statuses: ['pending'] }, { statuses: ['pending'], labels: [], inboxes: [] }],
	[{ statuses: [] }, { statuses: [], labels: [], inboxes: [] }],
	[null, { statuses: ['pending', 'snoozed'], labels: [], inboxes: [] }],
	[{ missedLongerAgoThan: '12h' }, { missedLongerAgoThanSeconds: 43_200 }],
	[{ missedLongerAgoThan: ' ' }, { missedLongerAgoThanSeconds: null }],
	[{ missedLongerAgoThan: null }, { missedLongerAgoThanSeconds: null }],
	[{ labels: 'no-sla' }, { missedLongerAgoThanSeconds: 7 * 86_400 }],
])('%j leaves alone %j', (leaveAlone, expected) => {
	expect(settingsOf({ leaveAlone }).leaveAlone).toMatchObject(expected);
});

test.each([
	[[], []],
	['reply, label', ['reply', 'label']],
	[['assignment'], ['assignment']],
])('acknowledged by %j is by %j', (acknowledgedBy, by) => {
	expect(settingsOf({ acknowledgedBy, acknowledgementLabel: ' mine ' }).acknowledgement).toEqual({ by, label: 'mine' });
});

describe('what is wrong is said with the name of the field', () => {
	const form = (...rows: object[]) => ({ policiesFrom: 'form', policies: { policy: rows } });
	test.each<[Record<string, unknown>, RegExp]>([
		[{ thresholds: { frt: '5 parsecs' } }, /^First Response Time: "5 parsecs" is no duration$/],
		[{ thresholds: { unassigned: -1 } }, /^Unassigned: "-1" is no duration$/],
		[{ thresholds: { rt: {} } }, /^Thresholds: rt: expected text$/],
		[{ thresholds: 'soon' }, /^Thresholds: expected object/],
		[{ policySource: 'elsewhere' }, /^Thresholds From: /],
		[{ policySource: 'own' }, /^Thresholds: there are none, so nothing is promised$/],
		[{ policySource: 'own', ...form() }, /^Policies: there are none, so nothing is promised$/],
		[form({ name: 'Gold', frt: '5 parsecs' }), /^Policies: Gold: frt: "5 parsecs" is no duration$/],
		[form({ frt: '5m' }, { labels: 'vip' }), /^Policies: policy 2 has no threshold$/],
		[form({ name: 'Gold', frt: '5m', contactAttributes: 'gold' }), /^Policies: Gold: Contact Attributes: "gold" is not a name and a value$/],
		[form({ frt: '5m', businessHours: 'yes' }), /^Policies: .*businessHours: expected boolean/],
		[{ policiesFrom: 'text', policiesText: '- frt: [' }, /^Policies is neither JSON nor YAML: /],
		[{ policiesFrom: 'text', policiesText: '- { frt: 5m, nrt_time: 3m }' }, /^Policies: 0: Unrecognized key/],
		[{ warnings: '100%' }, /^Warnings: 100% is not between 0 and 100 %$/],
		[{ warnings: 'early' }, /^Warnings: "early" is no duration$/],
		[{ escalations: {} }, /^Escalations: expected text/],
		[{ escalations: '15m; 1h' }, /^Escalations: "15m; 1h" is no duration$/],
		[{ remindEvery: '0m' }, /^Remind Every: "0m" is no duration$/],
		[{ remindEvery: '1h', maxReminders: 0 }, /^Max Reminders: 0 is not a whole number from 1 to 100$/],
		[{ leaveAlone: { statuses: ['open'] } }, /^Leave Alone: statuses: /],
		[{ leaveAlone: { missedLongerAgoThan: 'a while' } }, /^Leave Alone: Missed Longer Ago Than: "a while" is no duration$/],
		[{ acknowledgedBy: ['telepathy'] }, /^Acknowledged By: 0: /],
	])('%j', (parameters, message) => {
		const readAgain = () => settingsOf(parameters);
		expect(readAgain).toThrow(message);
		expect(readAgain).toThrow(ExplainedError);
	});
});

test('the same values are parsed once, others anew', () => {
	const first = settingsOf({ thresholds: { frt: '7m' } });
	expect(settingsOf({ thresholds: { frt: '7m' } })).toBe(first);
	expect(settingsOf({ thresholds: { frt: '8m' } })).not.toEqual(first);
});

describe('the fields', () => {
	test('are shown in one mode only where a node asks for it, each under its own condition as well', () => {
		const shown = slaProperties({ policyFrom: ['here'] });
		expect(shown.filter(({ displayOptions }) => displayOptions?.show?.['policyFrom'] === undefined).map(({ name }) => name)).toEqual([]);
		expect(shown.find(({ name }) => name === 'policies')?.displayOptions).toEqual({ show: { policyFrom: ['here'], policiesFrom: ['form'] } });
		expect(shown.find(({ name }) => name === 'maxReminders')?.displayOptions).toEqual({ show: { policyFrom: ['here'] }, hide: { remindEvery: [''] } });
	});

	test('have names of their own', () => {
		const names = slaProperties().map(({ name }) => name);
		expect(new Set(names).size).toBe(names.length);
	});
});
