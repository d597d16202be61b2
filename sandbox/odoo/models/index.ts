import type { Model } from '../method';
import type { World } from '../world';
import { busBus } from './bus-bus';
import { DOCUMENTS, documentModel } from './documents';
import { irActionsServer } from './ir-actions-server';
import { irModel } from './ir-model';
import { irModelData } from './ir-model-data';
import { mailActivity } from './mail-activity';
import { mailActivityType } from './mail-activity-type';
import { mailMessage } from './mail-message';
import { mailThread } from './mail-thread';
import { resGroups } from './res-groups';
import { resPartner } from './res-partner';
import { resPartnerCategory } from './res-partner-category';
import { resUsers } from './res-users';

/** A model of the database, or undefined where Odoo has none of the name, or the app that brings it is not installed. */
export function findModel(world: World, name: string): Model | undefined {
	const document = DOCUMENTS.find((known) => known.name === name);
	if (document !== undefined) return world.apps.includes(document.app) ? documentModel(document) : undefined;
	return Object.hasOwn(MODELS, name) ? MODELS[name] : undefined;
}

const MODELS: Record<string, Model> = {
	'bus.bus': busBus,
	'ir.actions.server': irActionsServer,
	'ir.model': irModel,
	'ir.model.data': irModelData,
	'mail.activity': mailActivity,
	'mail.activity.type': mailActivityType,
	'mail.message': mailMessage,
	'mail.thread': mailThread,
	'res.groups': resGroups,
	'res.partner': resPartner,
	'res.partner.category': resPartnerCategory,
	'res.users': resUsers,
};
