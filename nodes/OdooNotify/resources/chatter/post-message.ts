import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { post, postFields } from './post';

export const description: INodeProperties[] = postFields({ resource: ['chatter'], operation: ['postMessage'] });

export function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	return post(context, 'message');
}
