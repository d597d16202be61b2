import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Alert } from '../../core/alert/alert';
import { previewOf } from '../../core/alert/preview';
import type { Routing } from '../../core/alert/routing';
import { routeAlert } from '../../core/alert/routing';
import { sampleAlert, SampleSchema } from '../../core/alert/sample-alert';
import { parseSettings } from '../../core/settings';
import { readAlert } from '../shared/alert-item';
import { asJson, forEachItem } from '../shared/items';
import type { Connect } from './look-up';
import { route } from './route';
import type { RoutingSettings } from './settings';

/** What would become of the alerts, a line for each message, to be read by whoever writes the rules. */
export async function preview(context: IExecuteFunctions, settings: () => Promise<RoutingSettings>, chatwoot: Connect): Promise<INodeExecutionData[]> {
	const ofSample = context.getNodeParameter('previewOf', 0, 'sample') === 'sample';
	return await forEachItem(
		context,
		async (itemIndex) => ({ settings: await settings(), alert: ofSample ? readSample(context, itemIndex) : readAlert(context, itemIndex) }),
		async ({ settings: known, alert }, itemIndex) => {
			const routing = ofSample ? routeSample(alert, known) : await route(context, chatwoot, alert, known);
			return previewOf(routing).map((line) => ({ json: asJson(line), pairedItem: { item: itemIndex } }));
		},
	);
}

function readSample(context: IExecuteFunctions, itemIndex: number): Alert {
	const sample = parseSettings('Sample Alert', context.getNodeParameter('sample', itemIndex, {}), () => SampleSchema);
	return sampleAlert(sample, new Date());
}

/** A team that is made up has no members in Chatwoot. */
function routeSample(alert: Alert, settings: RoutingSettings): Routing {
	return routeAlert(alert, { ...settings, teamMembers: [] }, new Date());
}
