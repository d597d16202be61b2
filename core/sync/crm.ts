import type { Person } from './person';

/** A customer's record in a CRM. */
export interface CrmRecord {
	id: string;
	/** As kept there. */
	person: Person;
	/** What says to which Chatwoot contact it belongs (see `markOf`); empty for nothing. */
	mark: string;
	modifiedAt: Date;
}

/** A CRM whose records are kept in step with Chatwoot's contacts. All methods reject with an ExplainedError. */
export interface Crm {
	/** As people call it. */
	readonly name: 'ERPNext' | 'Odoo';
	/** The custom attributes of a Chatwoot contact that hold its record's id, and what both were when last in step, and since when. */
	readonly attributes: { id: string; fingerprint: string; syncedAt: string };
	/** Null where there is none (any more). */
	get(id: string): Promise<CrmRecord | null>;
	findByMark(mark: string): Promise<CrmRecord | null>;
	/** Records with this phone, else with this e-mail; the oldest first. */
	findByPerson(person: Person): Promise<CrmRecord[]>;
	/** A new record, or the one that somebody else has just made for the same Chatwoot contact. */
	create(person: Person, mark: string): Promise<CrmRecord>;
	/** Writes what is named, and the contact it belongs to. @returns false when somebody changed the record since it was read */
	update(record: CrmRecord, changes: Partial<Person>, mark: string): Promise<boolean>;
	/** Gives a record the tags that it lacks; those that it has stay. */
	tag(id: string, tags: readonly string[]): Promise<void>;
	/** Customers' records changed at this moment or later, the earliest change first; all of them where `limit` is null. */
	changedSince(since: Date, limit: number | null): Promise<Array<{ id: string; modifiedAt: Date }>>;
}
