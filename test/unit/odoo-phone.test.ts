import { isSamePhone, parsePhone, phonePattern } from '../../core/phone/phone';

function phone(text: string, country = '') {
	const parsed = parsePhone(text, country);
	if (parsed === null) throw new Error(`${text} was taken for no number`);
	return parsed;
}

/** What Odoo's `like` does with a pattern of digits and `%`. */
function finds(pattern: string, stored: string): boolean {
	return new RegExp(pattern.replaceAll('%', '.*')).test(stored);
}

describe('a number is found and recognised in every spelling', () => {
	const spellings = ['+31612345678', '+31 6 12345678', '0612345678', '06-12 34 56 78', '(06) 1234-5678', '0031612345678'];

	test.each(spellings)('stored as %s', (stored) => {
		const wanted = phone('+31612345678');
		expect(finds(phonePattern(wanted), stored)).toBe(true);
		expect(isSamePhone(stored, wanted)).toBe(true);
	});

	test.each(spellings)('typed as %s, with the country known', (typed) => {
		expect(phone(typed, 'nl')).toMatchObject({ numbers: ['+31612345678'], digits: '612345678' });
	});
});

describe('a mobile number that is written in several ways is one number', () => {
	const ways: Array<[country: string, texts: string[]]> = [
		['AR', ['+54 9 11 2345-6789', '+54 11 2345 6789', '011 15-2345-6789', '5491123456789@c.us']],
		['MX', ['+52 55 1234 5678', '+52 1 55 1234 5678', '044 55 1234 5678']],
		['BR', ['+55 11 98765-4321', '+55 11 8765-4321', '(11) 8765-4321']],
	];

	test.each(ways)('%s: each finds the others', (country, texts) => {
		for (const typed of texts) {
			const wanted = phone(typed, country);
			for (const stored of texts) {
				expect([stored, finds(phonePattern(wanted), stored), isSamePhone(stored, wanted)]).toEqual([stored, true, true]);
			}
		}
	});
});

test.each([
	['an extension', '+31 6 12345678 ext. 12'],
	['a WhatsApp id', '31612345678@c.us'],
	['a number that is not given to anybody', '+31 9 12345678', '+31 9 12 34 56 78'],
])('%s is understood', (_name, stored, typed = '+31612345678') => {
	expect(isSamePhone(stored, phone(typed))).toBe(true);
});

test.each([
	['another country', '+32612345678'],
	['one more digit, which the pattern finds too', '+316123456789'],
	['digits in between', '+31 6 12 999 345678'],
	['nothing', ''],
	['an extension', '345'],
])('%s is another number', (_name, stored) => {
	expect(isSamePhone(stored, phone('+31612345678'))).toBe(false);
});

test('a national number of an unknown country matches national spellings only', () => {
	const wanted = phone('06 1234 5678');
	expect(wanted).toEqual({ numbers: [], country: null, digits: '612345678' });
	expect(isSamePhone('0612345678', wanted)).toBe(true);
	expect(isSamePhone('+31612345678', wanted)).toBe(false);
});

test.each(['', 'call me', '112', 'ext. 42'])('%j is no number', (text) => {
	expect(parsePhone(text, 'NL')).toBeNull();
});

test('a country that is none is said to be', () => {
	expect(() => parsePhone('0612345678', 'Holland')).toThrow('"Holland" is no country');
});
