/** Null after so many milliseconds, to race with what may take longer. Keeps no process alive. */
export function nullAfter(milliseconds: number): Promise<null> {
	const signal = AbortSignal.timeout(milliseconds);
	return new Promise((resolve) => {
		signal.addEventListener('abort', () => { resolve(null); }, { once: true });
	});
}
