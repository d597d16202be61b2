import { z } from 'zod';
import { ExplainedError } from '../errors';
import { parseAnswer } from './answer';
import type { OdooClient } from './client';
import { referencedIdOrNull } from './external-id';
import { OdooFault } from './faults';
import { majorVersion } from './major-version';
import type { RpcValue } from './protocol';
import { Id } from './record';

/** How a toast looks. */
export const TOAST_LEVELS = ['info', 'success', 'warning', 'danger'] as const;
export type ToastLevel = (typeof TOAST_LEVELS)[number];

export interface Toast {
	/** Plain text on every version. */
	title: string;
	message: string;
	level: ToastLevel;
	/** Whether it stays until it is closed. */
	sticky: boolean;
}

/** The name of the server action; by it a second installation finds the first. */
export const TOAST_ACTION_NAME = 'Chatwoot SLA: show a toast';

/**
 * All the action does. Odoo lets nobody call `_sendone` from outside (16 and 19), but a server action may. Every value is
 * taken by its name: on 16 `message_is_html` would let whoever may run the action put HTML before other users.
 */
const TOAST_CODE = `toast = env.context.get('toast') or {}
payload = {
    'title': str(toast.get('title') or ''),
    'message': str(toast.get('message') or ''),
    'type': str(toast.get('type') or 'warning'),
    'warning': bool(toast.get('warning')),
    'sticky': bool(toast.get('sticky')),
}
for partner in records or []:
    env['bus.bus']._sendone(partner, 'simple_notification', payload)
`;

/**
 * Makes the server action that shows toasts, or brings the one there is up to date. Only users in the group may run it.
 * Needs a Settings administrator; `group` is an XML id such as `base.group_user`.
 */
export async function installToastAction(client: OdooClient, group: string): Promise<{ actionId: number; existed: boolean }> {
	const groupId = await groupIdOf(client, group);
	const values = {
		name: TOAST_ACTION_NAME,
		model_id: await partnerModelId(client),
		state: 'code',
		code: TOAST_CODE,
		[await groupsField(client)]: [[6, 0, [groupId]]],
	};
	const [existing] = await toastActionIds(client);
	if (existing === undefined) return { actionId: await createAction(client, values), existed: false };
	await client.execute({ model: 'ir.actions.server', method: 'write', ids: [existing], params: { vals: values } });
	return { actionId: existing, existed: true };
}

/**
 * Shows a toast to users who have Odoo open, by the contacts of these users. An `actionId` of null looks the action up,
 * which needs a Settings administrator.
 *
 * @throws ExplainedError that says how to install the action, when it is missing or not for this user.
 */
export async function sendToast(
	client: OdooClient,
	actionId: number | null,
	partnerIds: readonly number[],
	{ title, message, level, sticky }: Toast,
): Promise<{ actionId: number }> {
	const id = actionId ?? (await lookUpAction(client));
	// 16 to 18 know only orange (`warning`) and red, 19 goes by `type`.
	const toast = { title, message, type: level, warning: level !== 'danger', sticky };
	const context = { active_model: 'res.partner', active_id: partnerIds[0] ?? false, active_ids: partnerIds, toast };
	try {
		await client.execute({ model: 'ir.actions.server', method: 'run', ids: [id], options: { context } }, { mayAnswerNothing: true });
	} catch (error) {
		throw withInstallAdvice(error, id);
	}
	return { actionId: id };
}

async function lookUpAction(client: OdooClient): Promise<number> {
	try {
		const [id] = await toastActionIds(client);
		if (id !== undefined) return id;
	} catch (error) {
		if (!(error instanceof OdooFault) || error.kind !== 'rights') throw error;
		throw new ExplainedError('The toast action is not known: only a Settings administrator of Odoo may look it up', {
			advice: `Enter its ID as "Action ID": Toast > Install Action gives it. ${HOW_TO_INSTALL}`,
		});
	}
	throw new ExplainedError('Odoo has no toast action', { advice: HOW_TO_INSTALL });
}

function withInstallAdvice(error: unknown, actionId: number): unknown {
	if (!(error instanceof OdooFault)) return error;
	if (error.kind === 'missing-record') {
		return new ExplainedError(`Odoo has no toast action with the ID ${actionId}`, { advice: HOW_TO_INSTALL });
	}
	if (error.kind === 'rights') {
		return new ExplainedError(`Odoo does not let this user run the toast action ${actionId}`, {
			advice: `The user must be in the group the action was installed for, and the ID must be the one that Install Action gave. ${HOW_TO_INSTALL}`,
		});
	}
	return error;
}

const HOW_TO_INSTALL =
	'To install it, run this node once with Toast > Install Action and a credential of a Settings administrator.';

/** Only administrators may read actions, so that others are refused here. */
async function toastActionIds(client: OdooClient): Promise<number[]> {
	const answer = await client.execute({
		model: 'ir.actions.server',
		method: 'search',
		params: { domain: [['name', '=', TOAST_ACTION_NAME]] },
		options: { order: 'id' },
	});
	return parseAnswer(z.array(Id), answer, 'search on ir.actions.server');
}

async function createAction(client: OdooClient, values: Record<string, RpcValue>): Promise<number> {
	const answer = await client.execute({ model: 'ir.actions.server', method: 'create', params: { vals_list: [values] } });
	const [id] = parseAnswer(z.tuple([Id]), answer, 'create on ir.actions.server');
	return id;
}

/** Odoo 19 renamed the field. */
async function groupsField(client: OdooClient): Promise<'group_ids' | 'groups_id'> {
	return (await majorVersion(client)) < 19 ? 'groups_id' : 'group_ids';
}

async function groupIdOf(client: OdooClient, group: string): Promise<number> {
	const [, module = '', name = ''] = /^(\w+)\.(\w+)$/.exec(group.trim()) ?? [];
	if (module === '') {
		throw new ExplainedError(`"${group.trim()}" is no XML ID of a group`, {
			advice: 'Write it like base.group_user: Odoo shows it in developer mode under Settings > Groups > View Metadata',
		});
	}
	const id = await referencedIdOrNull(client, 'res.groups', module, name);
	if (id !== null) return id;
	throw new ExplainedError(`"${group.trim()}" is no group that this user may see`, { advice: 'Enter another, e.g. base.group_user' });
}

async function partnerModelId(client: OdooClient): Promise<number> {
	const answer = await client.execute({ model: 'ir.model', method: 'search', params: { domain: [['model', '=', 'res.partner']] } });
	const [id] = parseAnswer(z.tuple([Id]), answer, 'search on ir.model');
	return id;
}
