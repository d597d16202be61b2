import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { z } from 'zod';
import { n8nVersion } from '../sandbox/n8n/host';
import type { Measurement, Row } from './row';

const measurementSchema = z.object({
	what: z.string(),
	value: z.number(),
	unit: z.string(),
	atMost: z.number().optional(),
	peer: z.object({ what: z.string(), value: z.number() }).optional(),
	/** Ours divided by the peer's. */
	ratio: z.number().optional(),
});

const environmentSchema = z.object({
	/** ISO 8601, when the row began. */
	date: z.string().datetime(),
	n8n: z.string(),
	/** Of the rows without n8n. n8n runs on the same where it is 24 or later, else on the one that comes with the pinned n8n. */
	node: z.string(),
	cpus: z.number(),
	cpu: z.string(),
});

const resultSchema = z.object({
	row: z.string(),
	environment: environmentSchema,
	measurements: z.array(measurementSchema),
	/** Why there are no measurements; null when the row came to its end. */
	failed: z.string().nullable(),
});

/** A file of results: of each row what its latest run brought. */
export const resultsSchema = z.array(resultSchema);

export type Result = z.infer<typeof resultSchema>;

/** Never rejects: a row that throws, or that measured nothing, has failed. */
export async function runRow(row: Row): Promise<Result> {
	const result = { row: row.name, environment: await currentEnvironment(), measurements: [], failed: null };
	try {
		return { ...result, measurements: (await row.run()).map(withRatio) };
	} catch (error) {
		return { ...result, failed: error instanceof Error ? error.message : String(error) };
	}
}

/**
 * None where there is no such file yet.
 *
 * @throws Error when the file holds something else
 */
export function readResults(file: string): Result[] {
	if (!existsSync(file)) return [];
	const results = resultsSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
	if (!results.success) throw new Error(`${file} holds no results of the bench as it is now. Remove it and run this again.`);
	return results.data;
}

export function writeResults(file: string, results: readonly Result[]): void {
	writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
}

async function currentEnvironment(): Promise<Result['environment']> {
	const processors = cpus();
	return {
		date: new Date().toISOString(),
		n8n: await n8nVersion(),
		node: process.versions.node,
		cpus: processors.length,
		cpu: processors[0]?.model ?? '',
	};
}

function withRatio(measurement: Measurement): Result['measurements'][number] {
	const { what, value, peer } = measurement;
	const ratio = peer === undefined ? undefined : value / peer.value;
	if (![value, ratio ?? 0].every(Number.isFinite)) throw new Error(`${what}: nothing was measured`);
	return { ...measurement, ratio };
}
