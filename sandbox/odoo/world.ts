import { EventEmitter } from 'node:events';
import type { App, SimulatedUser } from './users';

/** A contact that is no user's. */
export interface SimulatedPartner {
	id: number;
	name: string;
	/** Empty for none, as the texts below. */
	email: string;
	phone: string;
	/** Odoo 16 only. */
	mobile: string;
	/** The internal reference. */
	ref: string;
	/** Ids of its tags. */
	tagIds: number[];
	isActive: boolean;
	/** When it was last changed. */
	writtenAt: Date;
}

/** A lead or a task. */
export interface SimulatedDocument {
	id: number;
	name: string;
	/** The customer. */
	partnerId: number | false;
	/** Of a lead: what it was made with; empty for none. */
	email: string;
	phone: string;
	mobile: string;
	/** Of a task: HTML as Odoo keeps it. */
	description: string;
	/** Of a task. */
	projectId: number | false;
	isActive: boolean;
}

/** An activity that was created, for tests to look at. */
export interface SimulatedActivity {
	id: number;
	summary: string;
	/** HTML as Odoo keeps it: cleaned. */
	note: string;
	/** `YYYY-MM-DD`. */
	deadline: string;
	typeId: number | false;
	userId: number | false;
	/** The record it hangs on; for a user's own activities the user's contact. */
	resModel: string | false;
	resId: number | false;
	/** The user whose login created it. */
	createdBy: number;
}

export interface SimulatedMessage {
	id: number;
	/** False for a notification without a document. */
	resModel: string | false;
	resId: number | false;
	/** HTML as Odoo keeps it. */
	body: string;
	/** Such as `comment` or `notification`. */
	type: string;
	/** Such as `mail.mt_note`. */
	subtype: string;
	/** The contacts it notifies. */
	partnerIds: readonly number[];
	/** The contact of who wrote it. */
	authorId: number;
	createdBy: number;
	createdAt: Date;
}

export interface SimulatedServerAction {
	id: number;
	name: string;
	modelId: number;
	code: string;
	groupIds: readonly number[];
}

/** What went over the bus to the browsers of a contact. */
export interface BusMessage {
	/** Database, model and id. */
	channel: readonly [string, string, number];
	type: string;
	payload: unknown;
}

/** The contents of the simulated database. */
export class World {
	/** Open activities, oldest first. */
	readonly activities: SimulatedActivity[] = [];
	readonly doneActivities: SimulatedActivity[] = [];
	readonly messages: SimulatedMessage[] = [];
	readonly serverActions: SimulatedServerAction[] = [];
	readonly busMessages: BusMessage[] = [];
	/** Of contacts (`res.partner.category`). */
	readonly partnerTags: Array<{ id: number; name: string }> = [];
	readonly externalIds: Array<{ module: string; name: string; model: string; resId: number }> = [];
	/** `activities` when one is added. */
	readonly events = new EventEmitter();
	private readonly lastIds = new Map<string, number>();

	constructor(
		readonly version: 16 | 19,
		readonly database: string,
		readonly apps: readonly App[],
		readonly users: SimulatedUser[],
		readonly partners: SimulatedPartner[],
		readonly leads: SimulatedDocument[],
		readonly tasks: SimulatedDocument[],
		private readonly firstIds: Readonly<Record<string, number>>,
	) {}

	/** Ids of a model go up from its first one, or from the highest there is. */
	nextId(model: string, taken: ReadonlyArray<{ id: number }> = []): number {
		const last = this.lastIds.get(model) ?? (this.firstIds[model] ?? 1) - 1;
		const id = Math.max(last, ...taken.map((record) => record.id)) + 1;
		this.lastIds.set(model, id);
		return id;
	}

	nameOfUser(id: number): string {
		return this.users.find((user) => user.id === id)?.name ?? '';
	}

	hasPartner(id: number): boolean {
		return this.users.some((user) => user.partnerId === id) || this.partners.some((partner) => partner.id === id);
	}

	nameOfPartner(id: number): string {
		return this.users.find((user) => user.partnerId === id)?.name ?? this.partners.find((partner) => partner.id === id)?.name ?? '';
	}
}
