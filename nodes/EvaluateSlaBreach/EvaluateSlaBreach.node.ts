import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { connectForExecution } from '../shared/chatwoot';
import { asJson, forEachItem, passOn } from '../shared/items';
import { once } from '../shared/once';
import { subjectOf } from './conversation';
import { judge } from './judge';
import { judgesUnlikeMonitor } from '../shared/policy-source';
import { evaluateSlaBreachProperties } from './properties';
import { readSettings } from './settings';

const UNLIKE_MONITOR =
	'The monitor trigger before this node has another policy. Choose "As in Chatwoot SLA Monitor Trigger" under Policy, so that both judge alike.';

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
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main, NodeConnectionTypes.Main],
		outputNames: ['Alerts', 'On Track', 'Recovered'],
		usableAsTool: true,
		credentials: [{ name: 'chatwootSlaApi', required: true }],
		properties: evaluateSlaBreachProperties,
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const connect = once(() => connectForExecution(this));
		const onTrack: INodeExecutionData[] = [];
		const recovered: INodeExecutionData[] = [];
		const alerts = await forEachItem(
			this,
			async (itemIndex) => {
				const connection = await connect();
				return { connection, settings: await readSettings(this, connection, itemIndex) };
			},
			async ({ connection, settings }, itemIndex) => {
				const verdict = await judge(this, await subjectOf(this, connection, settings, itemIndex), settings, connection);
				if (settings.output === 'conversations') return verdict.standing === null ? [] : [{ json: asJson(verdict.standing), pairedItem: { item: itemIndex } }];
				if (verdict.alerts.length === 0) onTrack.push(passOn(this, itemIndex, { sla: (verdict.standing?.sla ?? []).map(asJson) }));
				recovered.push(...verdict.recovered.map((alert) => ({ json: asJson(alert), pairedItem: { item: itemIndex } })));
				return verdict.alerts.map((alert) => ({ json: asJson(alert), pairedItem: { item: itemIndex } }));
			},
		);
		if (judgesUnlikeMonitor(this)) this.addExecutionHints({ message: UNLIKE_MONITOR, type: 'warning', location: 'outputPane' });
		return [alerts, onTrack, recovered];
	}
}
