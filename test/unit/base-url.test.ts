import { normaliseBaseUrl } from '../../core/http/base-url';

test.each([
	['https://chat.example.com', 'https://chat.example.com'],
	['  https://chat.example.com///  ', 'https://chat.example.com'],
	['chat.example.com', 'https://chat.example.com'],
	['localhost:3000', 'https://localhost:3000'],
	['http://10.0.0.5:3000/', 'http://10.0.0.5:3000'],
	['https://example.com/support/', 'https://example.com/support'],
	['https://example.com/support/app/accounts/1/dashboard?x=1', 'https://example.com/support'],
	['https://app.example.com/api/v1', 'https://app.example.com'],
])('%s is %s', (typed, url) => {
	expect(normaliseBaseUrl(typed, ['/app', '/api'])).toBe(url);
});

test.each(['', '   ', 'ftp://example.com', 'https://', 'not a url'])('"%s" is refused', (typed) => {
	expect(() => normaliseBaseUrl(typed)).toThrow(/is not a web address/);
});
