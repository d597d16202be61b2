import fc from 'fast-check';

/**
 * What chats and mail programs make a link of without being asked: by the sources of Mattermost's `marked` (`url` and
 * `autolink`) and of Rocket.Chat's message-parser (`AutoLinkURL`, which knows the ends of domains).
 */
export const MADE_A_LINK = /[a-z][a-z\d.+-]*:[/%\p{L}\d]|www\d{0,3}\.|\S\.[\p{L}\d]/iu;

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
		'https://evil.example/login',
		'<https://evil.example>',
		'[click][1]\n[1]: https://evil.example',
		'Jane www.evil.example, WWW2.evil.example/x',
		'evil.com/login and http://10.0.0.1:80/x',
		'mailto:all@evil.example javascript:alert(1)',
		'https:\u202e//evil.example',
		'\u202egnp.exe\u2066',
	),
	fc.tuple(fc.constantFrom('&', '<', '@', '😀', 'x'), fc.integer({ min: 1900, max: 4000 })).map(([unit, count]) => unit.repeat(count)),
);
