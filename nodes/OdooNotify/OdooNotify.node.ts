import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { testOdooCredential } from './credential-test';
import { listSearch } from './list-search';
import { description, OUTPUTS, route } from './router';

export class OdooNotify implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Odoo Notify',
		name: 'odooNotify',
		icon: { light: 'file:odooNotify.svg', dark: 'file:odooNotify.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Gives Odoo users activities to do, writes on records, and shows messages at once to users who have Odoo open',
		defaults: { name: 'Odoo Notify' },
		inputs: [NodeConnectionTypes.Main],
		outputs: `={{ (${JSON.stringify(OUTPUTS)})[$parameter["operation"]] ?? ["main"] }}`,
		usableAsTool: true,
		credentials: [{ name: 'chatwootSlaOdooApi', required: true, testedBy: 'testOdooCredential' }],
		properties: description,
	};

	methods = { credentialTest: { testOdooCredential }, listSearch };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await route(this);
	}
}
