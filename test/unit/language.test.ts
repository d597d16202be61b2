import fc from 'fast-check';
import { RECOVERED_BY } from '../../core/alert/alert';
import { alertDetails, alertHeadline } from '../../core/alert/details';
import { ENGLISH } from '../../core/alert/language/english';
import { isLocale, languageFor, languageOf } from '../../core/alert/language/language';
import { ownTexts, parseOwnLanguages } from '../../core/alert/language/own-languages';
import { SPANISH } from '../../core/alert/language/spanish';
import { fill, OwnTextsSchema, placeholdersOf, textsFor } from '../../core/alert/language/texts';
import { alertText } from '../../core/alert/text';
import { alertNoteHtml } from '../../core/odoo/alert-note';
import { SLA_METRICS } from '../../core/sla/conversation';
import { STAGE_KINDS } from '../../core/sla/stages';
import { sampleAlert } from '../sample-alert';

const MOMENT = '2026-07-03T22:05:00.000Z';

describe('the language of a locale', () => {
	test.each([
		['en', 'en', 'Contact'],
		['en-US', 'en-US', 'Contact'],
		['es', 'es', 'Contacto'],
		['es-AR', 'es-AR', 'Contacto'],
		['es_MX', 'es-MX', 'Contacto'],
		['ES-es', 'ES-es', 'Contacto'],
		['fr', 'en', 'Contact'],
		['', 'en', 'Contact'],
		['?!', 'en', 'Contact'],
	])('%s is spoken to in %s', (locale, spoken, contact) => {
		const language = languageFor({ locale, timeZone: 'UTC' });
		expect([language.locale, language.say('detail.contact')]).toEqual([spoken, contact]);
	});

	test('own texts take the place of what they name, the rest stays', () => {
		const dutch = languageFor({ locale: 'nl', timeZone: 'UTC', texts: { 'detail.contact': 'Klant' } });
		expect([dutch.locale, dutch.say('detail.contact'), dutch.say('detail.inbox')]).toEqual(['nl', 'Klant', 'Inbox']);
		const spanish = textsFor('es-AR', { 'detail.inbox': 'Casilla' });
		expect([spanish['detail.inbox'], spanish['detail.contact']]).toEqual(['Casilla', 'Contacto']);
	});

	test('English is known as such, whyever it is spoken', () => {
		const isPlainEnglish = (locale: string, texts?: object) => languageFor({ locale, timeZone: 'UTC', texts }).isPlainEnglish;
		expect([isPlainEnglish('en-GB'), isPlainEnglish('fr'), isPlainEnglish('es'), isPlainEnglish('en', {})]).toEqual([true, true, false, false]);
	});
});

describe('times and durations', () => {
	test.each([
		['en', 'UTC', /^Fri 3 Jul 2026, 22:05 UTC$/],
		['en', 'Europe/Madrid', /^Sat 4 Jul 2026, 00:05 CEST$/],
		['es', 'Europe/Madrid', /^sáb 4 de jul de 2026, 00:05 \S+$/],
		['es-AR', 'America/Argentina/Buenos_Aires', /^vie 3 de jul de 2026, 19:05 \S+$/],
		['fr', 'Europe/Paris', /^Sat 4 Jul 2026, 00:05 /],
		['en', 'Mars/Olympus', /^Fri 3 Jul 2026, 22:05 UTC$/],
	])('%s in %s', (locale, timeZone, text) => {
		expect(languageFor({ locale, timeZone }).time(MOMENT)).toMatch(text);
		expect(languageFor({ locale, timeZone }).time(new Date(MOMENT))).toMatch(text);
	});

	test('durations have the symbols of the language', () => {
		const texts = { 'unit.h': 'Std.', 'unit.min': 'Min.' };
		expect(languageFor({ locale: 'de', timeZone: 'UTC', texts }).duration(3900)).toBe('1 Std. 5 Min.');
		expect(languageFor({ locale: 'en', timeZone: 'UTC' }).duration(0)).toBe('0 s');
	});
});

describe('the catalogs', () => {
	const entries = Object.entries(ENGLISH).map(([name, english]) => [name, english, (SPANISH as Record<string, string>)[name] ?? ''] as const);

	test('Spanish fills in what English does', () => {
		const wrong = entries.filter(([, english, spanish]) => placeholdersOf(spanish).sort().join() !== placeholdersOf(english).sort().join());
		expect(wrong.map(([name]) => name)).toEqual([]);
	});

	test('no text is empty', () => {
		expect(entries.filter(([, english, spanish]) => english.trim() === '' || spanish.trim() === '').map(([name]) => name)).toEqual([]);
	});

	test('each is what somebody could write as their own', () => {
		expect(OwnTextsSchema.parse(SPANISH)).toEqual(SPANISH);
	});
});

