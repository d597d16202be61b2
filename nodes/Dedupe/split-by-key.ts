import type { WithReceipts } from '../../core/ledger/ledger';
import type { PreparedItem } from '../shared/items';

type KeyedItem = PreparedItem<string>;

/** The items whose keys passed, and all others. Of several items with one key only the first passes. */
export function splitByKey(items: KeyedItem[], passed: WithReceipts): [KeyedItem[], KeyedItem[]] {
	const firstWithKey = new Map([...items].reverse().map((item) => [item.value, item]));
	const passes = (item: KeyedItem) => passed.has(item.value) && firstWithKey.get(item.value) === item;
	return [items.filter(passes), items.filter((item) => !passes(item))];
}
