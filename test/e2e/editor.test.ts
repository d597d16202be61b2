import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { z } from 'zod';
import { packProject } from '../../sandbox/n8n/pack';
import { N8nServer } from '../../sandbox/n8n/server';
import { makeTemporaryFolder } from '../../sandbox/temporary-folder';
import { until } from '../../sandbox/until';
import { complaintsOf, describeInBrowser, keepImage, openBrowser, signIn } from '../browser';
import { describeEndToEnd } from './harness';

const ROOT = path.resolve(__dirname, '../..');
const WORKFLOW = 'all-nodes';
const SLOW = 120_000;

/** What the editor shows of a node: its type, its name on the canvas, and its picture's name in docs/images. */
const nodes = readNodes();

describeEndToEnd('every node in n8n\'s editor', () => {
	describeInBrowser('in Chromium', () => {
		const folder = makeTemporaryFolder();
		let n8n: N8nServer;
		let browser: Browser;
		let page: Page;
		let complaints: string[];

		beforeAll(async () => {
			const packTarball = await packProject(folder.path);
			n8n = await N8nServer.start({ userFolder: folder.path, packTarball, drafts: [workflowOfAll()] });
			browser = await openBrowser();
			page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
			await signIn(page, n8n.url);
			complaints = complaintsOf(page);
			await page.goto(`${n8n.url}/workflow/${WORKFLOW}`);
			await onCanvas(page, nodes[0]?.displayName ?? '').waitFor({ timeout: SLOW });
		}, 600_000);
		afterAll(async () => {
			await browser.close();
			await n8n.stop();
			folder.remove();
		});

		test.each(nodes)('$displayName shows its icon, opens, and nothing complains', async ({ displayName, image }) => {
			const node = onCanvas(page, displayName);
			await until('its icon is shown', () => isLoaded(node.locator('img').first()));
			await node.dblclick();
			const panel = page.locator('[data-test-id="ndv"], [data-test-id="node-parameters"]').first();
			await panel.waitFor({ timeout: SLOW });
			const parameters = page.locator('[data-test-id^="parameter-input"], [data-test-id="parameter-item"]');
			await parameters.first().waitFor({ timeout: SLOW });
			await page.locator('text=Loading fields').first().waitFor({ state: 'detached', timeout: SLOW });
			await keepImage(page, image);
			await page.keyboard.press('Escape');
			await panel.waitFor({ state: 'hidden', timeout: SLOW });
			expect(complaints.filter((complaint) => /chatwoot|\.svg|undefined|TypeError|\[Vue/i.test(complaint))).toEqual([]);
		}, SLOW);
	});
});

function readNodes(): Array<{ type: string; displayName: string; image: string }> {
	const { name, n8n } = z
		.object({ name: z.string(), n8n: z.object({ nodes: z.array(z.string()) }) })
		.parse(JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')));
	return n8n.nodes.map((file) => {
		const source = readFileSync(path.join(ROOT, file.replace('dist/', '').replace(/\.js$/, '.ts')), 'utf8');
		const className = path.basename(file, '.node.js');
		return {
			type: `${name}.${className.charAt(0).toLowerCase()}${className.slice(1)}`,
			displayName: /defaults: \{ name: '([^']+)'/.exec(source)?.[1] ?? className,
			image: `node-${className.replace(/(?<=[a-z])[A-Z]/g, '-$&').toLowerCase()}`,
		};
	});
}

function workflowOfAll() {
	return {
		id: WORKFLOW,
		name: 'All nodes',
		nodes: nodes.map(({ type, displayName }, index) => ({
			id: `node-${index}`,
			name: displayName,
			type,
			typeVersion: 1,
			position: [(index % 4) * 260, Math.floor(index / 4) * 220],
			parameters: {},
		})),
		connections: {},
		settings: {},
	};
}

function onCanvas(page: Page, name: string): Locator {
	return page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`);
}

async function isLoaded(image: Locator): Promise<boolean> {
	const width: unknown = await image.evaluate((element: object): unknown => Reflect.get(element, 'naturalWidth'));
	return Number(width) > 0;
}
