import type { Field, Fingerprint, Person } from './person';
import { FIELDS, fingerprintOf } from './person';

export type Side = 'chatwoot' | 'crm';

/** What is to be written where, and what the two have in common afterwards. */
export interface Merge {
	toChatwoot: Partial<Person>;
	toCrm: Partial<Person>;
	inStep: Fingerprint;
}

/**
 * Brings two records of one customer in step, field by field. A field that changed on one side since they were last in
 * step (`base`) goes to the other; changed on both, the side that was written last (`newer`) has its way. Records that
 * meet for the first time (`base` null) fill each other's gaps, and the CRM's values stand.
 *
 * A missing value never empties the other side: what was removed on one side stays on the other, and does not come back
 * until it changes there. So what this returns can be applied any number of times: a second call finds nothing to do.
 */
export function merge(chatwoot: Person, crm: Person, base: Fingerprint | null, newer: Side): Merge {
	const [inChatwoot, inCrm] = [fingerprintOf(chatwoot), fingerprintOf(crm)];
	const result: Merge = { toChatwoot: {}, toCrm: {}, inStep: { ...inCrm } };
	for (const field of FIELDS) {
		const from = source(inChatwoot[field], inCrm[field], base?.[field] ?? null, newer);
		if (from === 'chatwoot') {
			result.toCrm[field] = chatwoot[field];
			result.inStep[field] = inChatwoot[field];
		} else if (from === 'crm') {
			result.toChatwoot[field] = crm[field];
		} else if (from === 'removed') {
			result.inStep[field] = inChatwoot[field] || inCrm[field];
		}
	}
	return result;
}

/** Which fields something is written to. */
export function fieldsOf(changes: Partial<Person>): Field[] {
	return FIELDS.filter((field) => changes[field] !== undefined);
}

/** Whose value of a field goes to the other, by their digests; `removed` where one side took it away. */
function source(chatwoot: string, crm: string, base: string | null, newer: Side): Side | 'removed' | 'same' {
	if (chatwoot === crm) return 'same';
	if (chatwoot === '') return crm === base ? 'removed' : 'crm';
	if (crm === '') return chatwoot === base ? 'removed' : 'chatwoot';
	if (base === null || chatwoot === base) return 'crm';
	if (crm === base) return 'chatwoot';
	return newer;
}
