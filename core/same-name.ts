/** Names as people write them: Chatwoot's `customer service` is the same as `Customer_Service`. */
export function sameName(one: string, other: string): boolean {
	return plainName(one) === plainName(other);
}

function plainName(name: string): string {
	return name.trim().toLowerCase().replace(/[\s_-]+/g, ' ');
}
