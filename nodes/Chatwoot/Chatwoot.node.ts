import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { ExplainedError } from '../../core/errors';
import { nodeError } from '../shared/items';
import { methods } from './lists';
import { resources } from './resources';

export class Chatwoot implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Chatwoot',
		name: 'chatwoot',
		icon: { light: 'file:chatwoot.svg', dark: 'file:chatwoot.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Finds and keeps contacts and conversations in Chatwoot, and writes to customers',
		defaults: { name: 'Chatwoot' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		credentials: [{ name: 'chatwootSlaApi', required: true }],
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				default: 'contact',
				options: resources.map(({ name, value }) => ({ name, value })),
			},
			...resources.flatMap(({ description }) => description),
		],
	};

	methods = methods;

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const [resource, operation] = [this.getNodeParameter('resource', 0), this.getNodeParameter('operation', 0)];
		const chosen = resources.find(({ value }) => value === resource)?.operations[operation];
		if (chosen === undefined) throw nodeError(this, new ExplainedError('There is no such operation', { advice: 'Choose resource and operation again.' }));
		return [await chosen.execute(this)];
	}
}
