import fc from 'fast-check';
import { parseWebhookEvent } from '../../core/chatwoot/parse';

const WAITED = 1770195600;
const waited = new Date(WAITED * 1000);
const FRT = { metric: 'frt', startedAt: null };
const RT = { metric: 'rt', startedAt: null };
const UNASSIGNED = { metric: 'unassigned', startedAt: null };
const NRT = { metric: 'nrt', startedAt: waited };

const change = (attribute: string, previous_value: unknown, current_value: unknown) => ({ [attribute]: { previous_value, current_value } });

function endedBy(changed_attributes: unknown, conversation: object = {}) {
	return parseWebhookEvent({ event: 'conversation_updated', id: 1, account: { id: 1 }, ...conversation, changed_attributes }).ended;
}

test.each<[string, object[], object[]]>([
	['a first reply', [change('first_reply_created_at', null, '2026-02-04T09:00:00.000Z')], [FRT]],
	['an answer to a waiting customer', [change('waiting_since', '2026-02-04T09:00:00.000Z', null)], [NRT]],
	['an answer, told in unix seconds with 0 for none', [change('waiting_since', WAITED, 0)], [NRT]],
	['an answer, told to the millisecond: conversations tell whole seconds', [change('waiting_since', '2026-02-04T09:00:00.987Z', null)], [NRT]],
	['an assignment', [change('assignee_id', null, 2)], [UNASSIGNED]],
	[
		'several at once',
		[change('first_reply_created_at', null, '2026-02-04T09:01:00Z'), change('waiting_since', WAITED, null), change('assignee_id', null, 2)],
		[NRT, FRT, UNASSIGNED],
	],
])('%s ends its clock', (_case, changes, ended) => {
	expect(endedBy(changes)).toEqual(ended);
});

test.each<[string, object[]]>([
	['a message of a customer', [change('waiting_since', null, WAITED)]],
	['another assignee', [change('assignee_id', 2, 3)]],
	['the assignee is taken away', [change('assignee_id', 2, null)]],
	['a conversation is opened again', [change('status', 'resolved', 'open')]],
	['labels', [change('label_list', [], ['vip'])]],
])('nothing has ended: %s', (_case, changes) => {
	expect(endedBy(changes)).toEqual([]);
});

describe('a resolution ends every clock', () => {
	const resolved = [change('status', 'open', 'resolved')];

	test('also that of the customer who still waited', () => {
		expect(endedBy(resolved, { waiting_since: WAITED })).toEqual([FRT, NRT, RT, UNASSIGNED]);
	});

	test('of a wait that nobody tells of nothing is said', () => {
		expect(endedBy(resolved, { waiting_since: 0 })).toEqual([FRT, RT, UNASSIGNED]);
		expect(endedBy(resolved)).toEqual([FRT, RT, UNASSIGNED]);
	});

	test('and of a wait that ended in the same change it is said once', () => {
		expect(endedBy([...resolved, change('waiting_since', WAITED, null)], { waiting_since: 0 })).toEqual([NRT, FRT, RT, UNASSIGNED]);
	});
});

test("the plan's one object is read like Chatwoot's list", () => {
	const changes = [change('assignee_id', null, 2), change('waiting_since', WAITED, null)];
	expect(endedBy(Object.assign({}, ...changes))).toEqual(endedBy(changes));
});

test('property: whatever stands in changed_attributes, the event is read', () => {
	fc.assert(
		fc.property(fc.jsonValue(), fc.constantFrom('waiting_since', 'assignee_id', 'status', 'first_reply_created_at'), (value, attribute) => {
			expect(() => endedBy(value)).not.toThrow();
			expect(() => endedBy([{ [attribute]: value }])).not.toThrow();
			expect(endedBy([change(attribute, value, value)]).every(({ metric }) => metric === 'nrt')).toBe(true);
		}),
	);
});

test('one strange change does not hide the others', () => {
	expect(endedBy([change('waiting_since', 'yesterday', null), 'nonsense', change('assignee_id', null, 2)])).toEqual([UNASSIGNED]);
});
