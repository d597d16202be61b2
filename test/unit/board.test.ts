import fc from 'fast-check';
import { boardOf } from '../../core/report/board/board';
import type { BoardOptions } from '../../core/report/board/options';
import { renderBoard, renderFailure } from '../../core/report/board/page';
import { addressOf, parseBoardQuery } from '../../core/report/board/query';
import { reportLanguage } from '../../core/report/language/language';
import type { Standing } from '../../core/report/standing';
import { ANITA, met, NOW, promise, SALES, SKYE, standing, SUPPORT, WEBSITE, WHATSAPP } from '../sample-standings';

const options = (query: object = {}, changes: Partial<BoardOptions> = {}): BoardOptions => ({
	query: parseBoardQuery(query),
	language: reportLanguage('en', 'Europe/Amsterdam'),
	title: '',
	now: NOW,
	refreshSeconds: 30,
	staysWhileAway: true,
	maxRows: 300,
	readLimit: null,
	failures: null,
	...changes,
});

const DESK: Standing[] = [
	standing(1, [promise('frt', 50), promise('rt', 400)], { inbox: WEBSITE, team: SUPPORT, assignee: ANITA }),
	standing(2, [promise('frt', -5)], { inbox: WHATSAPP, team: SUPPORT }),
	standing(3, [promise('frt', 3)], { inbox: WHATSAPP, team: SALES, assignee: SKYE }),
	standing(4, [met('frt'), promise('rt', -90)], { inbox: WEBSITE }),
	standing(5, []),
	standing(6, [met('frt'), promise('rt', 60, { state: 'paused' })], { team: SALES, assignee: ANITA }),
	standing(7, [met('frt')], { team: SALES, assignee: ANITA }),
	standing(8, [promise('frt', -1, { dueAt: null })]),
];

const ids = (query: object) => boardOf(DESK, parseBoardQuery(query)).rows.map(({ standing: { conversation } }) => conversation.id);

describe('the rows', () => {
	test('come by urgency: a miss without a time, the longest missed, at risk, on track, paused, met, nothing promised', () => {
		expect(ids({})).toEqual([8, 4, 2, 3, 1, 6, 7, 5]);
	});

	test.each<[string, object, number[]]>([
		['an inbox', { inbox: '4' }, [2, 3]],
		['a team', { team: '7' }, [3, 6, 7]],
		['no team', { team: 'none' }, [8, 4, 5]],
		['an assignee', { assignee: '21' }, [1, 6, 7]],
		['nobody', { assignee: 'none' }, [8, 4, 2, 5]],
		['a state', { state: 'breached' }, [8, 4, 2]],
		['a promise, which alone decides then', { metric: 'frt' }, [8, 2, 3, 1, 4, 6, 7]],
		['several things', { inbox: '4', state: 'atRisk' }, [3]],
		['something that is not there', { inbox: '99' }, []],
		['nonsense, which is left out', { state: 'DROP TABLE', metric: ['frt', 'rt'], team: { a: 1 }, refresh: '-1' }, [8, 4, 2, 3, 1, 6, 7, 5]],
	])('are filtered by %s', (_what, query, expected) => {
		expect(ids(query)).toEqual(expected);
	});

	test('counts and choices stay those of the other states', () => {
		const { counts, choices, total } = boardOf(DESK, parseBoardQuery({ state: 'breached', team: '7' }));
		expect(counts).toEqual({ breached: 0, atRisk: 1, onTrack: 0, paused: 1, met: 1, none: 0 });
		expect(choices.team).toEqual([{ value: '7', label: 'Sales' }, { value: '8', label: 'Support' }, { value: 'none', label: '' }]);
		expect(total).toBe(8);
	});
});

test('an address keeps what was asked for', () => {
	const query = parseBoardQuery({ inbox: '4', lang: 'es', refresh: '2', wall: '1' });
	expect(addressOf(query, { state: 'breached' })).toBe('?inbox=4&state=breached&refresh=5&lang=es&wall=1');
	expect(addressOf(query, { refresh: 0, wall: false, inbox: '', lang: null })).toBe('?refresh=0');
});

