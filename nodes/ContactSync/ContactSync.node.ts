import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes, NodeOperationError } from 'n8n-workflow';
import { testOdooCredential } from '../OdooNotify/credential-test';
import { operations } from './operations';
import { properties } from './properties';

export class ContactSync implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Contact Sync',
		name: 'contactSync',
		icon: { light: 'file:contactSync.svg', dark: 'file:contactSync.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["crm"] }}',
		description: 'Keeps the contacts of Chatwoot and the customers of ERPNext or Odoo in step, in both directions',
		defaults: { name: 'Contact Sync' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		credentials: [
			{ name: 'chatwootSlaApi', required: true, displayOptions: { show: { operation: ['fromChatwoot', 'fromCrm'] } } },
			{ name: 'chatwootSlaErpNextApi', required: true, displayOptions: { show: { crm: ['erpNext'] } } },
			{ name: 'chatwootSlaOdooApi', required: true, testedBy: 'testOdooCredential', displayOptions: { hide: { crm: ['erpNext'] } } },
		],
		properties,
	};

	methods = { credentialTest: { testOdooCredential } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const execute = operations[this.getNodeParameter('operation', 0)];
		if (execute === undefined) throw new NodeOperationError(this.getNode(), 'Contact Sync knows no such operation');
		return [await execute(this)];
	}
}
