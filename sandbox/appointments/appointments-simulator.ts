import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { z } from 'zod';
import { Arrivals } from '../arrivals';

/** Times are ISO 8601. */
export interface Appointment {
	id: string;
	startsAt: string;
	branch: string;
	service: string;
	status: 'booked' | 'done' | 'cancelled';
}

export interface Customer {
	id: string;
	name: string;
	/** E.164 */
	phone: string;
	language: string;
	appointments: Appointment[];
}

/** Somebody was recognised, or was not, in a conversation of Chatwoot. */
export type Interaction = z.infer<typeof interactionSchema>;

interface Answer {
	status: number;
	body: unknown;
}

const interactionSchema = z.object({ event: z.string(), conversationId: z.number(), phone: z.string(), customerId: z.string().nullable() }).passthrough();
const newCustomerSchema = z.object({ name: z.string(), phone: z.string().regex(/^\+[1-9]\d{1,14}$/) });

/** The system in which customers have their appointments, as far as the workflows ask it. It compares phones as they are stored. */
export class AppointmentsSimulator {
	static async start(options: { port?: number } = {}): Promise<AppointmentsSimulator> {
		const simulator = new AppointmentsSimulator();
		await once(simulator.server.listen(options.port ?? 0, '127.0.0.1'), 'listening');
		return simulator;
	}

	/** What has to come with every request. */
	readonly header = { name: 'X-Appointments-Key', value: 'sandbox-appointments-key' };
	readonly customers: Customer[] = [];
	readonly requests: string[] = [];
	private readonly arrivals = new Arrivals<Interaction>();
	private isDown = false;
	private readonly forcedAnswers: Array<Answer & { request: string }> = [];
	private readonly server: Server = createServer((request, response) => {
		this.answer(request).then(
			({ status, body }) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
			() => response.destroy(),
		);
	});

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	get interactions(): readonly Interaction[] {
		return this.arrivals.items;
	}

	waitForInteractions(count: number, timeoutMs?: number): Promise<Interaction[]> {
		return this.arrivals.waitFor(count, timeoutMs);
	}

	add(customer: Pick<Customer, 'name' | 'phone'> & Partial<Customer>): Customer {
		const added: Customer = { id: `C-${this.customers.length + 1}`, language: 'es', appointments: [], ...customer };
		this.customers.push(added);
		return added;
	}

	/** From now on every request is answered 503, or no longer. */
	goDown(isDown = true): void {
		this.isDown = isDown;
	}

	/** Answers the next such request, e.g. `POST /customers`, like this. */
	answerNextWith(request: string, status: number, body: unknown): void {
		this.forcedAnswers.push({ request, status, body });
	}

	async stop(): Promise<void> {
		this.server.close();
		this.server.closeAllConnections();
		await once(this.server, 'close');
	}

	private async answer(request: IncomingMessage): Promise<Answer> {
		const body = await readText(request);
		const url = new URL(request.url ?? '/', this.url);
		const name = `${request.method ?? ''} ${url.pathname}`;
		this.requests.push(`${name}${url.search}`);
		if (this.isDown) return { status: 503, body: { error: 'down for maintenance' } };
		if (request.headers[this.header.name.toLowerCase()] !== this.header.value) return { status: 401, body: { error: 'wrong key' } };
		const forced = this.forcedAnswers.findIndex((each) => each.request === name);
		if (forced !== -1) return this.forcedAnswers.splice(forced, 1)[0] ?? { status: 500, body: {} };
		switch (name) {
			case 'GET /customers':
				return { status: 200, body: { customers: this.withPhone(url.searchParams.get('phone') ?? '') } };
			case 'POST /customers':
				return { status: 201, body: { customer: this.add(newCustomerSchema.parse(JSON.parse(body))) } };
			case 'GET /appointments':
				return { status: 200, body: { appointments: this.bookedOn(url.searchParams.get('date') ?? '') } };
			case 'POST /interactions':
				this.arrivals.add(interactionSchema.parse(JSON.parse(body)));
				return { status: 201, body: {} };
			default:
				return { status: 404, body: { error: 'no such address' } };
		}
	}

	/** `phones` has commas between the ways in which one number may be written. */
	private withPhone(phones: string): Customer[] {
		return this.customers.filter(({ phone }) => phones.split(',').includes(phone));
	}

	/** With the date as it is where the appointment is. */
	private bookedOn(date: string): object[] {
		return this.customers.flatMap(({ appointments, ...customer }) =>
			appointments
				.filter(({ startsAt, status }) => status === 'booked' && startsAt.startsWith(date))
				.map((appointment) => ({ ...appointment, name: customer.name, phone: customer.phone, language: customer.language })),
		);
	}
}
