import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Measurement, Row } from './row';
import { customers } from './rows/customers';
import { dedupe } from './rows/dedupe';
import { dueToAlert } from './rows/due-to-alert';
import { dueToReport } from './rows/due-to-report';
import { evaluate } from './rows/evaluate';
import { odooActivities } from './rows/odoo-activities';
import { odooNode } from './rows/odoo-node';
import { packageLoad } from './rows/package-load';
import { sweep } from './rows/sweep';
import { trigger } from './rows/trigger';
import { workers } from './rows/workers';

/**
 * `npm run bench`: runs the rows, or those that are named, one after another, and prints a table. With `--json` the
 * results are in bench/results.json as well.
 */

const ROWS: readonly Row[] = [evaluate, sweep, odooActivities, customers, dueToReport, dueToAlert, trigger, dedupe, odooNode, workers, packageLoad];
const RESULTS = path.join(__dirname, 'results.json');

void main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<void> {
	const named = args.filter((arg) => !arg.startsWith('--'));
	const unknown = named.find((name) => !ROWS.some((row) => row.name === name));
	if (unknown !== undefined) {
		console.error(`There is no row "${unknown}". There are: ${ROWS.map(({ name }) => name).join(', ')}`);
		process.exitCode = 2;
		return;
	}
	const results: Array<{ row: string; measurements: Measurement[] }> = [];
	for (const row of ROWS.filter(({ name }) => named.length === 0 || named.includes(name))) {
		console.log(`\n${row.name} ...`);
		const measurements = await row.run();
		results.push({ row: row.name, measurements });
		measurements.forEach((measurement) => { console.log(inWords(measurement)); });
	}
	if (!args.includes('--json')) return;
	await writeFile(RESULTS, `${JSON.stringify(results, null, 2)}\n`);
	console.log(`\nWritten to ${RESULTS}`);
}

function inWords({ what, value, unit, atMost, peer }: Measurement): string {
	const verdict = atMost === undefined ? '' : value <= atMost ? `at most ${atMost}: ok` : `at most ${atMost}: MISSED`;
	const beside = peer === undefined ? '' : `${rounded(value / peer.value)} × ${peer.what} (${rounded(peer.value)})`;
	return `  ${what.padEnd(58)} ${rounded(value).padStart(10)} ${unit.padEnd(9)} ${verdict}${beside}`.trimEnd();
}

function rounded(value: number): string {
	return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}
