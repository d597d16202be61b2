import type { INodeExecutionData, ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';
import type { Finding } from '../../core/monitor/finding';
import { monitorItem } from '../../core/monitor/item';
import { SlaMonitor } from '../../core/monitor/monitor';
import { connectChatwoot } from '../shared/chatwoot';
import { httpTransport } from '../shared/http';
import { asJson, explaining, nodeError } from '../shared/items';
import { readJudging } from '../shared/judging';
import type { ParameterReader } from '../shared/parameter-reader';
import { slaProperties } from '../shared/sla-properties';
import { OpenClocks } from './memory';
import { readOptions } from './options';

const EVERY_SECOND = '* * * * * *';

/**
 * Watches until n8n closes the trigger. n8n's scheduler (2.41) ticks on the leader only, so several mains watch once.
 * What can't pass by itself (access refused, a policy that is no more usable) is reported: n8n then shows it, and tries
 * again later.
 */
export async function keepWatch(context: ITriggerFunctions): Promise<ITriggerResponse> {
	const connection = await explaining(context, () => connectChatwoot(context));
	const read = snapshot(context);
	const sources = { timeZone: context.getTimezone(), transport: httpTransport(context), connection };
	const emit = (findings: Finding[]) => {
		context.emit([findings.map((finding) => toItem(finding))]);
	};
	const openClocks = new OpenClocks(context, connection);
	const monitor = new SlaMonitor(
		{
			accountId: connection.server.accountId,
			chatwoot: connection.client,
			judging: () => readJudging(read, sources),
			report: (findings) => {
				openClocks.keep(monitor.openClocks());
				emit(findings);
			},
			warn: (message) => {
				warn(context, message);
			},
			now: () => new Date(),
		},
		readOptions(context),
		openClocks.recall(),
	);
	if (context.getMode() === 'manual') {
		return {
			manualTriggerFunction: async () => {
				emit(await explaining(context, () => monitor.sweepOnce()));
			},
		};
	}
	await explaining(context, () => monitor.check());
	return watchEverySecond(context, monitor);
}

function watchEverySecond(context: ITriggerFunctions, monitor: SlaMonitor): ITriggerResponse {
	let isOpen = true;
	const close = () => {
		isOpen = false;
		monitor.stop();
	};
	const giveUp = (error: unknown) => {
		if (!isOpen) return;
		close();
		context.emitError(nodeError(context, error));
	};
	context.helpers.registerCron({ expression: EVERY_SECOND }, () => {
		if (isOpen) monitor.tick().catch(giveUp);
	});
	return {
		closeFunction: () => {
			close();
			return Promise.resolve();
		},
	};
}

/** The policy as it is now: n8n (2.41) resolves expressions only until the trigger function returns. */
function snapshot(context: ITriggerFunctions): ParameterReader {
	const values = new Map(slaProperties().map(({ name, default: fallback }) => [name, context.getNodeParameter(name, fallback)] as const));
	return (name, fallback) => values.get(name) ?? fallback;
}

function toItem(finding: Finding): INodeExecutionData {
	return { json: asJson(monitorItem(finding, new Date())), pairedItem: { item: 0 } };
}

function warn(context: ITriggerFunctions, message: string): void {
	context.logger.warn(`Chatwoot SLA Monitor Trigger: ${message}`, {
		workflowId: context.getWorkflow().id,
		nodeName: context.getNode().name,
	});
}
