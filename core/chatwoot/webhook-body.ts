import { parseJson } from '../http/json';

/** A JSON object, as parsed. */
export interface JsonObject {
	[key: string]: JsonValue;
}
export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject;

export type WebhookBody = { payload: JsonObject } | { problem: BodyProblem };

export type BodyProblem = 'not JSON' | 'not a JSON object' | 'nested too deeply' | 'forbidden key';

/** Chatwoot 4.15 nests some ten levels; what reads and stores executions walks them with a call for each. */
const MAX_DEPTH = 64;

/**
 * Reads the bytes of a webhook as what Chatwoot sends: a JSON object in UTF-8. Keys that could change the prototype of
 * objects wherever an item is copied or merged are refused: `__proto__`, and `constructor` with a `prototype` inside. A
 * plain attribute named `constructor` is one of somebody who builds houses. Never throws.
 */
export function readWebhookBody(bytes: Buffer): WebhookBody {
	const payload = parseJson(bytes.toString('utf8'));
	if (payload === undefined) return { problem: 'not JSON' };
	if (!isObject(payload)) return { problem: 'not a JSON object' };
	const problem = problemIn(payload, 1);
	return problem === null ? { payload } : { problem };
}

function problemIn(value: unknown, depth: number): BodyProblem | null {
	if (typeof value !== 'object' || value === null) return null;
	if (depth > MAX_DEPTH) return 'nested too deeply';
	for (const [key, inner] of Object.entries(value)) {
		const problem = changesPrototypes(key, inner) ? 'forbidden key' : problemIn(inner, depth + 1);
		if (problem !== null) return problem;
	}
	return null;
}

function changesPrototypes(key: string, value: unknown): boolean {
	return key === '__proto__' || (key === 'constructor' && isObject(value) && Object.hasOwn(value, 'prototype'));
}

/** Of what JSON.parse made. */
function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
