import fc from 'fast-check';
import { phoneCandidates } from '../../core/phone/candidates';

test.each([
	['+31612345678', ''],
	['06 12345678', 'NL'],
	['06-12 34 56 78', 'nl'],
	['0031 6 12345678', ''],
	['+31 (0)6 12345678', ''],
	['31612345678', ''],
	['31612345678', 'ES'],
	['31612345678@c.us', ''],
	['31612345678@s.whatsapp.net', 'ES'],
	['31612345678:12@s.whatsapp.net', ''],
	['31612345678:3@c.us', 'ES'],
	[' 31612345678@C.US ', ''],
	['whatsapp:+31612345678', ''],
	['tel:+31-6-1234-5678', ''],
	['+31 6 12345678 ext. 3', ''],
	['＋３１ ６ １２３４ ５６７８', ''],
	['(06) 1234.5678', 'NL'],
	['+31 06 12345678', ''],
	['0031 (0)6 12345678', 'NL'],
])('%s (%s) is +31612345678', (text, country) => {
	expect(phoneCandidates(text, country)).toEqual(['+31612345678']);
});

test.each([
	[
		'Argentina',
		['+54 9 11 2345-6789', '5491123456789@c.us', '5491123456789:2@s.whatsapp.net', '011 15-2345-6789', '+54 11 15 2345-6789', '+54 9 11 15 2345-6789', '0054 9 11 2345 6789'],
		'AR',
		['+5491123456789', '+541123456789'],
	],
	['Argentina, an area code of three digits', ['0351 15-234-5678', '+54 351 15 234 5678', '5493512345678@c.us'], 'AR', ['+5493512345678', '+543512345678']],
	[
		'Mexico',
		['+52 55 1234 5678', '5215512345678@c.us', '55 1234 5678', '+52 1 55 1234 5678', '044 55 1234 5678', '045 55 1234 5678', '01 55 1234 5678', '+52 01 55 1234 5678'],
		'MX',
		['+525512345678', '+5215512345678'],
	],
	[
		'Brazil',
		['+55 11 98765-4321', '551187654321@c.us', '(11) 98765-4321', '(11) 8765-4321', '011 98765-4321', '0 15 11 98765-4321', '+55 (0)11 98765 4321'],
		'BR',
		['+5511987654321', '+551187654321'],
	],
])('mobile numbers of %s have two ways to be written', (_name, texts, country, expected) => {
	for (const text of texts) expect(phoneCandidates(text, country)).toEqual(expected);
});

test.each(['', 'call me', '123', '0612345678', '12036304@g.us', '31612345678@example.com', '+31 6 12 3', '+1 555 010 0000', '12345@c.us', '+999 123456789', '++31612345678'])(
	'"%s" is no phone number',
	(text) => {
		expect(phoneCandidates(text, '')).toEqual([]);
	},
);

test.each([
	['a landline of Argentina, which has no 15', '011 4321-6789', 'AR', '+541143216789'],
	['a landline of Brazil', '(11) 3456-7890', 'BR', '+551134567890'],
	['Italy keeps its zero', '06 6982 1234', 'IT', '+390669821234'],
	['Italy keeps it in brackets too', '+39 (0)6 6982 1234', '', '+390669821234'],
	['somebody on WhatsApp has a number, whatever our lists say', '15550100000@c.us', '', '+15550100000'],
	['Spain', '612 345 678', 'ES', '+34612345678'],
	['00 where 00 does not lead abroad', '0034 612 345 678', 'US', '+34612345678'],
	['a country of a shared code', '+44 7781 123456', '', '+447781123456'],
])('%s', (_name, text, country, expected) => {
	expect(phoneCandidates(text, country)[0]).toBe(expected);
});

test('a country that is none is told', () => {
	expect(() => phoneCandidates('06 12345678', 'Holland')).toThrow('Default Country: "Holland" is no country code');
});

describe('whatever is typed', () => {
	test('gives E.164 or nothing', () => {
		fc.assert(
			fc.property(fc.oneof(fc.string(), fc.stringMatching(/^\+?[\d\s().-]{0,20}$/), fc.stringMatching(/^\d{1,16}@c\.us$/)), (text) => {
				for (const candidate of phoneCandidates(text, 'NL')) expect(candidate).toMatch(/^\+[1-9]\d{1,14}$/);
			}),
		);
	});

	const mobile = fc.oneof(
		fc.stringMatching(/^316[1-5]\d{7}$/),
		fc.stringMatching(/^54911[2-6]\d{7}$/),
		fc.stringMatching(/^52155[1-8]\d{7}$/),
		fc.stringMatching(/^55119[6-9]\d{7}$/),
	);

	test('every candidate leads to the same candidates', () => {
		fc.assert(
			fc.property(mobile, (digits) => {
				const candidates = phoneCandidates(`+${digits}`, '');
				for (const candidate of candidates) expect(new Set(phoneCandidates(candidate, ''))).toEqual(new Set(candidates));
			}),
		);
	});

	test('WhatsApp ids, 00 and spaces mean the same as the plain number', () => {
		fc.assert(
			fc.property(mobile, (digits) => {
				const candidates = phoneCandidates(`+${digits}`, '');
				expect(phoneCandidates(`${digits}@c.us`, 'ES')).toEqual(candidates);
				expect(phoneCandidates(`${digits}:7@s.whatsapp.net`, '')).toEqual(candidates);
				expect(phoneCandidates(`00${digits}`, '')).toEqual(candidates);
				expect(phoneCandidates(`+${digits.split('').join(' ')}`.slice(0, 30), '')).toEqual(candidates);
			}),
		);
	});
});
