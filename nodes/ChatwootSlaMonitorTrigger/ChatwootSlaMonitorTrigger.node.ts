import type { INodeType, INodeTypeDescription, ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { keepWatch } from './keep-watch';
import { monitorProperties } from './properties';

export class ChatwootSlaMonitorTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Chatwoot SLA Monitor Trigger',
		name: 'chatwootSlaMonitorTrigger',
		icon: { light: 'file:chatwootSlaMonitorTrigger.svg', dark: 'file:chatwootSlaMonitorTrigger.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: 'On time to the second',
		description: 'Watches the open conversations of Chatwoot and starts the workflow when one is about to miss, or misses, a promised time',
		eventTriggerDescription: '',
		activationMessage: 'The conversations of your Chatwoot are being watched.',
		defaults: { name: 'Chatwoot SLA Monitor Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'chatwootSlaApi', required: true }],
		properties: monitorProperties,
	};

	async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
		return await keepWatch(this);
	}
}
