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
		expect(phone(typed, 'nl')).toMatchObject({ e164: '+31612345678', digits: '612345678' });
	});
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
	expect(wanted).toEqual({ e164: null, country: null, digits: '612345678' });
	expect(isSamePhone('0612345678', wanted)).toBe(true);
	expect(isSamePhone('+31612345678', wanted)).toBe(false);
});

test.each(['', 'call me', '112', 'ext. 42'])('%j is no number', (text) => {
	expect(parsePhone(text, 'NL')).toBeNull();
});

test('a country that is none is said to be', () => {
	expect(() => parsePhone('0612345678', 'Holland')).toThrow('"Holland" is no country');
});
