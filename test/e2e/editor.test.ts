import { readFileSync } from 'node:fs';
import path from 'node:path';
import { displayParameter, type INodeParameters, type INodeProperties, type INodeTypeDescription } from 'n8n-workflow';
import type { Browser, Locator, Page } from 'playwright-core';
import { z } from 'zod';
import { ChatwootSimulator } from '../../sandbox/chatwoot/chatwoot-simulator';
import { chatwootCredential } from '../../sandbox/credentials';
import { packProject } from '../../sandbox/n8n/pack';
import { N8nServer } from '../../sandbox/n8n/server';
import { makeTemporaryFolder } from '../../sandbox/temporary-folder';
import { until } from '../../sandbox/until';
import { complaintsOf, describeInBrowser, keepImage, openBrowser, signIn } from '../browser';
import { credentialTypes, nodeTypes } from '../pack';
import { describeEndToEnd } from './harness';

const ROOT = path.resolve(__dirname, '../..');
const SLOW = 120_000;
const PACKAGE = z.object({ name: z.string() }).parse(JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'))).name;

/** Resource, operation, channel: what decides which fields a node has. */
type Choices = Record<string, string | number | boolean>;

/** A node as it can be set up: each of its operations is one. */
interface Setup {
	name: string;
	parameters: Choices;
	/** Whether it is what a node begins with. */
	isDefault: boolean;
}

const nodes = nodeTypes.map(({ description }) => ({ description, displayName: description.displayName, setups: setupsOf(description) }));

describeEndToEnd("what the package brings, in n8n's editor", () => {
	describeInBrowser('in Chromium', () => {
		const folder = makeTemporaryFolder();
		let n8n: N8nServer;
		let chatwoot: ChatwootSimulator;
		let browser: Browser;
		let page: Page;
		let complaints: string[];

		beforeAll(async () => {
			const packTarball = await packProject(folder.path);
			chatwoot = await ChatwootSimulator.start();
			n8n = await N8nServer.start({ userFolder: folder.path, packTarball, credentials: [chatwootCredential(chatwoot)], drafts: nodes.map(workflowOf) });
			browser = await openBrowser();
			page = await browser.newPage({ viewport: { width: 1400, height: 1400 }, deviceScaleFactor: 2 });
			await signIn(page, n8n.url);
			complaints = complaintsOf(page);
		}, 600_000);
		afterAll(async () => {
			await browser.close();
			await n8n.stop();
			await chatwoot.stop();
			folder.remove();
		});
		beforeEach(() => complaints.splice(0));
		afterEach(() => {
			expect(complaints).toEqual([]);
		});

		describe.each(nodes)('$displayName', ({ description, setups }) => {
			test('shows its icon on the canvas', async () => {
				await page.goto(`${n8n.url}/workflow/${description.name}`);
				await until('its icon is shown', () => isLoaded(onCanvas(page, setups[0]?.name ?? '').locator('img').first()));
			}, SLOW);

			test.each(setups)('$name opens, with its fields in their order', async ({ name, parameters, isDefault }) => {
				await onCanvas(page, name).dblclick();
				const panel = page.locator('[data-test-id="node-parameters"]').first();
				await panel.waitFor({ timeout: SLOW });
				await page.locator('text=Loading fields').first().waitFor({ state: 'detached', timeout: SLOW });
				await expectInOrder(panel, fieldsOf(description, parameters));
				if (isDefault) await keepImage(page, imageOf(description.name), { clip: await boxOf(panel) });
				await page.keyboard.press('Escape');
				await panel.waitFor({ state: 'hidden', timeout: SLOW });
			}, SLOW);
		});

		test.each(credentialTypes)('the form of a $displayName shows its fields in their order', async ({ displayName, properties }) => {
			await page.goto(`${n8n.url}/home/credentials/create`);
			const choice = page.locator('[data-test-id="selectCredential-modal"]');
			await choice.locator('input').first().fill(displayName, { timeout: SLOW });
			await page.locator('[data-test-id="new-credential-type-select-option"]:visible').filter({ hasText: displayName }).first().click();
			await choice.locator('[data-test-id="new-credential-type-button"]').click();
			const form = page.locator('[data-test-id="editCredential-modal"]');
			await form.waitFor({ timeout: SLOW });
			await expectInOrder(form, properties.filter((property) => hasLabel(property) && property.displayOptions === undefined).map((property) => property.displayName));
		}, SLOW);
	});
});

function setupsOf(description: INodeTypeDescription): Setup[] {
	const { displayName, properties } = description;
	const choicesOf = (name: string, chosen: Choices) =>
		properties
			.filter((property) => property.name === name && isShown(description, property, chosen))
			.flatMap(({ options = [] }) => options.flatMap((option) => ('value' in option ? [option.value] : [])));
	const choose = (name: string, setups: Choices[]) =>
		setups.flatMap((chosen) => {
			const choices = choicesOf(name, chosen);
			return choices.length === 0 ? [chosen] : choices.map((choice) => ({ ...chosen, [name]: choice }));
		});
	return ['resource', 'channel', 'operation']
		.reduce<Choices[]>((setups, name) => choose(name, setups), [{}])
		.map((parameters) => ({
			name: [displayName, ...Object.values(parameters)].join(' '),
			parameters,
			isDefault: Object.keys(parameters).every((name) => properties.some((property) => property.name === name && property.default === parameters[name])),
		}));
}

/** The labels of the fields that n8n has to show for these parameters, in the order in which they stand. */
function fieldsOf(description: INodeTypeDescription, parameters: INodeParameters): string[] {
	return description.properties.filter((property) => hasLabel(property) && isShown(description, property, parameters)).map(({ displayName }) => displayName);
}

function hasLabel({ type }: INodeProperties): boolean {
	return type !== 'hidden' && type !== 'notice';
}

function isShown(description: INodeTypeDescription, property: INodeProperties, chosen: INodeParameters): boolean {
	const node = { typeVersion: versionOf(description) };
	const values: INodeParameters = { ...chosen };
	for (const each of description.properties) {
		if (values[each.name] === undefined && displayParameter(values, each, node, description)) values[each.name] = each.default;
	}
	return displayParameter(values, property, node, description);
}

function versionOf({ version, defaultVersion }: INodeTypeDescription): number {
	return defaultVersion ?? [version].flat().at(-1) ?? 1;
}

function workflowOf({ description, setups }: { description: INodeTypeDescription; setups: Setup[] }) {
	return {
		id: description.name,
		name: description.displayName,
		nodes: setups.map(({ name, parameters }, index) => ({
			id: `node-${index}`,
			name,
			type: `${PACKAGE}.${description.name}`,
			typeVersion: versionOf(description),
			position: [(index % 6) * 260, Math.floor(index / 6) * 220],
			parameters,
			credentials: credentialsOf(description),
		})),
		connections: {},
		settings: {},
	};
}

/** Chatwoot's, so that n8n can load the choices that come from there. */
function credentialsOf({ credentials = [] }: INodeTypeDescription) {
	return credentials.some(({ name }) => name === 'chatwootSlaApi') ? { chatwootSlaApi: { id: 'chatwoot', name: 'Chatwoot' } } : {};
}

function imageOf(name: string): string {
	return `node-${name.replace(/(?<=[a-z])[A-Z]/g, '-$&').toLowerCase()}`;
}

/** The panel down to its last field. */
async function boxOf(panel: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
	const [whole, fields] = await Promise.all([panel.boundingBox(), panel.locator('.parameter-input-list-wrapper').first().boundingBox()]);
	if (whole === null || fields === null) throw new Error('The panel is not shown');
	return { ...whole, height: fields.y + fields.height + 16 - whole.y };
}

function onCanvas(page: Page, name: string): Locator {
	return page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`);
}

/** Waits until the panel shows these labels, one below the other, whatever else stands between them; n8n marks what is required with a star. */
async function expectInOrder(panel: Locator, labels: string[]): Promise<void> {
	const missing = async () => {
		const lines = (await panel.innerText()).split('\n').map((line) => line.replace(/\*$/, '').trim());
		return labels.filter((label) => {
			const at = lines.indexOf(label);
			if (at >= 0) lines.splice(0, at + 1);
			return at < 0;
		});
	};
	await until(`there is ${labels.join(', ')}`, async () => (await missing()).length === 0, 5_000).catch(async () => {
		expect(await missing()).toEqual([]);
	});
}

async function isLoaded(image: Locator): Promise<boolean> {
	const width: unknown = await image.evaluate((element: object): unknown => Reflect.get(element, 'naturalWidth'));
	return Number(width) > 0;
}
