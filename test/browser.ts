import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { OWNER } from '../sandbox/n8n/server';

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const IMAGES = path.resolve(__dirname, '../docs/images');

/** `describe`, skipped where there is no Chromium: CHROMIUM names another place than /usr/bin/chromium. */
export const describeInBrowser = existsSync(CHROMIUM)
	? (name: string, body: () => void) => {
			describe(name, body);
		}
	: (name: string, body: () => void) => {
			describe.skip(`${name} (there is no ${CHROMIUM})`, body);
		};

export async function openBrowser(): Promise<Browser> {
	return await chromium.launch({
		executablePath: CHROMIUM,
		args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--force-color-profile=srgb'],
	});
}

/** To the editor of a sandbox n8n, as its owner. */
export async function signIn(page: Page, url: string): Promise<void> {
	await page.goto(`${url}/signin`);
	await page.fill('input[name=emailOrLdapLoginId]', OWNER.email);
	await page.fill('input[type=password]', OWNER.password);
	await page.click('button:has-text("Sign in")');
	await page.waitForURL((address) => !address.pathname.includes('signin'), { timeout: 120_000 });
}

/** What a page complains of in its console, as it comes. */
export function complaintsOf(page: Page): string[] {
	const complaints: string[] = [];
	page.on('console', (message) => {
		if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
	});
	page.on('pageerror', (error) => complaints.push(error.message));
	return complaints;
}

interface ImageOptions {
	/** All of it rather than what the window shows. */
	fullPage?: boolean;
	/** Only a part of it, in CSS pixels. */
	clip?: { x: number; y: number; width: number; height: number };
}

/** Keeps a picture of the page in docs/images where UPDATE_IMAGES=1 asks for it. */
export async function keepImage(page: Page, name: string, options: ImageOptions = {}): Promise<void> {
	if (process.env['UPDATE_IMAGES'] === '1') await saveImage(page, name, options);
}

/** Writes a picture of the page to docs/images. */
export async function saveImage(page: Page, name: string, options: ImageOptions = {}): Promise<void> {
	await mkdir(IMAGES, { recursive: true });
	await page.screenshot({ path: path.join(IMAGES, `${name}.png`), animations: 'disabled', ...options });
}
