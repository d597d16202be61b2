/** Values of the simulated Python: numbers, texts, lists, and dicts as plain objects. */
export function isDict(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.getPrototypeOf(value) === Object.prototype;
}

export function truthy(value: unknown): boolean {
	if (Array.isArray(value)) return value.length > 0;
	if (isDict(value)) return Object.keys(value).length > 0;
	return value !== null && value !== undefined && value !== false && value !== 0 && value !== '';
}
