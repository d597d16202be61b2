import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { AlertItem } from '../shared/alert-item';
import { actOnGroups, type Group, passOnSent, type PreparedItem, prepareItems } from '../shared/items';

/** What items have to tell to be sent together. */
export interface Groupable {
	/** Null for words of the user's own. */
	alert: AlertItem | null;
	/** Items for the same recipient make one message in a digest. */
	recipient: string;
}

export type { Group } from '../shared/items';

/**
 * Sends every item by itself, or in a digest all items of a recipient at once. Each item is passed on with what `send`
 * tells of its message as `sent`, or fails with its group. Like `forEachItem`, all items are read before the first is
 * sent, failed ones come last, and nothing more is tried when the server is away.
 */
export async function forEachGroup<Prepared extends Groupable>(
	context: IExecuteFunctions,
	{ isDigest, prepare, send }: {
		isDigest: boolean;
		prepare: (itemIndex: number) => Promise<Prepared>;
		send: (group: Group<Prepared>) => Promise<object>;
	},
): Promise<INodeExecutionData[]> {
	const { prepared, failed } = await prepareItems(context, prepare);
	return await actOnGroups(context, groupsOf(prepared, isDigest), failed, async (group) => {
		const sent = { ...(await send(group)), ...(group.length === 1 ? {} : { items: group.length }) };
		return group.map(({ itemIndex }) => passOnSent(context, itemIndex, { sent }));
	});
}

/** How many alerts an hour the recipient takes, where the item says that it is beyond them. */
export function capOf(alert: AlertItem): number | null {
	const { digest } = alert;
	const cap = typeof digest === 'object' && digest !== null && 'capPerHour' in digest ? digest.capPerHour : null;
	return typeof cap === 'number' ? cap : null;
}

function groupsOf<Prepared extends Groupable>(items: ReadonlyArray<PreparedItem<Prepared>>, isDigest: boolean): Array<Group<Prepared>> {
	const groups = new Map<string, [PreparedItem<Prepared>, ...Array<PreparedItem<Prepared>>]>();
	for (const item of items) {
		const name = isDigest ? item.value.recipient.toLowerCase() : String(item.itemIndex);
		const group = groups.get(name);
		if (group === undefined) groups.set(name, [item]);
		else group.push(item);
	}
	return [...groups.values()];
}
