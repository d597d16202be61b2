import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { testOdooCredential } from './credential-test';
import * as activity from './resources/activity';

export class OdooNotify implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Odoo Notify',
		name: 'odooNotify',
		icon: { light: 'file:odooNotify.svg', dark: 'file:odooNotify.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Gives an Odoo user an activity to do, for example the answer to a customer who waits too long',
		defaults: { name: 'Odoo Notify' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		credentials: [{ name: 'chatwootSlaOdooApi', required: true, testedBy: 'testOdooCredential' }],
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				default: 'activity',
				options: [{ name: 'Activity', value: 'activity' }],
			},
			...activity.description,
		],
	};

	methods = { credentialTest: { testOdooCredential } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [await activity.create.execute(this)];
	}
}
