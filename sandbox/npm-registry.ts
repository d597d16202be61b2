import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

/** A package as it would be published. */
export interface PublishedPackage {
	/** Its package.json. */
	manifest: { name: string; version: string };
	tarball: string;
}

/** An npm registry on 127.0.0.1 that has one package. */
export class NpmRegistry {
	private constructor(
		readonly url: string,
		readonly stop: () => Promise<void>,
	) {}

	static async start({ manifest, tarball }: PublishedPackage): Promise<NpmRegistry> {
		const content = await readFile(tarball);
		const integrity = `sha512-${createHash('sha512').update(content).digest('base64')}`;
		const server = createServer((request, response) => {
			const base = `http://${request.headers.host ?? ''}`;
			const version = { ...manifest, dist: { integrity, tarball: `${base}/package.tgz` } };
			if (request.url === '/package.tgz') response.end(content);
			else if (request.url !== `/${manifest.name}`) response.writeHead(404).end('{"error":"Not found"}');
			else {
				const packument = { name: manifest.name, 'dist-tags': { latest: manifest.version }, versions: { [manifest.version]: version } };
				response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(packument));
			}
		}).listen(0, '127.0.0.1');
		await once(server, 'listening');
		return new NpmRegistry(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, async () => {
			server.close();
			server.closeAllConnections();
			await once(server, 'close');
		});
	}

	/**
	 * Makes an `npm` that asks this registry, whatever registry it is told: n8n takes another than npm's own only with a
	 * licence.
	 *
	 * @returns the folder to put first into the PATH of who runs npm.
	 */
	async makeNpm(intoFolder: string): Promise<string> {
		const folder = path.join(intoFolder, 'bin');
		const npm = path.join(folder, 'npm');
		await mkdir(folder, { recursive: true });
		await writeFile(npm, `#!/bin/sh\nPATH="\${PATH#${folder}:}" exec npm "$@" --registry=${this.url}\n`);
		await chmod(npm, 0o755);
		return folder;
	}
}
