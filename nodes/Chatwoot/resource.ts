import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { Operation } from './operation';
import { fieldsOf } from './operation';

/** A kind of thing in Chatwoot and what can be done with it. */
export interface Resource {
	name: string;
	value: string;
	description: INodeProperties[];
	operations: Record<string, Operation>;
}

export type OfferedOperation = Operation & { name: string; action: string; about: string };

/** The choice of the operation and the fields of each. The first one is preselected. */
export function resourceOf(name: string, value: string, operations: Record<string, OfferedOperation>): Resource {
	const options: INodePropertyOptions[] = Object.entries(operations).map(([operation, { name: shown, action, about }]) => ({
		name: shown,
		value: operation,
		action,
		description: about,
	}));
	const preselected = options[0]?.value ?? '';
	return {
		name,
		value,
		operations,
		description: [
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: [value] } },
				default: preselected,
				options: options.sort((one, other) => one.name.localeCompare(other.name)),
			},
			...Object.entries(operations).flatMap(([operation, { description }]) => fieldsOf(value, operation, description)),
		],
	};
}
