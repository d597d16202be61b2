import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { routeAlert } from '../../core/alert/routing';
import { readAlert } from '../shared/alert-item';
import { asJson, forEachItem, passOn } from '../shared/items';
import { once } from '../shared/once';
import { withAssigneeEmail } from './assignee';
import { routeSlaAlertProperties } from './properties';
import { readPeople, readRules } from './settings';

export class RouteSlaAlert implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Route SLA Alert',
		name: 'routeSlaAlert',
		icon: { light: 'file:routeSlaAlert.svg', dark: 'file:routeSlaAlert.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: 'Decide who is told',
		description: 'Turns each alert into one delivery for every person and channel that the rules name',
		defaults: { name: 'Route SLA Alert' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main, NodeConnectionTypes.Main],
		outputNames: ['Deliveries', 'Unrouted', 'Recovered'],
		usableAsTool: true,
		credentials: [{ name: 'chatwootSlaApi', required: false }],
		properties: routeSlaAlertProperties,
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const readSettings = once(() => Promise.resolve({ people: readPeople(this), rules: readRules(this) }));
		const unrouted: INodeExecutionData[] = [];
		const recovered: INodeExecutionData[] = [];
		const deliveries = await forEachItem(
			this,
			async (itemIndex) => ({ settings: await readSettings(), alert: readAlert(this, itemIndex) }),
			async ({ settings: { people, rules }, alert }, itemIndex) => {
				const routing = routeAlert(await withAssigneeEmail(this, alert, rules), people, rules);
				const items = 'unrouted' in routing ? [] : routing.deliveries.map((delivery) => ({ json: asJson(delivery), pairedItem: { item: itemIndex } }));
				if (alert.recovered === null) {
					if ('unrouted' in routing) unrouted.push(passOn(this, itemIndex, { unrouted: routing.unrouted }));
					return items;
				}
				// What nobody was told of needs no taking back.
				recovered.push(...items);
				return [];
			},
		);
		return [deliveries, unrouted, recovered];
	}
}
