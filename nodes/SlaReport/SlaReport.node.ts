import type { IExecuteFunctions, INodeExecutionData, INodeProperties, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { failedItem, nodeError } from '../shared/items';
import * as board from './board.operation';
import * as digest from './digest.operation';

export class SlaReport implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'SLA Report',
		name: 'slaReport',
		icon: { light: 'file:slaReport.svg', dark: 'file:slaReport.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] === "digest" ? "Digest" : "Board" }}',
		description: 'Makes a web page or a digest of how conversations stand with their promised times',
		defaults: { name: 'SLA Report' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'chatwootSlaApi', required: true, displayOptions: { show: { operation: ['digest'] } } }],
		properties: [
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				default: 'board',
				options: [
					{ name: 'Render Board', value: 'board', action: 'Render a board', description: 'Make a web page of the open conversations, the most urgent first' },
					{ name: 'Render Digest', value: 'digest', action: 'Render a digest', description: "Make messages with each team's hit rate, times and worst inboxes" },
				],
			},
			...shownFor('board', board.description),
			...shownFor('digest', digest.description),
		],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		try {
			const operation = this.getNodeParameter('operation', 0) === 'digest' ? digest : board;
			return [await operation.execute(this)];
		} catch (cause) {
			const error = nodeError(this, cause);
			if (!this.continueOnFail()) throw error;
			return [[failedItem(error, 0, cause)]];
		}
	}
}

function shownFor(operation: string, properties: INodeProperties[]): INodeProperties[] {
	return properties.map((property) => ({ ...property, displayOptions: { show: { operation: [operation], ...property.displayOptions?.show } } }));
}
