import type { RpcValue } from './protocol';

/** One condition of a search, such as `['login', '=ilike', 'anita']`. */
export type Condition = readonly [field: string, operator: string, value: RpcValue];

/** A domain for records that meet at least one of the conditions, in Odoo's Polish notation. */
export function anyOf(conditions: readonly [Condition, ...Condition[]]): RpcValue[] {
	return [...Array<string>(conditions.length - 1).fill('|'), ...conditions];
}

/** Whether there is a condition at all: a search without one would find everything. */
export function hasSome(conditions: readonly Condition[]): conditions is [Condition, ...Condition[]] {
	return conditions.length > 0;
}

/** Makes text match only itself in Odoo's `like` operators. */
export function escapeLike(text: string): string {
	return text.replace(/[\\%_]/g, '\\$&');
}
