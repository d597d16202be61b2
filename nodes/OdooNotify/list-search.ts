import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { z } from 'zod';
import { DOCUMENT_MODELS } from '../../core/odoo/documents';
import type { ListedModel } from '../../core/odoo/lists';
import { listRecords } from '../../core/odoo/lists';
import { nodeError } from '../shared/items';
import { connectOdoo } from './connect';

/** What the resource locators list. Each page is one call to Odoo. */
export const listSearch = {
	searchUsers: listOf(() => 'res.users'),
	searchActivityTypes: listOf(() => 'mail.activity.type'),
	searchRecords: listOf((context) => z.enum(DOCUMENT_MODELS).catch('res.partner').parse(context.getCurrentNodeParameter('recordType'))),
};

function listOf(modelOf: (context: ILoadOptionsFunctions) => ListedModel) {
	return async function (this: ILoadOptionsFunctions, filter = '', paginationToken?: string): Promise<INodeListSearchResult> {
		try {
			const page = Number(paginationToken ?? 0);
			const { rows, isLast } = await listRecords(await connectOdoo(this), modelOf(this), filter, page);
			return {
				results: rows.map(({ id, name }) => ({ name, value: id })),
				...(isLast ? {} : { paginationToken: String(page + 1) }),
			};
		} catch (error) {
			throw nodeError(this, error);
		}
	};
}
