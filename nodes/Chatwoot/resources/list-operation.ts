import type { ChatwootApi } from '../../../core/chatwoot/api';
import { returnAllAndLimit } from '../fields';
import type { Operation } from '../operation';
import { forEach } from '../operation';

/** Get Many of a list that Chatwoot answers in one piece: one item an entry. */
export function listOperation(load: (api: ChatwootApi) => Promise<object[]>): Operation {
	return {
		description: returnAllAndLimit,
		execute: forEach(
			(parameters) => parameters.limit(),
			async (api, limit) => (await load(api)).slice(0, limit),
		),
	};
}
