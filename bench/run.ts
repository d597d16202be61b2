import path from 'node:path';
import { readResults, type Result, runRow, writeResults } from './results';
import type { Row } from './row';
import { customers } from './rows/customers';
import { dedupe } from './rows/dedupe';
import { dueToAlert } from './rows/due-to-alert';
import { dueToDelivered } from './rows/due-to-delivered';
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
 * results are in bench/results.json as well, or with `--json=FILE` in that file: row by row, those of other rows kept.
 */

const ROWS: readonly Row[] = [evaluate, sweep, odooActivities, customers, dueToReport, dueToAlert, dueToDelivered, trigger, dedupe, odooNode, workers, packageLoad];
const RESULTS = path.join(__dirname, 'results.json');

main(process.argv.slice(2)).catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});

async function main(args: readonly string[]): Promise<void> {
	const named = args.filter((arg) => !arg.startsWith('--'));
	const unknown = named.find((name) => !ROWS.some((row) => row.name === name));
	if (unknown !== undefined) {
		console.error(`There is no row "${unknown}". There are: ${ROWS.map(({ name }) => name).join(', ')}`);
		process.exitCode = 2;
		return;
	}
	const file = resultsFile(args);
	let results = file === null ? [] : readResults(file);
	for (const row of ROWS.filter(({ name }) => named.length === 0 || named.includes(name))) {
		console.log(`\n${row.name} ...`);
		const result = await runRow(row);
		result.measurements.forEach((measurement) => { console.log(inWords(measurement)); });
		if (result.failed !== null) {
			console.error(`  FAILED: ${result.failed}`);
			process.exitCode = 1;
		}
		results = [...results.filter((earlier) => earlier.row !== row.name), result];
		if (file !== null) writeResults(file, results);
	}
	if (file !== null) console.log(`\nWritten to ${file}`);
}

function resultsFile(args: readonly string[]): string | null {
	if (args.includes('--json')) return RESULTS;
	return args.find((arg) => arg.startsWith('--json='))?.slice('--json='.length) ?? null;
}

function inWords({ what, value, unit, atMost, peer, ratio }: Result['measurements'][number]): string {
	const verdict = atMost === undefined ? '' : value <= atMost ? `at most ${atMost}: ok` : `at most ${atMost}: MISSED`;
	const beside = peer === undefined || ratio === undefined ? '' : `${rounded(ratio)} × ${peer.what} (${rounded(peer.value)})`;
	return `  ${what.padEnd(58)} ${rounded(value).padStart(10)} ${unit.padEnd(9)} ${verdict}${beside}`.trimEnd();
}

function rounded(value: number): string {
	return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}
