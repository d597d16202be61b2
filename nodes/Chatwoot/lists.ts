import type { ILoadOptionsFunctions, INodeListSearchResult, INodePropertyOptions } from 'n8n-workflow';
import type { Named } from '../../core/chatwoot/account-lists';
import { listAgents, listInboxes, listTeams } from '../../core/chatwoot/account-lists';
import type { ChatwootApi } from '../../core/chatwoot/api';
import { listLabels } from '../../core/chatwoot/labels';
import { explaining } from '../shared/items';
import { connect } from './connect';

/** What the fields of the node offer to choose from. */
export const methods = {
	listSearch: {
		searchInboxes: searchIn(listInboxes),
		searchAgents: searchIn(listAgents),
		searchTeams: searchIn(listTeams),
	},
	loadOptions: {
		getLabels: optionsOf(async (api) => (await listLabels(api)).map(({ title }) => ({ name: title, value: title }))),
	},
};

type Load = (api: ChatwootApi) => Promise<Named[]>;

function searchIn(load: Load) {
	return async function (this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
		const options = await offered(this, async (api) => (await load(api)).map(asOption));
		return { results: options.filter(({ name }) => name.toLowerCase().includes((filter ?? '').toLowerCase())) };
	};
}

function optionsOf(load: (api: ChatwootApi) => Promise<INodePropertyOptions[]>) {
	return async function (this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
		return await offered(this, load);
	};
}

async function offered(context: ILoadOptionsFunctions, load: (api: ChatwootApi) => Promise<INodePropertyOptions[]>): Promise<INodePropertyOptions[]> {
	const options = await explaining(context, async () => load(await connect(context)));
	return options.sort((one, other) => one.name.localeCompare(other.name));
}

function asOption({ id, name }: Named): INodePropertyOptions {
	return { name: name ?? String(id), value: id };
}
