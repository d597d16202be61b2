import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import type { Routing } from '../../core/alert/routing';
import { connectForExecution } from '../shared/chatwoot';
import { readAlert } from '../shared/alert-item';
import { asJson, forEachItem, passOn } from '../shared/items';
import { once } from '../shared/once';
import { preview } from './preview';
import { routeSlaAlertProperties } from './properties';
import { route } from './route';
import { readSettings } from './settings';

const OUTPUTS = ['Deliveries', 'Unrouted', 'Recovered', 'Deferred'];

/** A preview has an output of its own, so that nothing of it is sent. */
const PREVIEW_OUTPUTS = [...OUTPUTS, 'Preview'];

const outputs = (names: string[]) => JSON.stringify(names.map((displayName) => ({ type: NodeConnectionTypes.Main, displayName })));

export class RouteSlaAlert implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Route SLA Alert',
		name: 'routeSlaAlert',
		icon: { light: 'file:routeSlaAlert.svg', dark: 'file:routeSlaAlert.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] === "preview" ? "Show who would be told" : "Decide who is told" }}',
		description: 'Turns each alert into one delivery for every person and channel that the rules name',
		defaults: { name: 'Route SLA Alert' },
		inputs: [NodeConnectionTypes.Main],
		outputs: `={{ $parameter["operation"] === "preview" ? ${outputs(PREVIEW_OUTPUTS)} : ${outputs(OUTPUTS)} }}`,
		usableAsTool: true,
		credentials: [{ name: 'chatwootSlaApi', required: false }],
		properties: routeSlaAlertProperties,
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const settings = once(() => Promise.resolve(readSettings(this)));
		const chatwoot = once(() => connectForExecution(this));
		if (this.getNodeParameter('operation', 0, 'route') === 'preview') return [...OUTPUTS.map(() => []), await preview(this, settings, chatwoot)];
		const unrouted: INodeExecutionData[] = [];
		const recovered: INodeExecutionData[] = [];
		const deferred: INodeExecutionData[] = [];
		const deliveries = await forEachItem(
			this,
			async (itemIndex) => ({ settings: await settings(), alert: readAlert(this, itemIndex) }),
			async ({ settings: known, alert }, itemIndex) => {
				const asItems = (some: object[]) => some.map((each) => ({ json: asJson(each), pairedItem: { item: itemIndex } }));
				const routing = await route(this, chatwoot, alert, known);
				if (alert.recovered !== null) {
					// What nobody was told of needs no taking back.
					recovered.push(...asItems(routing.deliveries));
					return [];
				}
				if (routing.unrouted !== null && !isTold(routing)) unrouted.push(passOn(this, itemIndex, { unrouted: routing.unrouted }));
				deferred.push(...asItems(routing.deferred));
				return asItems(routing.deliveries);
			},
		);
		warnOfUnrouted(this, unrouted.filter(({ json }) => json['stage'] !== 'warning').length);
		return [deliveries, unrouted, recovered, deferred];
	}
}

/** Whether somebody is told of the alert, or of an earlier stage of its clock. */
function isTold({ deliveries, deferred }: Routing): boolean {
	return deliveries.length + deferred.length > 0;
}

function warnOfUnrouted(context: IExecuteFunctions, count: number): void {
	if (count === 0) return;
	const reach = count === 1 ? '1 alert reaches nobody' : `${count} alerts reach nobody`;
	context.addExecutionHints({
		message: `${reach}: the output Unrouted says why. Let the rules name somebody who can be told, e.g. by a rule with "If: Nobody Else Is Told".`,
		type: 'warning',
		location: 'outputPane',
	});
}
