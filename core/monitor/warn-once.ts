const MAX_REMEMBERED = 1000;

/** Passes on every warning once, until a great many others came in between. */
export function warnOnce(warn: (message: string) => void): (message: string) => void {
	const said = new Set<string>();
	return (message) => {
		if (said.has(message)) return;
		if (said.size >= MAX_REMEMBERED) said.clear();
		said.add(message);
		warn(message);
	};
}
