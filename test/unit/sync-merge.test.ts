import fc from 'fast-check';
import { merge } from '../../core/sync/merge';
import type { Fingerprint, Person } from '../../core/sync/person';
import { FIELDS, fingerprintOf, readFingerprint, readPerson, writeFingerprint } from '../../core/sync/person';

const JANE: Person = { name: 'Jane Doe', email: 'jane@example.com', phone: '+31612345678' };

const value = fc.constantFrom('', 'a', 'b', 'c');
const person: fc.Arbitrary<Person> = fc.record({ name: value, email: value, phone: value });
const side = fc.constantFrom('chatwoot' as const, 'crm' as const);
const base: fc.Arbitrary<Fingerprint | null> = fc.option(person.map(fingerprintOf));

test('two that meet for the first time fill each other\'s gaps, and what the CRM says stands', () => {
	const crm = { name: 'Jane Doe', email: '', phone: '+31612345678' };
	expect(merge({ name: 'janey', email: 'jane@example.com', phone: '' }, crm, null, 'chatwoot')).toEqual({
		toChatwoot: { name: 'Jane Doe', phone: '+31612345678' },
		toCrm: { email: 'jane@example.com' },
		inStep: fingerprintOf(JANE),
	});
});

test('a change goes to the other side, whichever was written last for other reasons', () => {
	const inStep = fingerprintOf(JANE);
	for (const newer of ['chatwoot', 'crm'] as const) {
		expect(merge({ ...JANE, name: 'Jane Roe' }, JANE, inStep, newer)).toMatchObject({ toChatwoot: {}, toCrm: { name: 'Jane Roe' } });
		expect(merge(JANE, { ...JANE, name: 'Jane Roe' }, inStep, newer)).toMatchObject({ toChatwoot: { name: 'Jane Roe' }, toCrm: {} });
	}
});

test('of two changes of the same field the last one counts, and others are kept', () => {
	const [chatwoot, crm] = [{ ...JANE, name: 'Jane Roe', email: 'roe@example.com' }, { ...JANE, name: 'J. Roe' }];
	const inStep = fingerprintOf(JANE);
	expect(merge(chatwoot, crm, inStep, 'chatwoot')).toMatchObject({ toChatwoot: {}, toCrm: { name: 'Jane Roe', email: 'roe@example.com' } });
	expect(merge(chatwoot, crm, inStep, 'crm')).toMatchObject({ toChatwoot: { name: 'J. Roe' }, toCrm: { email: 'roe@example.com' } });
});

test('what was removed on one side stays on the other, and comes back only when it changes there', () => {
	const removed = { ...JANE, email: '' };
	const first = merge(removed, JANE, fingerprintOf(JANE), 'chatwoot');
	expect(first).toMatchObject({ toChatwoot: {}, toCrm: {} });
	expect(merge(removed, { ...JANE, email: 'new@example.com' }, first.inStep, 'crm')).toMatchObject({ toChatwoot: { email: 'new@example.com' }, toCrm: {} });
});

describe('whatever the two hold', () => {
	test('once written, nothing is left to do: an echo of our own writing changes nothing', () => {
		fc.assert(
			fc.property(person, person, base, side, side, (chatwoot, crm, before, newer, newerThen) => {
				const { toChatwoot, toCrm, inStep } = merge(chatwoot, crm, before, newer);
				const again = merge({ ...chatwoot, ...toChatwoot }, { ...crm, ...toCrm }, inStep, newerThen);
				expect(again).toEqual({ toChatwoot: {}, toCrm: {}, inStep });
			}),
		);
	});

	test('afterwards each field is the same in both, or one of them has none', () => {
		fc.assert(
			fc.property(person, person, base, side, (chatwoot, crm, before, newer) => {
				const { toChatwoot, toCrm } = merge(chatwoot, crm, before, newer);
				for (const field of FIELDS) {
					const values = [toChatwoot[field] ?? chatwoot[field], toCrm[field] ?? crm[field]];
					expect(values[0] === values[1] || values.includes('')).toBe(true);
				}
			}),
		);
	});

	test('nothing is ever emptied, nothing is made up, and no field is written on both sides', () => {
		fc.assert(
			fc.property(person, person, base, side, (chatwoot, crm, before, newer) => {
				const { toChatwoot, toCrm } = merge(chatwoot, crm, before, newer);
				for (const field of FIELDS) {
					if (toChatwoot[field] !== undefined) expect(toChatwoot[field]).toBe(crm[field]);
					if (toCrm[field] !== undefined) expect(toCrm[field]).toBe(chatwoot[field]);
					expect([toChatwoot[field], toCrm[field]]).not.toContain('');
					expect(toChatwoot[field] === undefined || toCrm[field] === undefined).toBe(true);
				}
			}),
		);
	});

	test('of any row of edits on both sides, each told of, the last one is on both', () => {
		const edit = fc.record({ side, field: fc.constantFrom(...FIELDS), value: fc.constantFrom('a', 'b', 'c') });
		fc.assert(
			fc.property(person, person, fc.array(edit), (chatwootAtFirst, crmAtFirst, edits) => {
				let [chatwoot, crm] = [chatwootAtFirst, crmAtFirst];
				let kept: Fingerprint | null = null;
				for (const { side: where, field, value: typed } of edits) {
					if (where === 'chatwoot') chatwoot = { ...chatwoot, [field]: typed };
					else crm = { ...crm, [field]: typed };
					const isFirst = kept === null;
					const { toChatwoot, toCrm, inStep } = merge(chatwoot, crm, kept, where);
					[chatwoot, crm, kept] = [{ ...chatwoot, ...toChatwoot }, { ...crm, ...toCrm }, inStep];
					expect(chatwoot[field]).toBe(crm[field]);
					if (!isFirst) expect(crm[field]).toBe(typed);
				}
			}),
		);
	});
});

test('people are compared as they are meant', () => {
	expect(readPerson({ name: '  Jane   Doe ', email: 'Jane@Example.com', phone: '06-12 34 56 78' }, 'NL')).toEqual(JANE);
	expect(readPerson({ name: 'WhatsApp +31612345678', email: 'none', phone: 'ext. 12' }, '')).toEqual({ name: '', email: '', phone: '' });
	expect(readPerson({ name: '+31 6 12345678', email: '', phone: '' }, '').name).toBe('');
});

test('a fingerprint survives being written down, and holds nothing of the customer', () => {
	for (const some of [JANE, { ...JANE, email: '' }, { name: '', email: '', phone: '' }]) {
		const written = writeFingerprint(fingerprintOf(some));
		expect(readFingerprint(written)).toEqual(fingerprintOf(some));
		expect(written).not.toMatch(/jane|doe|316/i);
	}
	for (const none of [undefined, null, 7, '', 'Jane', 'a.b.c']) expect(readFingerprint(none)).toBeNull();
});
