import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer, type SMTPServerAuthentication, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { Arrivals } from '../arrivals';

export interface MailboxOptions {
	/** A free one by default. */
	port?: number;
	/** The only login taken; without it none is asked for. */
	auth?: { user: string; password: string };
	/** Speaks TLS from the first byte instead of offering STARTTLS. */
	tls?: boolean;
}

/** A message as it arrived. Ids carry their angle brackets. */
export interface ReceivedMail {
	/** From the envelope: whom it was delivered to. */
	to: string[];
	from: string;
	replyTo: string;
	subject: string;
	text: string;
	html: string;
	messageId: string;
	inReplyTo: string;
	references: string[];
	/** By name in lower case, each as it stands in the message. */
	headerLines: Record<string, string>;
	/** All lines as they came, of header and body, a character for each byte. */
	rawLines: string[];
	/** `cid` where the HTML can show it by that name. */
	attachments: Array<{ fileName: string; mimeType: string; bytes: Buffer; cid: string | null }>;
}

/** A mail server that keeps what it gets. Its TLS shows smtp-server's own certificate, which nobody trusts. */
export class Mailbox {
	static async start(options: MailboxOptions = {}): Promise<Mailbox> {
		const mailbox = new Mailbox(options);
		await mailbox.listen(options.port ?? 0);
		return mailbox;
	}

	private readonly arrivals = new Arrivals<ReceivedMail>();
	private readonly refused = new Set<string>();
	private server: SMTPServer | null = null;
	private boundPort = 0;
	private connectionCount = 0;

	private constructor(private readonly options: MailboxOptions) {}

	get port(): number {
		return this.boundPort;
	}

	get messages(): readonly ReceivedMail[] {
		return this.arrivals.items;
	}

	/** How many connections clients have opened so far. */
	get connections(): number {
		return this.connectionCount;
	}

	waitForMessages(count: number, timeoutMs?: number): Promise<ReceivedMail[]> {
		return this.arrivals.waitFor(count, timeoutMs);
	}

	/** From now on answers 550 to this recipient, as a server does that has no such mailbox. */
	refuseRecipient(address: string): void {
		this.refused.add(address);
	}

	/** Closes the port, as a server that is being restarted. */
	async goDown(): Promise<void> {
		const server = this.server;
		this.server = null;
		if (server !== null) await new Promise<void>((resolve) => { server.close(resolve); });
	}

	/** Listens again on the same port, with the messages from before. */
	async comeUp(): Promise<void> {
		if (this.server === null) await this.listen(this.boundPort);
	}

	async stop(): Promise<void> {
		await this.goDown();
	}

	private async listen(port: number): Promise<void> {
		const server = new SMTPServer({
			secure: this.options.tls ?? false,
			authOptional: this.options.auth === undefined,
			allowInsecureAuth: true,
			disableReverseLookup: true,
			closeTimeout: 1,
			logger: false,
			onConnect: (_session, done) => {
				this.connectionCount++;
				done();
			},
			onAuth: (auth, _session, done) => {
				if (this.accepts(auth)) done(null, { user: auth.username });
				else done(smtpRefusal(535, 'Authentication failed'));
			},
			onRcptTo: ({ address }, _session, done) => {
				done(this.refused.has(address) ? smtpRefusal(550, `<${address}>: no such user here`) : null);
			},
			onData: (stream, session, done) => {
				this.receive(stream, session).then(
					() => { done(); },
					() => { done(smtpRefusal(451, 'The message could not be read')); },
				);
			},
		});
		// A client that breaks off is its own affair.
		server.on('error', () => undefined);
		const listener = server.listen(port, '127.0.0.1');
		await once(listener, 'listening');
		this.boundPort = (listener.address() as AddressInfo).port;
		this.server = server;
	}

	private accepts({ username, password }: SMTPServerAuthentication): boolean {
		const { auth } = this.options;
		return auth === undefined || (username === auth.user && password === auth.password);
	}

	private async receive(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> {
		const raw = await buffer(stream);
		const mail = await simpleParser(raw);
		this.arrivals.add(toReceivedMail(mail, raw, session.envelope.rcptTo.map(({ address }) => address)));
	}
}

function toReceivedMail(mail: ParsedMail, raw: Buffer, to: string[]): ReceivedMail {
	return {
		to,
		from: mail.from?.text ?? '',
		replyTo: mail.replyTo?.text ?? '',
		subject: mail.subject ?? '',
		text: mail.text ?? '',
		html: mail.html === false ? '' : mail.html,
		messageId: mail.messageId ?? '',
		inReplyTo: mail.inReplyTo ?? '',
		references: [mail.references ?? []].flat(),
		headerLines: Object.fromEntries(mail.headerLines.map(({ key, line }) => [key, line])),
		rawLines: raw.toString('latin1').split('\r\n'),
		attachments: mail.attachments.map(({ filename, contentType, content, cid }) => ({
			fileName: filename ?? '',
			mimeType: contentType,
			bytes: content,
			cid: cid ?? null,
		})),
	};
}

function smtpRefusal(responseCode: number, message: string): Error {
	return Object.assign(new Error(message), { responseCode });
}
