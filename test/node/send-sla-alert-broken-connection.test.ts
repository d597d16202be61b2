import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { SendSlaAlert } from '../../nodes/SendSlaAlert/SendSlaAlert.node';
import { sampleAlert } from '../sample-alert';
import { runNode } from './engine';

test('a mail server that dies before it confirms gets the message once, and the item fails', async () => {
	let received = 0;
	const server = createServer((socket) => {
		takeOneMessage(socket, () => {
			received++;
			socket.destroy();
		});
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;

	const { error } = await runNode(new SendSlaAlert(), {
		parameters: { channel: 'email', to: 'anita@example.com' },
		credentials: { chatwootSlaSmtpApi: { host: '127.0.0.1', port, security: 'none', fromEmail: 'alerts@example.com' } },
		input: [{ ...sampleAlert(), note: 'our own' }],
	});
	expect(error?.message).toBe(`The connection to the mail server 127.0.0.1:${port} broke off`);
	expect(received).toBe(1);
	server.close();
});

/** SMTP up to the end of the first message, without the answer to it. */
function takeOneMessage(socket: Socket, whenTaken: () => void): void {
	let message: string | null = null;
	socket.setEncoding('utf8').write('220 ready\r\n');
	socket.on('data', (chunk: string) => {
		if (message !== null) {
			message += chunk;
			if (message.endsWith('\r\n.\r\n')) whenTaken();
		} else if (chunk.startsWith('DATA')) {
			message = '';
			socket.write('354 go on\r\n');
		} else {
			socket.write('250 ok\r\n');
		}
	});
}
