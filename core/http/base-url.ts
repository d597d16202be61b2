import { ExplainedError } from '../errors';

/**
 * The address of a server as a person types it, made into one that paths can be appended to:
 * surrounding spaces and trailing slashes go, a missing scheme becomes https, a sub-path stays.
 * `appPaths` are paths of the server's own pages (such as `/app`): an address copied from the browser
 * is cut at the first of them.
 *
 * @throws ExplainedError when the text is no http(s) address.
 */
export function normaliseBaseUrl(typed: string, appPaths: readonly string[] = []): string {
	const text = typed.trim();
	const url = parseUrl(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`);
	if (text === '' || url === null || !['http:', 'https:'].includes(url.protocol)) {
		throw new ExplainedError(`"${text}" is not a web address`, {
			advice: 'Enter the address of the server, e.g. https://chat.example.com',
		});
	}
	const segments = url.pathname.split('/').filter((segment) => segment !== '');
	const appPath = segments.findIndex((segment) => appPaths.includes(`/${segment}`));
	const kept = appPath === -1 ? segments : segments.slice(0, appPath);
	return [url.origin, ...kept].join('/');
}

function parseUrl(text: string): URL | null {
	return URL.canParse(text) ? new URL(text) : null;
}
