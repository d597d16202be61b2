import type { Scene } from './scenes';
import { LEAVE_ALONE, POLICIES, SLAS } from './scenes';
import type { Beginning, Day, Deed, Life } from './world';
import { live } from './world';

const JOB_EVERY_SECONDS = 300;

/** How often what happens, by weight. */
const DEEDS: ReadonlyArray<[weight: number, (random: Random) => Deed]> = [
	[30, () => ({ kind: 'write' })],
	[22, () => ({ kind: 'reply' })],
	[3, () => ({ kind: 'look' })],
	[7, () => ({ kind: 'resolve' })],
	[6, () => ({ kind: 'assign' })],
	[4, () => ({ kind: 'unassign' })],
	[4, () => ({ kind: 'snooze' })],
	[3, () => ({ kind: 'pend' })],
	[5, () => ({ kind: 'open' })],
	[8, (random) => ({ kind: 'label', labels: random.pick([[], ['billing'], ['no-sla'], ['billing', 'vip']]) })],
	[5, (random) => ({ kind: 'prioritise', priority: random.pick([null, 'low', 'high', 'urgent'] as const) })],
	[2, (random) => ({ kind: 'team', team: random.pick([null, 'Support', 'Sales']) })],
	[1, () => ({ kind: 'block' })],
	[1, () => ({ kind: 'unblock' })],
	[1, (random) => ({ kind: 'miss', metric: random.pick(['frt', 'nrt', 'rt'] as const) })],
	[0.3, () => ({ kind: 'delete' })],
];

/** A day like any other for a big team: the same seed, the same day. */
export function busyDay({ from, to, inboxes }: Scene, conversations: number, seed: number): Day {
	const random = new Random(seed);
	const lives = Array.from({ length: conversations }, (_, index) => {
		// Some are there when the day begins, a few of them for longer than a day.
		const createdAt = random.between(from - (random.chance(0.1) ? 40 : 5) * 3600, to - 60);
		const begunBy = random.chance(0.15) ? 'us' : 'customer';
		const terms = { sla: random.pick(SLAS), plan: random.pick([null, 'gold']) };
		return liveThrough(to, random, { id: index + 1, inbox: random.pick(inboxes), createdAt, begunBy, ...terms });
	});
	const outage = from + 5 * 3600 + 17;
	return {
		from,
		to,
		inboxes,
		source: 'chatwootThenOwn',
		policies: POLICIES,
		leaveAlone: LEAVE_ALONE,
		lives,
		// An hour, and a few hiccups.
		failures: [{ from: outage, to: outage + 3600 }, ...Array.from({ length: 6 }, () => hiccup(random.between(from, to), random))],
	};
}

function liveThrough(end: number, random: Random, beginning: Beginning): Life {
	const { createdAt, sla } = beginning;
	const neglected = random.chance(0.15);
	const deeds: Array<{ at: number; deed: Deed }> = [];
	for (let at = createdAt + random.pause(); at <= end && deeds.length < 25; at += random.pause()) {
		const deed = random.weighted(DEEDS)(random);
		if (!(neglected && deed.kind === 'reply')) deeds.push({ at, deed });
	}
	if (sla !== null) deeds.push(...looksAtSlas(createdAt, end));
	return live(beginning, deeds.sort((one, other) => one.at - other.at));
}

function looksAtSlas(from: number, to: number): Array<{ at: number; deed: Deed }> {
	const first = Math.ceil(from / JOB_EVERY_SECONDS);
	const count = Math.floor(to / JOB_EVERY_SECONDS) - first + 1;
	return Array.from({ length: count }, (_, index) => ({ at: (first + index) * JOB_EVERY_SECONDS, deed: { kind: 'job' } }));
}

function hiccup(from: number, random: Random): Day['failures'][number] {
	return { from, to: from + random.between(1, 20) };
}

/** Numbers that look random and are the same for the same seed (mulberry32). */
class Random {
	constructor(private state: number) {}

	chance(share: number): boolean {
		return this.next() < share;
	}

	/** A whole number from `low` to `high`. */
	between(low: number, high: number): number {
		return low + Math.floor(this.next() * (high - low + 1));
	}

	/** Seconds between two deeds: from seconds to hours, short ones as likely as long ones. */
	pause(): number {
		return Math.floor(5 * 2 ** (this.next() * 11));
	}

	pick<Item>(items: readonly Item[]): Item {
		const item = items[this.between(0, items.length - 1)];
		if (item === undefined) throw new RangeError('nothing to pick from');
		return item;
	}

	weighted<Item>(items: ReadonlyArray<readonly [weight: number, item: Item]>): Item {
		let left = this.next() * items.reduce((sum, [weight]) => sum + weight, 0);
		const found = items.find(([weight]) => (left -= weight) < 0) ?? items[0];
		if (found === undefined) throw new RangeError('nothing to pick from');
		return found[1];
	}

	private next(): number {
		this.state = (this.state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	}
}
