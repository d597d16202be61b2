/** Runs a task once nobody else in this process is at any of the same names; tasks with other names run beside it. */
export async function whileNobodyElse<Result>(names: readonly string[], task: () => Promise<Result>): Promise<Result> {
	for (let busy = busyAt(names); busy.length > 0; busy = busyAt(names)) await Promise.allSettled(busy);
	const mine = task();
	for (const name of names) tasks.set(name, mine);
	try {
		return await mine;
	} finally {
		for (const name of names) tasks.delete(name);
	}
}

const tasks = new Map<string, Promise<unknown>>();

function busyAt(names: readonly string[]): Array<Promise<unknown>> {
	return [...new Set(names.flatMap((name) => tasks.get(name) ?? []))];
}
