import { z } from 'zod';
import { ExplainedError } from '../errors';
import type { SmtpSettings } from './mailer';

/**
 * An error of nodemailer 10 as one that says what to do. What the server said is shown for refused addresses only:
 * answers to a login or to a message can repeat what was sent.
 */
export function explainSmtpError(error: unknown, { host, port, security }: SmtpSettings): ExplainedError {
	const { code = '', message = '', responseCode, response, command = '' } = smtpErrorSchema.catch({}).parse(error);
	const server = `${host}:${port}`;
	const answered = responseCode === undefined ? '' : ` (${responseCode})`;
	// What the server says to an envelope or a message is about that one; all else would happen to the next as well.
	const serverAway = code !== 'EENVELOPE' && (responseCode === undefined || code === 'EAUTH' || command === 'CONN');
	const explain = (what: string, advice: string, retryable = false) =>
		new ExplainedError(what, { advice, retryable, serverAway, cause: error });

	if (code === 'EAUTH' || code === 'ENOAUTH') {
		return explain(
			`The mail server ${server} refused the login${answered}`,
			'Check user and password in the SMTP credential. Some providers want an app password instead of your own.',
		);
	}
	if (code === 'EENVELOPE') {
		const refused = command === 'MAIL FROM' ? 'the sender' : 'the recipient';
		const said = response === undefined ? '' : ` The server said: ${firstLine(response)}`;
		return explain(
			`The mail server ${server} refused ${refused}${answered}`,
			(refused === 'the sender'
				? 'Check that the user in the SMTP credential may send from its From address.'
				: 'Check the address in To.') + said,
			isTransient(responseCode),
		);
	}
	if (/certificate|altnames/i.test(message)) {
		return explain(
			`The mail server ${server} shows a certificate that is not trusted`,
			'Use the host name the certificate is made for, or turn on Ignore SSL Issues in the SMTP credential for a server of your own.',
			true,
		);
	}
	if (/ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH/.test(message)) {
		return explain(
			`No mail server can be reached at ${server}`,
			'Check host and port in the SMTP credential, and that n8n may connect to them.',
			true,
		);
	}
	if (code === 'ETLS' || /wrong version number|STARTTLS/i.test(message)) {
		return explain(
			`The mail server ${server} does not speak TLS the way the SMTP credential says`,
			security === 'tls' ? 'Choose STARTTLS; port 587 usually wants it.' : 'Choose TLS; port 465 usually wants it.',
			true,
		);
	}
	if (code === 'ETIMEDOUT') {
		return explain(
			`The mail server ${server} did not answer in time`,
			'Check host, port and security in the SMTP credential: port 465 usually wants TLS, port 587 STARTTLS.',
			command === 'CONN',
		);
	}
	if (responseCode !== undefined) {
		return explain(
			`The mail server ${server} refused the message${answered}`,
			isTransient(responseCode) ? 'Try again later.' : 'Look into the mail server\'s log for the reason.',
			isTransient(responseCode),
		);
	}
	return explain(
		`The connection to the mail server ${server} broke off`,
		'The message may have been sent or not. Sending it again is safe where the mailbox drops copies of one Message-ID.',
	);
}

const smtpErrorSchema = z.object({
	code: z.string().optional(),
	message: z.string().optional(),
	response: z.string().optional(),
	responseCode: z.number().optional(),
	command: z.string().optional(),
});

/** A 4xx answer of SMTP: the server did not take the message and asks to try again (RFC 5321, 4.2.1). */
function isTransient(responseCode: number | undefined): boolean {
	return responseCode !== undefined && responseCode >= 400 && responseCode < 500;
}

function firstLine(text: string): string {
	return (text.split(/[\r\n]/)[0] ?? '').slice(0, 200);
}
