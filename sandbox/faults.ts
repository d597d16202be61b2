import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Connection } from './connection';

/** What is wrong with a server. */
export type Fault =
	/** Nothing: everything is passed on. */
	| { kind: 'none' }
	/** Refuses connections, and has cut those there were. */
	| { kind: 'down' }
	/** Takes a connection, gets to it only after so many milliseconds, and drops it when the client has gone by then. */
	| { kind: 'slow'; delayMs: number }
	/** Takes a connection, closes its own side of it, and listens for ever without another word. */
	| { kind: 'halfClosed' }
	/** Answers by these bytes whatever it is asked; `first` for servers that speak before they are asked. */
	| { kind: 'says'; answer: string; first?: boolean };

export type FaultKind = Fault['kind'];

/**
 * Stands between a client and a server, on 127.0.0.1, and fails as it is told to. It knows no protocol, so the same one
 * goes before HTTP, SMTP and Redis.
 */
export class FaultProxy {
	static async start(): Promise<FaultProxy> {
		const proxy = new FaultProxy();
		await proxy.listen(0);
		return proxy;
	}

	/** Told of every piece of data that passes, before it is passed on, and of the client's connection. */
	onPassing: ((connection: Connection) => void) | null = null;
	/** How many connections failed as told to. */
	failures = 0;

	private fault: Fault = { kind: 'none' };
	private server: Server | null = null;
	private boundPort = 0;
	private readonly sockets = new Set<Socket>();

	private targetPort = 0;

	private constructor() {}

	get port(): number {
		return this.boundPort;
	}

	/** Passes on to this port of 127.0.0.1. */
	standBefore(targetPort: number): void {
		this.targetPort = targetPort;
	}

	/** From now on; connections that are open are cut, so that the next request meets the fault. */
	async fail(fault: Fault): Promise<void> {
		this.fault = fault;
		this.cut();
		if (fault.kind === 'down') await this.close();
		else if (this.server === null) await this.listen(this.boundPort);
	}

	async recover(): Promise<void> {
		await this.fail({ kind: 'none' });
	}

	async stop(): Promise<void> {
		this.cut();
		await this.close();
	}

	private async listen(port: number): Promise<void> {
		const server = createServer({ allowHalfOpen: true }, (client) => {
			this.meet(client);
		}).listen(port, '127.0.0.1');
		await once(server, 'listening');
		this.server = server;
		this.boundPort = (server.address() as AddressInfo).port;
	}

	private async close(): Promise<void> {
		const { server } = this;
		this.server = null;
		if (server === null) return;
		server.close();
		await once(server, 'close');
	}

	private cut(): void {
		for (const socket of this.sockets) socket.destroy();
	}

	private meet(client: Socket): void {
		const { fault } = this;
		this.keep(client);
		if (fault.kind === 'none') {
			this.passOn(client);
			return;
		}
		this.failures++;
		switch (fault.kind) {
			case 'slow':
				this.passOnAfter(client, fault.delayMs);
				break;
			case 'halfClosed':
				client.end();
				client.resume();
				break;
			case 'says':
				if (fault.first === true) client.write(fault.answer);
				client.on('data', () => client.write(fault.answer));
				client.on('end', () => client.end());
				break;
			case 'down':
				client.destroy();
		}
	}

	/** What comes in meanwhile is read and kept: only so does it show that the client has gone. */
	private passOnAfter(client: Socket, delayMs: number): void {
		const early: Buffer[] = [];
		const keep = (data: Buffer) => early.push(data);
		const drop = () => client.destroy();
		client.on('data', keep).on('end', drop);
		setTimeout(() => {
			if (client.destroyed) return;
			client.off('data', keep).off('end', drop);
			this.passOn(client, early);
		}, delayMs);
	}

	private passOn(client: Socket, early: readonly Buffer[] = []): void {
		const target = this.keep(connect({ port: this.targetPort, host: '127.0.0.1', allowHalfOpen: true }));
		const connection = { from: client.remotePort ?? 0, to: this.boundPort };
		for (const data of early) target.write(data);
		for (const [from, to] of [[client, target], [target, client]] as const) {
			from.on('data', (data) => {
				this.onPassing?.(connection);
				to.write(data);
			});
			from.on('end', () => to.end());
			from.on('close', () => to.destroy());
		}
	}

	private keep(socket: Socket): Socket {
		this.sockets.add(socket);
		// Whoever breaks off is met by the other side's "close".
		return socket.on('error', () => undefined).on('close', () => this.sockets.delete(socket));
	}
}

/** As an HTTP server that is asked too much, or broken, answers every request. */
export function httpAnswer(status: 429 | 500): Fault {
	const reason = status === 429 ? 'Too Many Requests\r\nretry-after: 1' : 'Internal Server Error';
	return { kind: 'says', answer: `HTTP/1.1 ${status} ${reason}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n` };
}

/** As a mail server that is asked too much (421), or broken (554), greets. */
export function smtpAnswer(status: 421 | 554): Fault {
	return { kind: 'says', answer: `${status} ${status === 421 ? 'Too many connections, try again later' : 'No SMTP service here'}\r\n`, first: true };
}

/** As a Redis that is still reading its data, or has no memory left, answers every command. */
export function redisAnswer(code: 'LOADING' | 'OOM'): Fault {
	const reason = code === 'LOADING' ? 'Redis is loading the dataset in memory' : "command not allowed when used memory > 'maxmemory'.";
	return { kind: 'says', answer: `-${code} ${reason}\r\n` };
}
