import { z } from 'zod';
import { readWorkflow } from './stage';

const NODE = 'Settings';

const setNodeSchema = z.object({
	name: z.literal(NODE),
	parameters: z.object({ assignments: z.object({ assignments: z.array(z.object({ name: z.string() }).passthrough()) }) }).passthrough(),
});

/**
 * The parameters of the Set node "Settings" of a file of workflows/, with some values changed.
 *
 * @throws Error for a value that the node does not have.
 */
export async function settingsOf(workflow: string, changes: Record<string, unknown>): Promise<Record<string, unknown>> {
	const { nodes } = z.object({ nodes: z.array(z.object({ name: z.string() }).passthrough()) }).parse(await readWorkflow(workflow));
	const { assignments } = setNodeSchema.parse(nodes.find(({ name }) => name === NODE)).parameters.assignments;
	const unknown = Object.keys(changes).find((key) => !assignments.some(({ name }) => name === key));
	if (unknown !== undefined) throw new Error(`The settings of ${workflow} have no ${unknown}`);
	return {
		assignments: {
			assignments: assignments.map((assignment) =>
				Object.hasOwn(changes, assignment.name) ? { ...assignment, value: changes[assignment.name] } : assignment,
			),
		},
	};
}
