/** What arrived at a simulator, in order, for those who wait for it. */
export class Arrivals<Item> {
	readonly items: Item[] = [];
	private readonly waiting = new Set<() => void>();

	add(item: Item): void {
		this.items.push(item);
		for (const check of [...this.waiting]) check();
	}

	/** Resolves with the first `count` items once there are as many; rejects when they do not come in time. */
	waitFor(count: number, timeoutMs = 10_000): Promise<Item[]> {
		return new Promise((resolve, reject) => {
			const finish = (settle: () => void) => {
				clearTimeout(timer);
				this.waiting.delete(check);
				settle();
			};
			const check = () => {
				if (this.items.length >= count) finish(() => { resolve(this.items.slice(0, count)); });
			};
			const timer = setTimeout(() => {
				finish(() => { reject(new Error(`${this.items.length} of ${count} arrived within ${timeoutMs} ms`)); });
			}, timeoutMs);
			this.waiting.add(check);
			check();
		});
	}
}