describe('the page', () => {
	test('says more than colours: a state in words, the time left or late, and when it was due on the clock of the readers', () => {
		const page = renderBoard(DESK, options());
		expect(page).toContain('Breached</span>');
		expect(page).toMatch(/1\sh 30\smin late<\/time>\s*<span class="due">due 09:50<\/span>/);
		expect(page).toMatch(/3\smin left<\/time>\s*<span class="due">due 11:23<\/span>/);
	});

	test('is Spanish where the reader asks for it', () => {
		const page = renderBoard(DESK, options({ lang: 'es' }, { language: reportLanguage('es', 'Europe/Madrid') }));
		expect(page).toContain('<html lang="es">');
		expect(page).toContain('Conversaciones abiertas');
		expect(page).toMatch(/faltan 3\smin/);
	});

	test('shows so many rows and says how many more there are', () => {
		const many = Array.from({ length: 5000 }, (_, index) => standing(index + 1, [promise('frt', index)]));
		const page = renderBoard(many, options({}, { maxRows: 200, readLimit: 5000 }));
		expect(page.match(/<tr role="row" class=/g)).toHaveLength(200);
		expect(page).toContain('4,800 more are not shown.');
		expect(page).toContain('There are more than 5,000 open conversations.');
	});

	test('says what could not be judged', () => {
		expect(renderBoard(DESK, options({}, { failures: { count: 2, reason: 'Conversation #9 is <gone>' } }))).toContain('2 conversations could not be judged: Conversation #9 is &lt;gone&gt;');
	});

	test('of a failure says why, and tries again', () => {
		const page = renderFailure('Chatwoot is <down>', 'Start it', options());
		expect(page).toContain('<p>Chatwoot is &lt;down&gt;</p>');
		expect(page).toContain('<meta http-equiv="refresh" content="30">');
	});

	test('that is told not to refresh does not, and does not say that it does', () => {
		for (const page of [renderBoard(DESK, options({}, { refreshSeconds: 0 })), renderFailure('Chatwoot is down', '', options({}, { refreshSeconds: 0 }))]) {
			expect(page).not.toContain('http-equiv="refresh"');
			expect(page).not.toContain('tries again');
		}
		expect(renderFailure('Chatwoot is down', '', options())).toContain('The page tries again by itself. If this stays, tell the people who run n8n.');
	});

	test('lets its script ask n8n only where it is to stay while n8n is away', () => {
		const policyOf = (changes: Partial<BoardOptions>) => /Content-Security-Policy" content="([^"]*)"/.exec(renderBoard(DESK, options({}, changes)))?.[1];
		expect(policyOf({})).toContain("connect-src &#39;self&#39;;");
		for (const changes of [{ staysWhileAway: false }, { refreshSeconds: 0 }]) expect(policyOf(changes)).not.toContain('connect-src');
	});

	test('whatever people write adds no element, no attribute and no link', () => {
		const nasty = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', "' onfocus='alert(1)", '</style><b>', '&lt;', '`${1}`'));
		const structure = (page: string) => page.replace(/(?<=>)[^<]*(?=<)/g, '').replace(/"[^"]*"/g, '""');
		const pageOf = (text: string, query: object) => {
			const conversation = standing(1, [promise('frt', 3)], { contact: { id: 1, name: text }, inbox: { id: 3, name: text }, team: { id: 7, name: text }, assignee: { id: 2, name: text, email: null } });
			return renderBoard([conversation], options(query, { title: text, failures: { count: 1, reason: text } }));
		};
		const plain = structure(pageOf('x', { inbox: '3' }));
		fc.assert(fc.property(nasty.filter((text) => text.trim() !== ''), (text) => {
			expect(structure(pageOf(`x${text}`, { inbox: '3' }))).toBe(plain);
		}));
		const hostile = { ...standing(1, [promise('frt', 3)]), url: 'javascript:alert(1)' };
		expect(renderBoard([hostile], options())).not.toContain('javascript:');
		expect(renderBoard(DESK, options({ inbox: '"><script>alert(1)</script>' }))).not.toContain('<script>alert');
	});
});
