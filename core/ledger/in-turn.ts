/** Runs tasks with the same name one after another, in the order they came; tasks of other names run beside them. */
export function createTurns(): <Result>(name: string, task: () => Promise<Result>) => Promise<Result> {
	const last = new Map<string, Promise<unknown>>();
	return async (name, task) => {
		const before = last.get(name) ?? Promise.resolve();
		const mine = before.then(task, task);
		last.set(name, mine);
		try {
			return await mine;
		} finally {
			if (last.get(name) === mine) last.delete(name);
		}
	};
}
