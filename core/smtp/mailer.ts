import nodemailer from 'nodemailer';
import type { AlertEmail } from '../alert/email';
import { explainSmtpError } from './smtp-error';

export interface SmtpSettings {
	host: string;
	port: number;
	/** `starttls` upgrades a plain connection and refuses to go on without; `tls` speaks TLS from the first byte. */
	security: 'starttls' | 'tls' | 'none';
	/** Empty for a server that wants no login. */
	user: string;
	password: string;
	ignoreSslIssues: boolean;
}

export interface OutgoingEmail extends AlertEmail {
	from: { name: string; address: string };
	to: string;
	/** Empty for none. */
	replyTo: string;
	attachments: EmailAttachment[];
}

export interface EmailAttachment {
	filename: string;
	contentType: string;
	content: Buffer;
	/** Where the HTML shows it as `cid:…`. */
	cid?: string;
}

/** A connection to a mail server that is opened with the first message and reused for the next ones. */
export interface Mailer {
	/** @throws ExplainedError */
	send(email: OutgoingEmail): Promise<void>;
	/** Connects and signs in, sends nothing. @throws ExplainedError */
	verify(): Promise<void>;
	close(): void;
}

export function openMailer(settings: SmtpSettings): Mailer {
	const transporter = nodemailer.createTransport({
		pool: true,
		maxConnections: 1,
		host: settings.host,
		port: settings.port,
		secure: settings.security === 'tls',
		requireTLS: settings.security === 'starttls',
		ignoreTLS: settings.security === 'none',
		tls: { rejectUnauthorized: !settings.ignoreSslIssues },
		...(settings.user === '' ? {} : { auth: { user: settings.user, pass: settings.password } }),
		connectionTimeout: 10_000,
		greetingTimeout: 10_000,
		socketTimeout: 30_000,
		disableFileAccess: true,
		disableUrlAccess: true,
	});
	const explaining = async (step: () => Promise<unknown>): Promise<void> => {
		try {
			await step();
		} catch (error) {
			throw explainSmtpError(error, settings);
		}
	};
	return {
		send: (email) => explaining(() => transporter.sendMail(toNodemailer(email))),
		verify: () => explaining(() => transporter.verify()),
		close: () => {
			transporter.close();
		},
	};
}

function toNodemailer({ replyTo, listId, attachments, ...email }: OutgoingEmail) {
	return {
		...email,
		...(replyTo === '' ? {} : { replyTo }),
		attachments: attachments.map((file) => ({ ...file, contentDisposition: file.cid === undefined ? ('attachment' as const) : ('inline' as const) })),
		headers: {
			'List-Id': listId,
			// Out-of-office programs answer people, not alerts (RFC 3834); Exchange wants to be told in its own way. No
			// Precedence: servers put `bulk` and `list` off, and an alert is for one person and for now.
			'Auto-Submitted': 'auto-generated',
			'X-Auto-Response-Suppress': 'All',
		},
	};
}
