import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseOwnLanguages } from '../../core/alert/language/own-languages';
import { placeholdersOf } from '../../core/alert/language/texts';
import { ENGLISH } from '../../core/report/language/english';
import { OwnReportTextsSchema, reportLanguage } from '../../core/report/language/language';
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

describe('own texts of reports', () => {
	const parse = (settings: unknown) => parseOwnLanguages(settings, OwnReportTextsSchema);
	const languages = parse('{"nl": {"board.title": "SLA-bord", "unit.h": "u", "priority.urgent": "dringend"}, "es": {"digest.title": "Balance de SLA"}}');

	test('take the place of what they name, the rest stays', () => {
		const dutch = reportLanguage('nl-BE', 'Europe/Brussels', languages);
		expect([dutch.locale, dutch.say('board.title'), dutch.say('priority.urgent'), dutch.say('digest.title')]).toEqual(['nl-BE', 'SLA-bord', 'dringend', 'SLA digest']);
		expect(dutch.duration(3900)).toBe('1 u 5 min');
		expect(dutch.moment('2026-02-04T10:20:00Z', 'dayShort')).toBe('4 feb');
		const spanish = reportLanguage('es-AR', 'UTC', languages);
		expect([spanish.say('digest.title'), spanish.say('board.title')]).toEqual(['Balance de SLA', 'Panel de SLA']);
	});

	test('a language without any is spoken to in English', () => {
		const french = reportLanguage('fr', 'UTC', languages);
		expect([french.locale, french.say('board.title'), french.moment('2026-02-04T10:20:00Z', 'dayShort')]).toEqual(['en', 'SLA board', '4 Feb']);
	});

	test.each([
		['{"nl": {"alert.missed": "x"}}', 'Languages: nl.alert.missed: there is no text of this name'],
		['{"nl": {"digest.keptOf": "{kept} van {total}"}}', 'Languages: nl.digest.keptOf: {total} is not filled in: possible are {kept}, {all}'],
	])('%s is refused', (settings, message) => {
		expect(() => parse(settings)).toThrow(message);
	});
});

const REPORT = path.resolve(__dirname, '../../core/report');
