import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { connectChatwoot } from '../shared/chatwoot';
import { asJson, forEachItem, passOn } from '../shared/items';
import { once } from '../shared/once';
import { currentConversation } from './conversation';
import { judgeConversation } from './judge';
import { evaluateSlaBreachProperties } from './properties';
import { readSettings } from './settings';

export class EvaluateSlaBreach implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Evaluate SLA Breach',
		name: 'evaluateSlaBreach',
		icon: { light: 'file:evaluateSlaBreach.svg', dark: 'file:evaluateSlaBreach.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: 'Judge conversations',
		description: 'Finds the conversations that are about to miss, or have missed, a time promised to the customer',
		defaults: { name: 'Evaluate SLA Breach' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main],
		outputNames: ['Alerts', 'On Track'],
		usableAsTool: true,
		credentials: [{ name: 'chatwootSlaApi', required: true }],
		properties: evaluateSlaBreachProperties,
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const connect = once(() => connectChatwoot(this));
		const onTrack: INodeExecutionData[] = [];
		const alerts = await forEachItem(
			this,
			async (itemIndex) => ({ connection: await connect(), settings: readSettings(this, itemIndex) }),
			async ({ connection, settings }, itemIndex) => {
				const conversation = await currentConversation(this, connection, settings, itemIndex);
				const { judgements, alerts: found } = await judgeConversation(conversation, settings, connection);
				if (found.length === 0) onTrack.push(passOn(this, itemIndex, { sla: judgements.map(asJson) }));
				return found.map((alert) => ({ json: asJson(alert), pairedItem: { item: itemIndex } }));
			},
		);
		return [alerts, onTrack];
	}
}
