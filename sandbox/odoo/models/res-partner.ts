import { z } from 'zod';
import type { Row } from '../domain';
import { accessError, missingRecord, userError } from '../fault';
import type { Call, Model } from '../method';
import { checkNewFields, checkWrittenFields, reading, Records, Values, ValuesList } from '../method';
import type { SimulatedPartner } from '../world';
import { threadMethods } from './mail-thread';

/** Contacts: those of the users, and the customers. */
export const resPartner: Model = {
	label: 'Contact',
	methods: {
		...reading({
			fields: ({ world }) => readable(world.version),
			rows: (call) => partnerRows(call).filter((row) => row['active'] === true || call.context['active_test'] === false),
			hiddenRows: (call) => partnerRows(call).filter((row) => row['active'] === false),
		}),
		...threadMethods({ check: checkContacts }),
		create: {
			on: 'model',
			params: ['vals_list'],
			required: ['vals_list'],
			run: (call) => {
				checkMayWrite(call, 'create');
				const { partners, users } = call.world;
				const created = ValuesList.parse(call.args['vals_list']).map((values) => newPartner(call, values));
				const ids = created.map((partner) => {
					const id = call.world.nextId('res.partner', [...partners, ...users.map((user) => ({ id: user.partnerId }))]);
					partners.push({ id, ...partner });
					return id;
				});
				return new Records('res.partner', ids);
			},
		},
		write: {
			on: 'records',
			params: ['vals'],
			required: ['vals'],
			run: (call) => {
				checkContacts(call, 'modify');
				const values = Values.parse(call.args['vals']);
				checkWrittenFields(call, values, written(call.world.version));
				const { ref, active, category_id: links = [], ...ofAll } = Writable.partial().parse(values);
				const ofPartners = { ...(ref === undefined ? {} : { ref }), ...(active === undefined ? {} : { isActive: active }), writtenAt: new Date() };
				for (const user of call.world.users) if (call.ids.includes(user.partnerId)) Object.assign(user, ofAll);
				for (const partner of call.world.partners) {
					if (!call.ids.includes(partner.id)) continue;
					Object.assign(partner, ofAll, ofPartners);
					for (const [, tagId] of links) if (!partner.tagIds.includes(tagId)) partner.tagIds.push(tagId);
				}
				return true;
			},
		},
	},
};

/** 19 has one phone number a contact. */
function written(version: 16 | 19): string[] {
	return ['name', 'email', 'phone', 'ref', 'active', 'category_id', ...(version === 16 ? ['mobile'] : [])];
}

function readable(version: 16 | 19): string[] {
	return ['id', 'display_name', 'user_ids', 'email_normalized', 'write_date', ...written(version)];
}

function newPartner(call: Call, values: Row): Omit<SimulatedPartner, 'id'> {
	checkNewFields(call, values, written(call.world.version));
	const { name, email = '', phone = '', mobile = '', ref = '', active: isActive = true } = Writable.partial().parse(values);
	if (name === undefined || name === '') throw userError('The operation cannot be completed: Contacts require a name');
	return { name, email, phone, mobile, ref, tagIds: [], isActive, writtenAt: new Date() };
}

/** @throws Fault for who may not write on contacts (19: needed for their messages too), and for a missing contact. */
function checkContacts(call: Call, purpose: 'modify' | 'post'): void {
	if (purpose === 'modify' || call.world.version === 19) checkMayWrite(call, 'modify');
	const missing = call.ids.find((id) => !call.world.hasPartner(id));
	if (missing !== undefined) throw missingRecord('res.partner', missing, call.caller.id);
}

export function checkMayWrite({ world, caller }: Call, verb: 'create' | 'modify'): void {
	if (caller.isAdmin || caller.mayWriteContacts) return;
	const groups = ['Contact/Creation', ...(world.apps.includes('crm') ? ['Sales/User: Own Documents Only'] : [])];
	throw accessError(verb, 'res.partner', 'Contact', groups);
}

function partnerRows({ world }: Call): Row[] {
	const ofUsers = world.users.map((user) => ({
		...user,
		id: user.partnerId,
		mobile: '',
		ref: '',
		tagIds: [],
		isActive: true,
		writtenAt: LONG_AGO,
		userIds: user.isActive ? [user.id] : [],
	}));
	const others = world.partners.map((partner) => ({ ...partner, userIds: [] }));
	return [...ofUsers, ...others].map(({ id, name, email, phone, mobile, ref, tagIds, isActive, writtenAt, userIds }) => ({
		id,
		name,
		display_name: name,
		active: isActive,
		ref: orFalse(ref),
		category_id: tagIds,
		write_date: writtenAt.toISOString().slice(0, 19).replace('T', ' '),
		email: orFalse(email),
		email_normalized: orFalse(email.trim().toLowerCase()),
		phone: orFalse(phone),
		mobile: orFalse(mobile),
		user_ids: userIds,
	}));
}

/** Nobody changes the contacts of users here. */
const LONG_AGO = new Date('2026-01-01T00:00:00Z');

function orFalse(text: string): string | false {
	return text === '' ? false : text;
}

const Text = z.union([z.string(), z.literal(false).transform(() => '')]);
/** Of the commands for links to many only the one that adds a link: `(4, id)`. */
const Links = z.array(z.tuple([z.literal(4), z.number()]));
const Writable = z.object({ name: Text, email: Text, phone: Text, mobile: Text, ref: Text, active: z.boolean(), category_id: Links });
