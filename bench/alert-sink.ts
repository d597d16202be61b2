import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { z } from 'zod';
import { Arrivals } from '../sandbox/arrivals';

export interface ArrivedAlert {
	key: string;
	dueAt: Date;
	arrivedAt: Date;
}

const bodySchema = z.array(z.object({ key: z.string(), stage: z.string(), dueAt: z.coerce.date() }));

/** Where the workflow of the bench sends what *Evaluate SLA Breach* put out: it notes when each breach arrived. */
export class AlertSink {
	readonly breaches = new Arrivals<ArrivedAlert>();

	static async start(): Promise<AlertSink> {
		const sink = new AlertSink();
		await once(sink.server.listen(0, '127.0.0.1'), 'listening');
		return sink;
	}

	private readonly server: Server = createServer((request, response) => {
		const arrivedAt = new Date();
		void readText(request).then((body) => {
			for (const { key, stage, dueAt } of bodySchema.parse(JSON.parse(body))) {
				if (stage === 'breach') this.breaches.add({ key, dueAt, arrivedAt });
			}
			response.end('{}');
		});
	});

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
	}

	async stop(): Promise<void> {
		this.server.close();
		this.server.closeAllConnections();
		await once(this.server, 'close');
	}
}
