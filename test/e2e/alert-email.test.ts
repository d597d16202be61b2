import type { Browser, Page } from 'playwright-core';
import { renderEmail } from '../../core/alert/email';
import { accessibilityComplaints } from '../axe';
import { complaintsOf, describeInBrowser, keepImage, openBrowser } from '../browser';
import { sampleDelivery } from '../sample-alert';

const OPTIONS = { deliveryKey: '1:123:frt:1700000000:breach:email:anita@example.com', domain: 'example.com', subjectPrefix: '' };
const MINUTE = 60_000;

describeInBrowser("an alert's e-mail in Chromium", () => {
	let browser: Browser;
	beforeAll(async () => {
		browser = await openBrowser();
	}, MINUTE);
	afterAll(async () => {
		await browser.close();
	});

	async function show(html: string, settings: Parameters<Browser['newPage']>[0], look: (page: Page) => Promise<void>): Promise<void> {
		const page = await browser.newPage(settings);
		const complaints = complaintsOf(page);
		const asked: string[] = [];
		page.on('request', (request) => asked.push(request.url()));
		await page.setContent(html);
		await look(page);
		await page.close();
		expect({ complaints, asked }).toEqual({ complaints: [], asked: [] });
	}

	test.each([
		['on a desktop', 'alert-email', { viewport: { width: 640, height: 480 } }, 'en'],
		['on a phone in the dark, in Spanish', null, { viewport: { width: 360, height: 640 }, colorScheme: 'dark' as const }, 'es'],
	])('%s it fits, can be read, loads nothing, and its button leads to the conversation', async (_where, image, settings, locale) => {
		const { html } = renderEmail(sampleDelivery({}, { locale, timeZone: 'Europe/Madrid' }), OPTIONS);
		await show(html, settings, async (page) => {
			expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
			expect(await page.locator('a').first().getAttribute('href')).toBe('https://chat.example.com/app/accounts/1/conversations/123');
			expect((await accessibilityComplaints(page)).filter((complaint) => !OF_PAGES_ONLY.test(complaint))).toEqual([]);
			if (image !== null) await keepImage(page, image, { fullPage: true });
		});
	}, MINUTE);

	test('what a customer wrote is neither markup nor a link', async () => {
		const hostile = '<a href="https://evil.example">Click</a><script>alert(1)</script>';
		const alert = sampleDelivery({ lastMessage: { text: hostile, at: null, from: hostile }, conversation: { contact: { id: 7, name: hostile } } });
		await show(renderEmail(alert, OPTIONS).html, {}, async (page) => {
			expect(await page.locator('a[href*="evil"], script').count()).toBe(0);
			expect((await page.locator('body').innerText()).replaceAll('\u200B', '')).toContain(hostile);
		});
	}, MINUTE);
});

/** Mail programs show an e-mail within a page of theirs, which has the landmarks and headings. */
const OF_PAGES_ONLY = /^(region|landmark-one-main|page-has-heading-one):/;
