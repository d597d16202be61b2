import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../..');
const FOLDERS = ['docs', 'deploy', 'bench', '.github'];

const pages = ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md', ...FOLDERS.flatMap(markdownIn)];

test.each(pages)('every relative link of %s leads somewhere', (page) => {
	expect(linksOf(read(page)).filter((link) => !leadsSomewhere(page, link))).toEqual([]);
});

test('a link that leads nowhere is found', () => {
	expect(linksOf('[a](docs/no.md) ![b](x.png "title") `[code](y)` [web](https://example.com) [c](#part) <img src="y.png" alt="d">')).toEqual(['docs/no.md', 'x.png', '#part', 'y.png']);
	expect(leadsSomewhere('README.md', 'docs/no-such-page.md')).toBe(false);
	expect(leadsSomewhere('README.md', 'docs/architecture.md#no-such-part')).toBe(false);
	expect(leadsSomewhere('README.md', 'docs/architecture.md#the-flow')).toBe(true);
});

function markdownIn(folder: string): string[] {
	const whole = path.join(ROOT, folder);
	if (!existsSync(whole)) return [];
	return readdirSync(whole, { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.md'))
		.map((file) => path.join(folder, file));
}

function read(page: string): string {
	return readFileSync(path.join(ROOT, page), 'utf8');
}

/** Of links and images, the addresses that stay in this repository. */
function linksOf(markdown: string): string[] {
	const prose = markdown.replace(/```.*?```|`[^`\n]*`/gs, '');
	const links = [...prose.matchAll(/\]\(([^)\s]+)[^)]*\)/g), ...prose.matchAll(/<img src="([^"]+)"/g)];
	return links.flatMap(([, link = '']) => (/^[a-z]+:/.test(link) ? [] : [link]));
}

function leadsSomewhere(page: string, link: string): boolean {
	const [file = '', anchor] = link.split('#');
	const target = file === '' ? page : path.join(path.dirname(page), file);
	if (!existsSync(path.join(ROOT, target))) return false;
	if (anchor === undefined) return true;
	return statSync(path.join(ROOT, target)).isFile() && anchorsOf(read(target)).includes(anchor);
}

/** As GitHub makes them of headings. */
function anchorsOf(markdown: string): string[] {
	return [...markdown.matchAll(/^#+ +(.+)$/gm)].map(([, heading = '']) =>
		heading.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').trim().replace(/\s/g, '-'),
	);
}