describe('an alert in Spanish', () => {
	const spanish = languageFor({ locale: 'es', timeZone: 'UTC' });
	const WHO = 'La conversación n.º 123 (Jane Doe, bandeja Website)';

	test.each<[Parameters<typeof sampleAlert>[0], string]>([
		[{ stage: 'warning', overdueSeconds: -60 }, `${WHO} está a punto de incumplir su tiempo de primera respuesta de 5 min: faltan 1 min`],
		[{}, `${WHO} incumplió su tiempo de primera respuesta de 5 min por 2 min 10 s`],
		[{ overdueSeconds: null, thresholdSeconds: null }, `${WHO} incumplió su tiempo de primera respuesta`],
		[{ stage: 'reminder', level: 2, metric: 'rt' }, `Recordatorio 2: ${WHO} sigue sin resolver, 2 min 10 s después de su tiempo de resolución de 5 min`],
		[{ stage: 'escalation', metric: 'unassigned' }, `Escalamiento 1: ${WHO} sigue sin asignar, 2 min 10 s después de su tiempo de asignación de 5 min`],
		[{ recovered: { at: MOMENT, by: 'assigned', inTime: true } }, `${WHO} fue asignada a tiempo después del aviso`],
	])('%j', (changes, text) => {
		expect(alertText(sampleAlert(changes), spanish)).toBe(text);
	});

	test('in every case without a word of English, and with nothing left to be filled in', () => {
		const recoveries = RECOVERED_BY.flatMap((by) => [true, false].map((inTime) => ({ at: MOMENT, by, inTime })));
		for (const metric of SLA_METRICS) {
			for (const stage of STAGE_KINDS) {
				for (const [overdueSeconds, thresholdSeconds] of [[100, 300], [0, 300], [null, null]] as const) {
					for (const recovered of [null, ...recoveries]) {
						const alert = sampleAlert({ metric, stage, overdueSeconds, thresholdSeconds, recovered });
						for (const text of [alertText(alert, spanish), alertHeadline(alert, spanish), ...alertDetails(alert, spanish).map(({ label }) => label)]) {
							expect(text).not.toMatch(/[{}]|\b(the|its|was|is|after|by|time|conversation|missed|left)\b/i);
						}
					}
				}
			}
		}
	});
});

test("an activity's note in Odoo is in the language of who gets it", () => {
	const note = alertNoteHtml({ ...sampleAlert(), delivery: { locale: 'es', timeZone: 'UTC' } });
	expect(note).toContain('<strong>Incumplido el tiempo de primera respuesta</strong>');
	expect(note).toContain('>Abrir la conversación n.º 123 en Chatwoot</a>');
});

describe('own texts', () => {
	test('are found for a locale and for its language', () => {
		const languages = parseOwnLanguages('{"nl": {"detail.contact": "Klant"}, "pt-BR": {"detail.contact": "Cliente"}}', OwnTextsSchema);
		expect(['nl', 'nl-BE', 'pt-BR', 'pt', 'de'].map((locale) => ownTexts(locale, languages)?.['detail.contact'])).toEqual(['Klant', 'Klant', 'Cliente', undefined, undefined]);
		expect(parseOwnLanguages('', OwnTextsSchema)).toEqual({});
	});

	test.each([
		['{"nl": {"detail.contract": "x"}}', 'Languages: nl.detail.contract: there is no text of this name'],
		['{"nl": {"alert.missed": "{who}"}}', 'Languages: nl.alert.missed: {who} is not filled in: possible are {conversation}, {promise}'],
		['{"nl": {"detail.contact": "{who}"}}', 'Languages: nl.detail.contact: {who} is not filled in: there are none in this text'],
		['{"nl": {"detail.contact": 1}}', 'Languages: nl.detail.contact: Expected string'],
		['{"not a language": {}}', 'Languages: not a language: expected a language such as nl or pt-BR'],
		['[', 'Languages is neither JSON nor YAML'],
	])('%s is refused', (settings, message) => {
		expect(() => parseOwnLanguages(settings, OwnTextsSchema)).toThrow(message);
	});
});

test('the language of an item is that of its delivery; of anything else English, on the clock of UTC', () => {
	const languages = [{ delivery: { locale: 'es', timeZone: 'Europe/Madrid' } }, { delivery: { channel: 'email' } }, {}, { delivery: 3 }].map(languageOf);
	expect(languages.map(({ locale, timeZone }) => [locale, timeZone])).toEqual([['es', 'Europe/Madrid'], ['en', 'UTC'], ['en', 'UTC'], ['en', 'UTC']]);
});

test('what is filled in is never filled in again, whatever it is', () => {
	fc.assert(
		fc.property(fc.string(), fc.constantFrom('{b}', '$&', '$1', '$$', '{{a}}'), (text, hostile) => {
			const value = `${text}${hostile}`;
			expect(fill('<{a}|{b}|{c}>', { a: value, b: 'B' })).toBe(`<${value}|B|{c}>`);
		}),
	);
});

test.each([['en', true], ['es-AR', true], ['pt_BR', true], ['', false], ['e', false], ['en us', false]])('%s is a locale: %s', (text, expected) => {
	expect(isLocale(text)).toBe(expected);
});
