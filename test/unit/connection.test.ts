import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { openerOf } from '../../sandbox/connection';

/** The fault tests kill whom it names. */
(process.platform === 'linux' ? test : test.skip)('whoever opened a connection is told from others and from whoever was called, until it is closed', async () => {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	const client = connect(port, '127.0.0.1');
	await Promise.all([once(client, 'connect'), once(server, 'connection')]);
	const connection = { from: client.localPort ?? 0, to: port };
	expect(openerOf(connection, [process.ppid, process.pid])).toBe(process.pid);
	expect(openerOf(connection, [process.ppid])).toBeNull();
	client.destroy();
	await once(client, 'close');
	expect(openerOf(connection, [process.pid])).toBeNull();
	server.close();
});
