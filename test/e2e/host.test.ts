import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { InstalledType } from '../../sandbox/n8n/client';
import { describeEndToEnd, startN8nWithPack, type PackedN8n } from './harness';

const PACKAGE = 'n8n-nodes-chatwoot-sla';
const WORKFLOWS = path.resolve(__dirname, '../../workflows');
const ACTIONS = ['chatwoot', 'contactSync', 'dedupe', 'erpNextNotify', 'evaluateSlaBreach', 'odooNotify', 'routeSlaAlert', 'sendSlaAlert', 'slaReport'];
const CREDENTIALS = ['chatwootSlaApi', 'chatwootSlaErpNextApi', 'chatwootSlaOdooApi', 'chatwootSlaRedisApi', 'chatwootSlaSlackApi', 'chatwootSlaSmtpApi'];

describeEndToEnd('the packed package, installed as a community package in a real n8n', () => {
	let packed: PackedN8n;
	let nodes: InstalledType[];
	let credentials: InstalledType[];

	beforeAll(async () => {
		packed = await startN8nWithPack();
		nodes = (await packed.n8n.client.nodeTypes()).filter(({ name }) => name.startsWith(`${PACKAGE}.`));
		credentials = (await packed.n8n.client.credentialTypes()).filter(({ name }) => CREDENTIALS.includes(name));
	}, 600_000);
	afterAll(() => packed.stop());

	test('offers its eleven nodes, the actions as tools of AI agents too', () => {
		const expected = ['chatwootSlaMonitorTrigger', 'chatwootSlaTrigger', ...ACTIONS, ...ACTIONS.map((name) => `${name}Tool`)];
		expect(new Set(nodes.map(({ name }) => name))).toEqual(new Set(expected.map((name) => `${PACKAGE}.${name}`)));
	});

	test('offers its six credential types', () => {
		expect(credentials.map(({ name }) => name).sort()).toEqual(CREDENTIALS);
	});

	test('serves an icon for the light and another for the dark theme, for every node and credential', async () => {
		for (const { name, iconUrl } of [...nodes, ...credentials]) {
			if (typeof iconUrl !== 'object') throw new Error(`${name} has no pair of icons`);
			const [light, dark] = await Promise.all([iconUrl.light, iconUrl.dark].map((icon) => fetchSvg(packed.n8n.url, icon)));
			expect(light).toContain('<svg');
			expect(dark).toContain('<svg');
			expect(dark).not.toBe(light);
		}
	});

	test.each(readdirSync(WORKFLOWS))('n8n\'s own command imports workflows/%s as it is', async (file) => {
		expect(await packed.n8n.command(['import:workflow', `--input=${path.join(WORKFLOWS, file)}`])).toContain('Successfully imported 1 workflow.');
	}, 60_000);

	test('leaves no complaint in the log', () => {
		// Of n8n's own: the names of its migrations, and that it has no Python.
		const lines = packed.n8n.readLog().split('\n').filter((line) => !/ migration |Python task runner/.test(line));
		expect(lines.filter((line) => /error|fail|could not|unable|invalid/i.test(line))).toEqual([]);
	});
});

async function fetchSvg(url: string, icon: string): Promise<string> {
	const response = await fetch(`${url}/${icon}`);
	if (!response.ok) throw new Error(`${icon} was answered with ${response.status}`);
	return response.text();
}
