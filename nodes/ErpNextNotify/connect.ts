import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';
import { z } from 'zod';
import type { ErpNextApi } from '../../core/erpnext/api';
import { createErpNextApi } from '../../core/erpnext/api';
import { httpTransport } from '../shared/http';
import { asJson, forEachItem, passOn } from '../shared/items';
import { once } from '../shared/once';

const CREDENTIAL = 'chatwootSlaErpNextApi';

/** The site that the node's ERPNext credential names. */
export async function connectErpNext(context: IExecuteFunctions): Promise<ErpNextApi> {
	const { baseUrl } = z.object({ baseUrl: z.string().default('') }).parse(await context.getCredentials(CREDENTIAL));
	return createErpNextApi(baseUrl, httpTransport(context, CREDENTIAL), sleep);
}

/** Does something for each item, which goes on with what came of it as `erpNext`. */
export async function forEachErpNextItem<Read>(
	context: IExecuteFunctions,
	read: (itemIndex: number) => Read,
	act: (api: ErpNextApi, read: Read) => Promise<object>,
): Promise<INodeExecutionData[]> {
	const connected = once(() => connectErpNext(context));
	return await forEachItem(
		context,
		async (itemIndex) => ({ api: await connected(), read: read(itemIndex) }),
		async (prepared, itemIndex) => [passOn(context, itemIndex, { erpNext: asJson(await act(prepared.api, prepared.read)) })],
	);
}
