import type { IExecuteFunctions, IHookFunctions, INodeProperties, NodeTypeAndVersion } from 'n8n-workflow';
import { ExplainedError } from '../../core/errors';
import type { ParameterReader } from './parameter-reader';
import { slaProperties } from './sla-properties';

/**
 * A policy stands in one node, from which the others of a workflow take it: in the monitor trigger where there is one,
 * else in Evaluate SLA Breach. Not the other way round: n8n (2.41) starts a trigger anew only when the trigger's own
 * parameters changed, so a monitor would go on with what Evaluate SLA Breach said when the workflow was first published.
 */

/** What n8n's triggers, webhooks and their activation have in common. */
export type PolicyContext = Pick<IHookFunctions, 'getNode' | 'getChildNodes' | 'getParentNodes' | 'getNodeParameter'>;

/** For Chatwoot SLA Trigger: where the fields of `slaProperties` are filled in. */
export const policyOfTriggerProperty: INodeProperties = {
	displayName: 'Policy',
	name: 'policyFrom',
	type: 'options',
	noDataExpression: true,
	default: 'connected',
	options: [
		{
			name: 'As in Evaluate SLA Breach',
			value: 'connected',
			description: 'The policy that the Evaluate SLA Breach node uses to which this trigger leads',
		},
		{ name: 'Set Here', value: 'here', description: 'A policy of this trigger alone' },
	],
	description: 'What is promised to customers, and what is told when',
};

/** For Evaluate SLA Breach. */
export const policyOfEvaluateProperty: INodeProperties = {
	displayName: 'Policy',
	name: 'policyFrom',
	type: 'options',
	noDataExpression: true,
	default: 'here',
	options: [
		{
			name: 'As in Chatwoot SLA Monitor Trigger',
			value: 'monitor',
			description: 'The policy of the monitor trigger that leads to this node: both have to judge alike',
		},
		{ name: 'Set Here', value: 'here', description: 'For workflows without a monitor trigger' },
	],
	description: 'What is promised to customers, and what is told when',
};

/**
 * Reads the policy of Chatwoot SLA Trigger: its own parameters, or those that the nearest Evaluate SLA Breach node uses.
 *
 * @throws ExplainedError when there is no such node; the reader throws one where that node has an expression.
 */
export function policyOfTrigger(context: PolicyContext): ParameterReader {
	if (context.getNodeParameter('policyFrom', 'connected') === 'here') {
		return (name, fallback) => context.getNodeParameter(name, fallback);
	}
	const evaluate = connectedEvaluate(context);
	return policyOf(evaluate.parameters?.['policyFrom'] === 'monitor' ? monitorBefore(context, evaluate.name) : evaluate);
}

/**
 * Reads the policy of Evaluate SLA Breach for one item: its own parameters, or those of the monitor trigger before it.
 *
 * @throws ExplainedError like `policyOfTrigger`.
 */
export function policyOfEvaluate(context: IExecuteFunctions, itemIndex: number): ParameterReader {
	if (context.getNodeParameter('policyFrom', itemIndex, 'here') === 'here') {
		return (name, fallback) => context.getNodeParameter(name, itemIndex, fallback);
	}
	return policyOf(monitorBefore(context, context.getNode().name));
}

/** Whether a monitor trigger leads to this Evaluate SLA Breach node with a policy of its own that is another one. */
export function judgesUnlikeMonitor(context: IExecuteFunctions): boolean {
	if (context.getNodeParameter('policyFrom', 0, 'here') !== 'here') return false;
	const monitor = monitorsBefore(context, context.getNode().name).at(-1);
	if (monitor === undefined) return false;
	const here = context.getNode().parameters;
	return [...PROPERTIES].some(([name, property]) => typed(here, name, property) !== typed(monitor.parameters, name, property));
}

const PROPERTIES = new Map(slaProperties().map((property) => [property.name, property] as const));

function typed(parameters: NodeTypeAndVersion['parameters'], name: string, property: INodeProperties): string {
	return JSON.stringify(parameters?.[name] ?? property.default);
}

/** The parameters of another node, as they were typed. */
function policyOf({ name: nodeName, parameters = {} }: NodeTypeAndVersion): ParameterReader {
	return (name, fallback) => {
		const property = PROPERTIES.get(name);
		const value: unknown = parameters[name] ?? property?.default ?? fallback;
		if (holdsExpression(value)) throw unresolvable(nodeName, property?.displayName ?? name);
		return value;
	};
}

function connectedEvaluate(context: PolicyContext): NodeTypeAndVersion {
	const nodes = context.getChildNodes(context.getNode().name, { includeNodeParameters: true });
	// n8n (2.41) lists the nodes furthest away first.
	const nearest = nodes.filter(({ type, disabled }) => type.endsWith('.evaluateSlaBreach') && !disabled).at(-1);
	if (nearest !== undefined) return nearest;
	throw new ExplainedError('This trigger leads to no Evaluate SLA Breach node, whose policy it is to use', {
		advice: 'Connect the trigger to one, or choose Set Here under Policy.',
	});
}

function monitorBefore(context: Pick<PolicyContext, 'getParentNodes'>, nodeName: string): NodeTypeAndVersion {
	const nearest = monitorsBefore(context, nodeName).at(-1);
	if (nearest !== undefined) return nearest;
	throw new ExplainedError(`No Chatwoot SLA Monitor Trigger leads to "${nodeName}", which is to use its policy`, {
		advice: 'Connect one to it, or choose Set Here under Policy.',
	});
}

/** A disabled one is as good a place for the policy. */
function monitorsBefore(context: Pick<PolicyContext, 'getParentNodes'>, nodeName: string): NodeTypeAndVersion[] {
	return context.getParentNodes(nodeName, { includeNodeParameters: true }).filter(({ type }) => type.endsWith('.chatwootSlaMonitorTrigger'));
}

/** n8n keeps an expression as text that begins with an equals sign; it may stand anywhere in a collection. */
function holdsExpression(value: unknown): boolean {
	if (typeof value === 'string') return value.startsWith('=');
	return typeof value === 'object' && value !== null && Object.values(value).some(holdsExpression);
}

function unresolvable(nodeName: string, field: string): ExplainedError {
	return new ExplainedError(`The node "${nodeName}" has an expression in ${field}, which only that node can resolve`, {
		advice: `Write a value into ${field} there, or choose Set Here under Policy in this node.`,
	});
}
