/**
 * Makes something when it is first asked for, and hands out the same from then on, a failure as well. Credentials are
 * read like this while an item is prepared: an error thrown outside an item would, with "Continue (using error
 * output)", let n8n-core 2.41 pass all items on as if they were sent.
 */
export function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
	let made: Promise<Value> | undefined;
	return () => (made ??= make());
}
