import type {
	IHookFunctions,
	ILoadOptionsFunctions,
	INodePropertyOptions,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { connectChatwoot } from '../shared/chatwoot';
import { isRegistered, register, unregister } from './lifecycle';
import { properties } from './properties';
import { receive } from './receive';

export class ChatwootSlaTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Chatwoot SLA Trigger',
		name: 'chatwootSlaTrigger',
		icon: { light: 'file:chatwootSlaTrigger.svg', dark: 'file:chatwootSlaTrigger.dark.svg' },
		group: ['trigger'],
		// The same in both. For webhook nodes of version 1, n8n 2.41 runs an expression before each request: 50 ms, not 5.
		version: [1, 2],
		defaultVersion: 2,
		subtitle: '={{ $parameter["events"].length === 1 ? "1 event" : $parameter["events"].length + " events" }}',
		description: 'Starts the workflow when Chatwoot reports a conversation, a message or a contact',
		defaults: { name: 'Chatwoot SLA Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'chatwootSlaApi', required: true }],
		// Without an empty `responseData`, n8n 2.41 answers accepted events with the text "firstEntryJson".
		webhooks: [{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', responseData: '', path: 'webhook' }],
		properties,
	};

	methods = {
		loadOptions: {
			async getInboxes(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
				const { client } = await connectChatwoot(this);
				return (await client.listInboxes()).map(({ id, name }) => ({ name, value: id }));
			},
			async getLabels(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
				const { client } = await connectChatwoot(this);
				return (await client.listLabels()).map(({ title }) => ({ name: title, value: title }));
			},
		},
	};

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await isRegistered(this);
			},
			async create(this: IHookFunctions): Promise<boolean> {
				await register(this);
				return true;
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				await unregister(this);
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive(this);
	}
}
