import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Something that can be asked of the sandbox; it says what it did. */
export type Action = () => string;

/** A page with a button for each action, on 127.0.0.1; `curl -X POST <url>/<name of the action>` does the same. */
export class Remote {
	private constructor(
		readonly url: string,
		readonly stop: () => Promise<void>,
	) {}

	static async start(actions: Record<string, Action>): Promise<Remote> {
		const server = createServer((request, response) => {
			const action = actions[(request.url ?? '/').slice(1)];
			if (request.method === 'POST' && action !== undefined) {
				response.writeHead(200, PLAIN).end(`${action()}\n`);
			} else if (request.url === '/') {
				response.writeHead(200, HTML).end(page(Object.keys(actions)));
			} else {
				response.writeHead(404, PLAIN).end(`There is only POST ${Object.keys(actions).map((name) => `/${name}`).join(', ')}\n`);
			}
		}).listen(0, '127.0.0.1');
		await once(server, 'listening');
		return new Remote(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, async () => {
			server.close();
			server.closeAllConnections();
			await once(server, 'close');
		});
	}
}

const PLAIN = { 'content-type': 'text/plain; charset=utf-8' };
const HTML = { 'content-type': 'text/html; charset=utf-8' };

function page(names: string[]): string {
	const buttons = names.map(
		(name) => `<form method="post" action="/${name}" target="answer"><button>${name.replaceAll('-', ' ')}</button></form>`,
	);
	return `<!doctype html><title>Sandbox</title>${buttons.join('')}<iframe name="answer"></iframe>`;
}
