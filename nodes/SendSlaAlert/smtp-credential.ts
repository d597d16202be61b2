import { z } from 'zod';
import { cutText } from '../../core/cut-text';
import { ExplainedError } from '../../core/errors';
import type { SmtpSettings } from '../../core/smtp/mailer';
import { checkEmailAddress } from './email-address';

export interface SmtpCredential {
	settings: SmtpSettings;
	from: { name: string; address: string };
}

/** @throws ExplainedError that names the field to correct. */
export function readSmtpCredential(data: unknown): SmtpCredential {
	const parsed = credentialSchema.safeParse(data);
	if (!parsed.success) {
		throw new ExplainedError(`"${parsed.error.issues[0]?.path.join('.') ?? ''}" in the SMTP credential is missing or wrong`, {
			advice: 'Open the credential, correct it and test it there.',
		});
	}
	const { fromEmail, fromName, ...settings } = parsed.data;
	return { settings, from: { name: cutText(fromName, MOST_NAME_CHARACTERS), address: checkEmailAddress(fromEmail, 'From Address in the SMTP credential') } };
}

/** A header can't hold a name of any length, and no mail program shows one. */
const MOST_NAME_CHARACTERS = 100;

const credentialSchema = z.object({
	host: z.string().trim().min(1),
	port: z.coerce.number().int().min(1).max(65_535),
	security: z.enum(['starttls', 'tls', 'none']).default('starttls'),
	user: z.string().default(''),
	password: z.string().default(''),
	fromEmail: z.string().trim(),
	fromName: z.string().default(''),
	ignoreSslIssues: z.boolean().default(false),
});
