import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import type { ChatwootApi } from '../../core/chatwoot/api';
import { asJson, forEachItem } from '../shared/items';
import { once } from '../shared/once';
import { connect } from './connect';
import type { Parameters } from './parameters';
import { parametersOf } from './parameters';

/** One operation of the node: its fields, and what it does with all items. */
export interface Operation {
	description: INodeProperties[];
	execute: (context: IExecuteFunctions) => Promise<INodeExecutionData[]>;
}

/** Reads every item's parameters, then does something for each. What comes back is the output: one item, or one for each of a list. */
export function forEach<Read>(
	read: (parameters: Parameters, api: ChatwootApi) => Read | Promise<Read>,
	act: (api: ChatwootApi, read: Read) => Promise<object | object[]>,
): Operation['execute'] {
	return async (context) => {
		const connected = once(() => connect(context));
		return await forEachItem(
			context,
			async (itemIndex) => {
				const api = await connected();
				return { api, read: await read(parametersOf(context, itemIndex), api) };
			},
			async (prepared, itemIndex) => {
				const result = await act(prepared.api, prepared.read);
				return [result].flat().map((each) => ({ json: asJson(each), pairedItem: { item: itemIndex } }));
			},
		);
	};
}

/** Fields that are shown for one operation of a resource. */
export function fieldsOf(resource: string, operation: string, properties: INodeProperties[]): INodeProperties[] {
	return properties.map((property) => ({
		...property,
		displayOptions: { show: { resource: [resource], operation: [operation], ...property.displayOptions?.show } },
	}));
}
