import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { getN8nHost } from '../../sandbox/n8n/host';
import { packProject } from '../../sandbox/n8n/pack';
import { N8nServer } from '../../sandbox/n8n/server';
import { NpmRegistry } from '../../sandbox/npm-registry';
import { makeTemporaryFolder } from '../../sandbox/temporary-folder';
import { describeEndToEnd } from './harness';

const PackageSchema = z.object({ name: z.string(), version: z.string(), n8n: z.object({ nodes: z.array(z.string()) }) }).passthrough();

describeEndToEnd('the editor\'s way to install the package: Settings, Community nodes, Install', () => {
	const folder = makeTemporaryFolder();
	const manifest = PackageSchema.parse(JSON.parse(readFileSync(path.resolve(__dirname, '../../package.json'), 'utf8')));
	let registry: NpmRegistry;
	let n8n: N8nServer;

	beforeAll(async () => {
		const tarball = await packProject(folder.path);
		registry = await NpmRegistry.start({ manifest, tarball });
		const host = await getN8nHost(() => undefined);
		const PATH = [await registry.makeNpm(folder.path), path.dirname(host.node), process.env['PATH']].join(path.delimiter);
		n8n = await N8nServer.start({ userFolder: folder.path, env: { PATH } });
	}, 600_000);
	afterAll(async () => {
		await n8n.stop();
		await registry.stop();
		folder.remove();
	});

	test('installs it by its name into an n8n that runs, which offers its nodes at once', async () => {
		const { name, version, n8n: { nodes } } = manifest;
		expect(await ours()).toEqual([]);
		const installed = await n8n.client.installPackage(name, version);
		expect(installed).toMatchObject({ packageName: name, installedVersion: version });
		const expected = nodes.map((file) => path.basename(file, '.node.js')).map((node) => `${name}.${node[0]?.toLowerCase() ?? ''}${node.slice(1)}`);
		expect((await ours()).filter((node) => !node.endsWith('Tool')).sort()).toEqual(expected.sort());
	}, 120_000);

	async function ours(): Promise<string[]> {
		return (await n8n.client.nodeTypes()).map(({ name }) => name).filter((name) => name.startsWith(`${manifest.name}.`));
	}
});
