import type { Measurement, Row } from './row';
import { customers } from './rows/customers';
import { dueToAlert } from './rows/due-to-alert';
import { dueToReport } from './rows/due-to-report';
import { odooActivities } from './rows/odoo-activities';
import { sweep } from './rows/sweep';

/** `npm run bench`: runs the rows, or those that are named, one after another; `--json` prints JSON and nothing else. */

const ROWS: readonly Row[] = [sweep, odooActivities, customers, dueToReport, dueToAlert];

void main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<void> {
	const asJson = args.includes('--json');
	const named = args.filter((arg) => !arg.startsWith('--'));
	const unknown = named.find((name) => !ROWS.some((row) => row.name === name));
	if (unknown !== undefined) {
		console.error(`There is no row "${unknown}". There are: ${ROWS.map(({ name }) => name).join(', ')}`);
		process.exitCode = 2;
		return;
	}
	const results: Array<{ row: string; measurements: Measurement[] }> = [];
	for (const row of ROWS.filter(({ name }) => named.length === 0 || named.includes(name))) {
		if (!asJson) console.log(`\n${row.name} ...`);
		const measurements = await row.run();
		results.push({ row: row.name, measurements });
		if (!asJson) measurements.forEach((measurement) => { console.log(inWords(measurement)); });
	}
	if (asJson) console.log(JSON.stringify(results, null, 2));
}

function inWords({ what, value, unit, atMost }: Measurement): string {
	const verdict = atMost === undefined ? '' : value <= atMost ? `at most ${atMost}: ok` : `at most ${atMost}: MISSED`;
	return `  ${what.padEnd(58)} ${rounded(value).padStart(10)} ${unit.padEnd(9)} ${verdict}`.trimEnd();
}

function rounded(value: number): string {
	return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}
