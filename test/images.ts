import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { readWorkflow, startStage } from '../sandbox/stage';
import { openBrowser, saveImage, signIn } from './browser';

/** `npm run images [name ...]`: takes a picture of every workflow, or of those named, in the real editor, for docs/images. */

const WORKFLOWS = path.resolve(__dirname, '../workflows');
const PUBLISHED = 'sla-breach-alerts';
const WIDTH = 1400;
const HEIGHTS = { least: 420, most: 1100 };

main(process.argv.slice(2)).catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});

async function main(wanted: string[]): Promise<void> {
	const all = (await readdir(WORKFLOWS)).filter((file) => file.endsWith('.json')).map((file) => path.basename(file, '.json'));
	const names = all.filter((name) => wanted.length === 0 || wanted.includes(name));
	const drafts = await Promise.all(names.filter((name) => name !== PUBLISHED).map((name) => readWorkflow(name)));
	const stage = await startStage({ drafts, log: console.log });
	const browser = await openBrowser();
	try {
		const page = await browser.newPage({ viewport: { width: WIDTH, height: HEIGHTS.most }, deviceScaleFactor: 2 });
		await signIn(page, stage.n8n.url);
		for (const name of names) {
			await showWorkflow(page, `${stage.n8n.url}/workflow/${name}`);
			await saveImage(page, name);
			console.log(`docs/images/${name}.png`);
		}
	} finally {
		await browser.close();
		await stage.stop();
	}
}

/** Leaves nothing on the page but the canvas, as high as the workflow needs it. */
async function showWorkflow(page: Page, address: string): Promise<void> {
	await page.setViewportSize({ width: WIDTH, height: HEIGHTS.most });
	await page.goto(address);
	await page.locator('.vue-flow__node').first().waitFor({ timeout: 120_000 });
	await page.waitForLoadState('networkidle');
	await page.addStyleTag({ content: ONLY_THE_CANVAS });
	await page.evaluate(HIDE_ALL_ELSE);
	await fit(page);
	await page.setViewportSize({ width: WIDTH, height: heightFor(boxesSchema.parse(await page.evaluate(BOXES))) });
	await fit(page);
}

/** Whatever stands beside the canvas, at any level, is hidden, and the canvas put over the whole page. */
const HIDE_ALL_ELSE = `(() => {
	const canvas = document.querySelector('.vue-flow');
	for (let each = canvas; each !== document.body; each = each.parentElement) {
		for (const other of each.parentElement.children) if (other !== each) other.style.setProperty('display', 'none', 'important');
	}
})()`;

const ONLY_THE_CANVAS = `
.vue-flow__panel, .vue-flow__minimap { display: none !important; }
.vue-flow { position: fixed !important; inset: 0 !important; width: 100vw !important; height: 100vh !important; z-index: 10; }
`;

/** n8n's key for it, and what it takes to get there. */
async function fit(page: Page): Promise<void> {
	await page.locator('.vue-flow__pane').first().click({ position: { x: 5, y: 5 } });
	await page.keyboard.press('1');
	await page.waitForFunction(STANDS_STILL, undefined, { polling: 300 });
}

const STANDS_STILL = `(() => {
	const now = document.querySelector('.vue-flow__transformationpane').style.transform;
	const still = window.lastTransform === now;
	window.lastTransform = now;
	return still;
})()`;

const BOXES = `[...document.querySelectorAll('.vue-flow__node')]
	.map((node) => node.getBoundingClientRect())
	.map(({ top, bottom, left, right }) => ({ top, bottom, left, right }))`;

const boxesSchema = z.array(z.object({ top: z.number(), bottom: z.number(), left: z.number(), right: z.number() }));

function heightFor(boxes: z.infer<typeof boxesSchema>): number {
	const width = Math.max(...boxes.map(({ right }) => right)) - Math.min(...boxes.map(({ left }) => left));
	const height = Math.max(...boxes.map(({ bottom }) => bottom)) - Math.min(...boxes.map(({ top }) => top));
	return Math.round(Math.min(HEIGHTS.most, Math.max(HEIGHTS.least, (WIDTH * height) / width + 60)));
}
