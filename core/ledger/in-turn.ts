/** Runs tasks that share a name one after another, in the order they came; tasks of other names run beside them. */
export function createTurns(): <Result>(names: string | readonly string[], task: () => Promise<Result>) => Promise<Result> {
	const last = new Map<string, Promise<unknown>>();
	return async (given, task) => {
		const names = typeof given === 'string' ? [given] : given;
		const mine = Promise.allSettled(names.map((name) => last.get(name))).then(task);
		for (const name of names) last.set(name, mine);
		try {
			return await mine;
		} finally {
			for (const name of names) if (last.get(name) === mine) last.delete(name);
		}
	};
}
