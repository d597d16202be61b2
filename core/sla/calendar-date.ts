const DAY_MS = 86_400_000;

/** The number of a date, written YYYY-MM-DD, from 1 January 1970; null when there is no such date. */
export function dateNumber(text: string): number | null {
	const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
	const number = time / DAY_MS;
	return !Number.isNaN(number) && dateText(number) === text ? number : null;
}

/** YYYY-MM-DD */
export function dateText(number: number): string {
	return new Date(number * DAY_MS).toISOString().slice(0, 10);
}
