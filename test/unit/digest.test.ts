import { PNG } from 'pngjs';
import { parsePeople } from '../../core/alert/people';
import type { TeamNumbers } from '../../core/chatwoot/team-numbers';
import { drawCourse } from '../../core/report/digest/chart';
import { digestOf } from '../../core/report/digest/digest';
import { lastDays } from '../../core/report/digest/period';
import { digestReaders } from '../../core/report/digest/readers';
import { renderDigestEmail, renderDigestSlack } from '../../core/report/digest/render';
import { reportLanguage } from '../../core/report/language/language';
import type { Standing } from '../../core/report/standing';
import { MAIL, met, NOW, promise, SALES, standing, SUPPORT, WEBSITE, WHATSAPP } from '../sample-standings';

const TEAMS = [SALES, SUPPORT];
const DAY_MINUTES = 1440;
const PERIOD = lastDays(7, 'Europe/Amsterdam', NOW);

/** Support keeps three of four promises, Sales one of two; of each one conversation is open, that of Support breached today. */
const WEEK: Standing[] = [
	standing(1, [met('frt', true, DAY_MINUTES), met('rt', null, DAY_MINUTES)], { status: 'resolved', team: SUPPORT, inbox: WEBSITE }),
	standing(2, [met('frt', true, 2 * DAY_MINUTES), met('rt', true, DAY_MINUTES)], { status: 'resolved', team: SUPPORT, inbox: WEBSITE }),
	standing(3, [met('frt', false, 2 * DAY_MINUTES)], { status: 'resolved', team: SUPPORT, inbox: WHATSAPP }),
	standing(4, [promise('frt', -10)], { team: SUPPORT, inbox: WEBSITE }),
	standing(5, [met('frt', true, 3 * DAY_MINUTES)], { status: 'resolved', team: SALES, inbox: MAIL }),
	standing(6, [met('frt', false, 3 * DAY_MINUTES), promise('rt', 5)], { team: SALES, inbox: WHATSAPP }),
	standing(7, [met('frt', true, 30 * DAY_MINUTES)], { status: 'resolved', team: SALES, inbox: MAIL }),
];

const NUMBERS: TeamNumbers[] = [
	{ teamId: SUPPORT.id, conversations: 30, resolved: 20, avgFirstResponseSeconds: 300, avgResolutionSeconds: null },
	{ teamId: SALES.id, conversations: 10, resolved: 10, avgFirstResponseSeconds: 700, avgResolutionSeconds: null },
];

const digest = (teamIds: Array<number | null>, standings = WEEK, numbers: TeamNumbers[] | null = NUMBERS) =>
	digestOf({ period: PERIOD, standings, teams: TEAMS, numbers }, teamIds);

const facts = (locale = 'en', hasReports = true) => ({ language: reportLanguage(locale, 'Europe/Amsterdam'), now: NOW, hasReports });

describe('the period', () => {
	test('is whole days up to yesterday on the clock of the readers', () => {
		expect([PERIOD.since, PERIOD.until]).toEqual([new Date('2026-01-27T23:00:00Z'), new Date('2026-02-03T23:00:00Z')]);
		expect(PERIOD.buckets).toHaveLength(7);
	});

	test('has a day of 23 hours when clocks go forward', () => {
		const { buckets, unit, since } = lastDays(1, 'Europe/Amsterdam', new Date('2026-03-30T08:00:00Z'));
		expect([buckets.length, unit, since]).toEqual([23, 'hour', new Date('2026-03-28T23:00:00Z')]);
	});
});

describe('the figures', () => {
	test('of a team: open conversations as they are now, promises as they were decided in the period', () => {
		const { total, teams } = digest([SUPPORT.id]);
		expect(total).toMatchObject({ open: 1, breached: 1, atRisk: 0, kept: 3, missed: 1, conversations: 30, avgFirstResponseSeconds: 300, avgResolutionSeconds: null });
		expect(teams).toMatchObject([{ id: SUPPORT.id, name: 'Support' }]);
	});

	test('of all teams: the worst first, averages weighed by conversations, inboxes by their misses', () => {
		const { total, teams } = digest([SALES.id, SUPPORT.id, null]);
		expect(total).toMatchObject({ open: 2, breached: 1, atRisk: 1, kept: 4, missed: 2, avgFirstResponseSeconds: 400 });
		expect(total.worstInboxes).toEqual([{ name: 'WhatsApp', kept: 0, missed: 2 }]);
		expect(teams.map(({ name }) => name)).toEqual(['Support', 'Sales']);
	});

	test('day by day', () => {
		expect(digest([SUPPORT.id]).total.course.map(({ kept, missed }) => [kept, missed])).toEqual([[0, 0], [0, 0], [0, 0], [0, 0], [0, 0], [1, 1], [2, 0]]);
	});

	test('a conversation that was read twice counts once', () => {
		expect(digest([SUPPORT.id], [...WEEK, ...WEEK]).total).toMatchObject({ open: 1, kept: 3, missed: 1 });
	});
});

describe('who gets it', () => {
	const readers = (people: object[]) =>
		digestReaders(parsePeople(people), TEAMS, ['Management']).map(({ channel, person, teamIds }) => [channel, person.email, teamIds]);

	test('everybody that of their teams, management that of all; who is in none gets none', () => {
		expect(
			readers([
				{ email: 'anita@example.com', teams: ['support'], channels: ['email'] },
				{ email: 'skye@example.com', teams: ['management', 'sales'], channels: ['email', 'odoo'] },
				{ email: 'ben@example.com', teams: ['Warehouse'] },
			]),
		).toEqual([
			['email', 'anita@example.com', [8]],
			['email', 'skye@example.com', [7, 8, null]],
		]);
	});

	test('those who share a place in Slack get one, of the teams of all', () => {
		expect(
			readers([
				{ email: 'anita@example.com', teams: ['Support'], channels: ['slack'] },
				{ email: 'ben@example.com', teams: ['Sales'], channels: ['slack'] },
				{ email: 'skye@example.com', teams: ['Sales'], channels: ['slack'], slack: 'U012AB3CD' },
			]),
		).toEqual([
			['slack', 'anita@example.com', [7, 8]],
			['slack', 'skye@example.com', [7]],
		]);
	});
});

