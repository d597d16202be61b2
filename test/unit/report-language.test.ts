import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { placeholdersOf } from '../../core/alert/language/texts';
import { ENGLISH } from '../../core/report/language/english';
import { SPANISH } from '../../core/report/language/spanish';

describe('the texts of reports', () => {
	const entries = Object.entries(ENGLISH).map(([name, english]) => [name, english, (SPANISH as Record<string, string>)[name] ?? ''] as const);

	test('in Spanish fill in what the English ones do', () => {
		const wrong = entries.filter(([, english, spanish]) => placeholdersOf(spanish).sort().join() !== placeholdersOf(english).sort().join());
		expect(wrong.map(([name]) => name)).toEqual([]);
	});

	test('are all said somewhere', () => {
		const source = ['board', 'digest'].flatMap((folder) => readdirSync(path.join(REPORT, folder)).map((file) => readFileSync(path.join(REPORT, folder, file), 'utf8'))).join('\n');
		const isSaid = (name: string) => source.includes(`'${name}'`) || source.includes(`\`${name.split('.')[0] ?? ''}.\${`);
		expect(Object.keys(ENGLISH).filter((name) => !isSaid(name))).toEqual([]);
	});

	test('call a reader tú in Spanish, as alerts do', () => {
		expect(entries.filter(([, , spanish]) => /\b(use|avise|usted)\b/i.test(spanish)).map(([name]) => name)).toEqual([]);
	});
});

const REPORT = path.resolve(__dirname, '../../core/report');
