import fc from 'fast-check';

/** Written by people outside: short, endless, empty, and with everything that means something to a medium of ours. */
export const hostileText = fc.oneof(
	fc.string({ unit: 'binary' }),
	fc.string({ unit: fc.constantFrom('<', '>', '&', '"', "'", '!', '@', '*', '`', '[', ']', '(', '\r', '\n', '\u2028', '\u202e', '😀', 'a', ' ') }),
	fc.constantFrom(
		'',
		'<script>alert(1)</script>',
		'"><img src=x onerror=alert(1)>',
		'x\r\nBcc: all@example.com',
		'<!channel>',
		'<@U123>',
		'<https://evil.example|click>',
		'&lt;!here&gt;',
		'@all ![](https://evil.example/x.png)',
		'\u202egnp.exe\u2066',
	),
	fc.tuple(fc.constantFrom('&', '<', '@', '😀', 'x'), fc.integer({ min: 1900, max: 4000 })).map(([unit, count]) => unit.repeat(count)),
);