describe('the messages', () => {
	test('of one team', () => {
		const { subject, text, html, chart } = renderDigestEmail(digest([SUPPORT.id]), facts());
		expect(subject).toBe('SLA digest: Support, 28 Jan – 3 Feb');
		expect(text).toBe(`SLA digest: Support, 28 Jan – 3 Feb
• 1 breached, 0 at risk, 1 open
• Hit rate 75% (3 of 4 promises kept)
• First response 5 min (on average)

Inboxes with most misses
• WhatsApp: 1 of 1 missed

Breached, at risk and open are as of 4 Feb 2026, 11:20 CET. A promise counts where it was kept or missed in these days.`);
		expect(html).toContain('alt="Wed 28: 0 kept, 0 missed; ');
		expect(html.match(/cid:chart/g)).toHaveLength(1);
		expect(chart).not.toBeNull();
	});

	test('in Spanish, and in Slack', () => {
		expect(renderDigestEmail(digest([SUPPORT.id]), facts('es')).subject).toBe('Resumen de SLA: Support, 28 ene – 3 feb');
		expect(renderDigestSlack(digest([SALES.id, SUPPORT.id, null]), facts('es'))).toMatch(/^\*Resumen de SLA: todos los equipos, [^]*\*Equipos\*\n• Support: 75/);
	});

	test('read on another clock tell the days of the period, and only the present on the clock of the reader', () => {
		const buenosAires = { ...facts(), language: reportLanguage('en', 'America/Argentina/Buenos_Aires') };
		const { subject, text, html } = renderDigestEmail(digest([SUPPORT.id]), buenosAires);
		expect(subject).toBe('SLA digest: Support, 28 Jan – 3 Feb');
		expect(html).toContain('alt="Wed 28: 0 kept, 0 missed; ');
		expect(html).toMatch(/>Wed 28<[^]*>Tue 3</);
		expect(renderDigestSlack(digest([SUPPORT.id]), buenosAires)).toContain('*SLA digest: Support, 28 Jan – 3 Feb*');
		expect(text).toContain('as of 4 Feb 2026, 07:20 GMT-3.');
	});

	test('of one day tell the hours of its clock', () => {
		const period = lastDays(1, 'Europe/Amsterdam', NOW);
		const { subject, html } = renderDigestEmail(digestOf({ period, standings: WEEK, teams: TEAMS, numbers: NUMBERS }, [SUPPORT.id]), { ...facts(), language: reportLanguage('en', 'America/Argentina/Buenos_Aires') });
		expect(subject).toBe('SLA digest: Support, 3 Feb');
		expect(html).toContain('alt="0: 0 kept, 0 missed; 1: ');
	});

	test('of a week in which nothing happened', () => {
		const { text, html, chart } = renderDigestEmail(digest([SUPPORT.id], [], []), facts());
		expect(text).toContain('Nothing to report');
		expect(html).toContain('Nothing to report');
		expect(html).not.toContain('<img');
		expect(chart).toBeNull();
	});

	test('without the reports of Chatwoot they say why times are missing', () => {
		const { text, html } = renderDigestEmail(digest([SUPPORT.id], WEEK, null), facts('en', false));
		expect(text).not.toContain('First response 5 min');
		for (const part of [text, html]) expect(part).toContain('Chatwoot gives them to administrators only.');
	});

	test('names are no HTML', () => {
		const nasty = '<b>"Team" & \'Co\'</b>\r\nBcc: all@example.com';
		const standings = WEEK.map((each) => ({ ...each, conversation: { ...each.conversation, inbox: { id: 1, name: nasty } } }));
		const { html, subject } = renderDigestEmail(digestOf({ period: PERIOD, standings, teams: [{ id: SUPPORT.id, name: nasty }], numbers: [] }, [SUPPORT.id]), facts());
		expect(html).not.toContain('<b>');
		expect(html).toContain('&lt;b&gt;&quot;Team&quot; &amp; &#39;Co&#39;&lt;/b&gt; Bcc');
		expect(subject).not.toMatch(/[\r\n]/);
	});
});

describe('the chart', () => {
	test('has a column of its height for every day: kept at the bottom, missed above', () => {
		const { width, height, data } = PNG.sync.read(drawCourse([{ kept: 10, missed: 0 }, { kept: 0, missed: 0 }, { kept: 5, missed: 5 }, { kept: 0, missed: 10 }]));
		const colour = (day: number, fromBottom: number) => {
			const [red = 0, green = 0, , alpha] = data.subarray(((height - 1 - fromBottom) * width + Math.round(((day + 0.5) / 4) * width)) * 4);
			if (alpha !== 255) return 'nothing';
			return green > red ? 'kept' : 'missed';
		};
		expect([0, 1, 2, 3].map((day) => colour(day, 40))).toEqual(['kept', 'nothing', 'kept', 'missed']);
		expect([0, 1, 2, 3].map((day) => colour(day, 200))).toEqual(['kept', 'nothing', 'missed', 'missed']);
	});

	test('is small', () => {
		const month = Array.from({ length: 31 }, (_, index) => ({ kept: index * 3, missed: index % 4 }));
		expect(drawCourse(month).length).toBeLessThan(12_000);
	});
});
