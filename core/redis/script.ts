import { createHash } from 'node:crypto';

/** A connection, as far as a ledger needs it. Its errors are ExplainedErrors. */
export interface ScriptRunner {
	run(script: Script, keys: readonly string[], args: readonly string[]): Promise<unknown>;
}

/** What is needed of a Redis client to run scripts; ioredis has it. */
interface ScriptClient {
	evalsha(sha1: string, numberOfKeys: number, ...keysAndArguments: string[]): Promise<unknown>;
	eval(script: string, numberOfKeys: number, ...keysAndArguments: string[]): Promise<unknown>;
}

export interface Script {
	source: string;
	sha1: string;
}

export function script(source: string): Script {
	return { source, sha1: createHash('sha1').update(source).digest('hex') };
}

/** Runs a script by its hash, which Redis knows once it has run it; the first time, and after a restart of Redis, as a whole. */
export async function runScript(
	client: ScriptClient,
	{ source, sha1 }: Script,
	keys: readonly string[],
	args: readonly string[],
): Promise<unknown> {
	try {
		return await client.evalsha(sha1, keys.length, ...keys, ...args);
	} catch (error) {
		if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
		return await client.eval(source, keys.length, ...keys, ...args);
	}
}
