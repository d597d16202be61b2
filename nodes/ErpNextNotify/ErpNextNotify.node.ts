import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes, NodeOperationError } from 'n8n-workflow';
import * as communication from './communication';
import * as toDo from './to-do';

export class ErpNextNotify implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'ERPNext Notify',
		name: 'erpNextNotify',
		icon: { light: 'file:erpNextNotify.svg', dark: 'file:erpNextNotify.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Gives ERPNext users to-dos, and writes messages into the timeline of a customer',
		defaults: { name: 'ERPNext Notify' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		credentials: [{ name: 'chatwootSlaErpNextApi', required: true }],
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				default: 'communication',
				options: [
					{ name: 'Communication', value: 'communication', description: "A message in a customer's timeline" },
					{ name: 'To-Do', value: 'toDo', description: "A to-do in a user's list" },
				],
			},
			...communication.description,
			...toDo.description,
		],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const resource = this.getNodeParameter('resource', 0);
		if (resource === 'communication') return [await communication.execute(this)];
		if (resource === 'toDo') return [await toDo.execute(this)];
		throw new NodeOperationError(this.getNode(), 'ERPNext Notify knows no such resource');
	}
}
