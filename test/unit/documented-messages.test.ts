import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../..');
const SOURCES = ['core', 'nodes', 'credentials'].flatMap((folder) => readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) => path.join(ROOT, folder, file)));

/** What the package can say: its sources, a dots for whatever is filled in, quotes as they are read. */
const SAID = SOURCES.filter((file) => file.endsWith('.ts'))
	.map((file) => readFileSync(file, 'utf8'))
	.join('\n')
	.replace(/\$\{[^{}]*\}/g, '…')
	.replaceAll("\\'", "'");

/** The messages in the first column of the tables of a page. */
function messagesIn(page: string): string[] {
	const rows = readFileSync(path.join(ROOT, page), 'utf8').split('\n').filter((line) => line.startsWith('| '));
	return rows.flatMap((row) => [...(row.split(' | ')[0] ?? '').matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? ''));
}

/** The parts of a message that are always the same; too short ones are anywhere. */
function fixedParts(message: string): string[] {
	return message.split('…').map((part) => part.trim().replace(/^["(: ]+|["): ]+$/g, '')).filter((part) => part.length > 6);
}

test.each(messagesIn('docs/troubleshooting.md'))('docs/troubleshooting.md explains a message that there is: %s', (message) => {
	for (const part of fixedParts(message)) expect(SAID.includes(part) ? part : `nobody says: ${part}`).toBe(part);
});
