/** Waits some milliseconds. */
export type Pause = (milliseconds: number) => Promise<void>;

/** Makes a request again after each of the pauses, as long as a limit of the server refuses it. Without `pause` once only. */
export async function withPauses<Result>(
	attempt: () => Promise<Result>,
	{ isLimit, pausesMs, pause }: { isLimit: (error: unknown) => boolean; pausesMs: readonly number[]; pause: Pause | null },
): Promise<Result> {
	if (pause === null) return await attempt();
	for (const pauseMs of pausesMs) {
		try {
			return await attempt();
		} catch (error) {
			if (!isLimit(error)) throw error;
			await pause(pauseMs);
		}
	}
	return await attempt();
}
