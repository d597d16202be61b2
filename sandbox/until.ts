import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 100;
const MINUTE = 60_000;

/** Resolves as soon as it holds. @throws Error with what was waited for */
export async function until(what: string, holds: () => boolean | Promise<boolean>, timeoutMs = MINUTE): Promise<void> {
	const deadline = Date.now() + timeoutMs;
	while (!(await holds())) {
		if (Date.now() > deadline) throw new Error(`Waited ${timeoutMs / 1000} s in vain: ${what}`);
		await delay(POLL_MS);
	}
}
