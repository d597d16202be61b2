import fc from 'fast-check';
import { formatDuration, parseDuration } from '../../core/duration';

test.each([
	[0, '0 s'],
	[59.9, '59 s'],
	[300, '5 min'],
	[3_661, '1 h 1 min'],
	[90_000, '1 d 1 h'],
	[86_405, '1 d'],
	[-3, '0 s'],
])('%d seconds are %s', (seconds, text) => {
	expect(formatDuration(seconds)).toBe(text);
});

test.each<[string | number, number]>([
	['5m', 300],
	['2h', 7_200],
	['1d', 86_400],
	['90s', 90],
	['1h 30m', 5_400],
	['1h30min', 5_400],
	[' 2 Hours ', 7_200],
	['1.5 h', 5_400],
	['1 day 2 hrs 3 mins 4 secs', 93_784],
	['300', 300],
	[300, 300],
	['0.5', 0.5],
	['3650d', 315_360_000],
])('%j is %d seconds', (typed, seconds) => {
	expect(parseDuration(typed, 'Field')).toBe(seconds);
});

test.each<[string | number, string]>([
	['5 parsecs', 'no duration'],
	['5m 3 parsecs', 'no duration'],
	['', 'no duration'],
	['soon', 'no duration'],
	['h', 'no duration'],
	['1h 30', 'no duration'],
	['-5m', 'no duration'],
	['1,5h', 'no duration'],
	['0m', 'no duration'],
	[0, 'no duration'],
	[-1, 'no duration'],
	[NaN, 'no duration'],
	[Infinity, 'no duration'],
	['999999999d', 'longer than ten years'],
])('%j is refused, naming the field', (typed, reason) => {
	expect(() => parseDuration(typed, 'Remind Every')).toThrow(`Remind Every: "${typed}" is ${reason}`);
});

test('property: whatever is typed gives seconds above 0 or an error', () => {
	const typed = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('1', '9', '.', ' ', 'm', 'h', 'd', 's', '-', 'e') }), fc.double());
	fc.assert(
		fc.property(typed, (text) => {
			try {
				const seconds = parseDuration(text, 'Field');
				expect(seconds > 0 && seconds < 1e9).toBe(true);
			} catch (error) {
				expect(error).toMatchObject({ name: 'ExplainedError', message: expect.stringMatching(/^Field: /) as string });
			}
		}),
	);
});

test('property: what is shown reads back as what it was, to the unit shown', () => {
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 3e8 }), (seconds) => {
			const read = parseDuration(formatDuration(seconds), 'Field');
			expect(read).toBeLessThanOrEqual(seconds);
			expect(formatDuration(read)).toBe(formatDuration(seconds));
			if (seconds < 3_600) expect(read).toBe(seconds);
		}),
	);
});
