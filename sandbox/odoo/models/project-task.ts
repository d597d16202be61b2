import { z } from 'zod';
import { accessError, missingRecord, userError } from '../fault';
import { cleanHtml } from '../html';
import type { Call } from '../method';
import { checkNewFields, Records, ValuesList } from '../method';

/** `create` of project.task, as far as a workflow fills tasks in. */
export function createTasks(call: Call): Records {
	const { world, caller } = call;
	if (!caller.isAdmin && !caller.apps.includes('project')) throw accessError('create', 'project.task', 'Task', ['Project/User']);
	const created = ValuesList.parse(call.args['vals_list']).map((values) => {
		checkNewFields(call, values, ['name', 'description', 'partner_id', 'project_id']);
		const { name, description, partner_id: partnerId, project_id: projectId } = Task.parse(values);
		if (name === '') throw userError("Missing required value for the field 'Title' (name).");
		if (partnerId !== false && !world.hasPartner(partnerId)) throw missingRecord('res.partner', partnerId, caller.id);
		return { name, description: cleanHtml(description), partnerId, projectId, email: '', phone: '', mobile: '', isActive: true };
	});
	const ids = created.map((task) => {
		const id = world.nextId('project.task', world.tasks);
		world.tasks.push({ id, ...task });
		return id;
	});
	return new Records('project.task', ids);
}

const Link = z.union([z.number(), z.literal(false), z.null().transform((): false => false)]).default(false);
const Text = z.union([z.string(), z.literal(false).transform(() => '')]).default('');
const Task = z.object({ name: Text, description: Text, partner_id: Link, project_id: Link });
