import { ExplainedError } from './errors';

const UNITS = [
	{ name: 'd', seconds: 86_400, typed: /^d(ays?)?$/ },
	{ name: 'h', seconds: 3_600, typed: /^h(ours?|rs?)?$/ },
	{ name: 'min', seconds: 60, typed: /^m(ins?|inutes?)?$/ },
	{ name: 's', seconds: 1, typed: /^s(ecs?|econds?)?$/ },
] as const;

const LONGEST_SECONDS = 10 * 366 * 86_400;

/** What follows the number of each unit. */
export type UnitSymbols = Record<(typeof UNITS)[number]['name'], string>;

/**
 * A span of time for people, in its two largest units, cut to whole ones: `2 min 10 s`, `1 h 5 min`, `5 min`. Another
 * language may have other symbols.
 */
export function formatDuration(seconds: number, symbols: UnitSymbols = { d: 'd', h: 'h', min: 'min', s: 's' }): string {
	const whole = Math.max(0, Math.floor(seconds));
	const largest = UNITS.findIndex((unit) => whole >= unit.seconds);
	if (largest === -1) return `0 ${symbols.s}`;
	let rest = whole;
	const parts = UNITS.slice(largest, largest + 2).flatMap(({ name, seconds: size }) => {
		const count = Math.floor(rest / size);
		rest -= count * size;
		return count === 0 ? [] : [`${count} ${symbols[name]}`];
	});
	return parts.join(' ');
}

/**
 * A span of time as a person types it, in seconds: `5m`, `2h`, `1d`, `1h 30m`, `90 s`. A bare number is seconds.
 * `field` is what the error calls it.
 *
 * @throws ExplainedError when it is no span of time, not above 0 or above ten years.
 */
export function parseDuration(typed: string | number, field: string): number {
	const text = String(typed).trim().toLowerCase();
	const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : sumOfParts(text);
	if (seconds === null || seconds <= 0) {
		throw new ExplainedError(`${field}: "${String(typed)}" is no duration`, { advice: 'Write it like 5m, 2h, 1d or 1h 30m.' });
	}
	if (seconds > LONGEST_SECONDS) {
		throw new ExplainedError(`${field}: "${String(typed)}" is longer than ten years`, { advice: 'Enter a shorter duration.' });
	}
	return seconds;
}

function sumOfParts(text: string): number | null {
	if (!/^(\d+(\.\d+)?\s*[a-z]+\s*)+$/.test(text)) return null;
	let sum = 0;
	for (const [, count, name] of text.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)/g)) {
		const unit = UNITS.find(({ typed }) => typed.test(name ?? ''));
		if (unit === undefined) return null;
		sum += Number(count) * unit.seconds;
	}
	return sum;
}
