const UNITS = [
	{ name: 'd', seconds: 86_400 },
	{ name: 'h', seconds: 3_600 },
	{ name: 'min', seconds: 60 },
	{ name: 's', seconds: 1 },
] as const;

/** A span of time for people, in its two largest units, cut to whole ones: `2 min 10 s`, `1 h 5 min`, `5 min`. */
export function formatDuration(seconds: number): string {
	const whole = Math.max(0, Math.floor(seconds));
	const largest = UNITS.findIndex((unit) => whole >= unit.seconds);
	if (largest === -1) return '0 s';
	let rest = whole;
	const parts = UNITS.slice(largest, largest + 2).flatMap(({ name, seconds: size }) => {
		const count = Math.floor(rest / size);
		rest -= count * size;
		return count === 0 ? [] : [`${count} ${name}`];
	});
	return parts.join(' ');
}
