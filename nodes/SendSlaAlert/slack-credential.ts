import { z } from 'zod';
import { ExplainedError } from '../../core/errors';

export type SlackCredential = z.infer<typeof credentialSchema>;

const credentialSchema = z.discriminatedUnion('connection', [
	z.object({
		connection: z.literal('botToken'),
		botToken: z.string().min(1),
		apiBaseUrl: z.string().default('https://slack.com/api'),
		defaultChannel: z.string().trim().default(''),
	}),
	z.object({ connection: z.literal('webhook'), secretWebhookUrl: z.string().min(1) }),
]);

/** @throws ExplainedError that names the field to correct. */
export function readSlackCredential(data: unknown): SlackCredential {
	const parsed = credentialSchema.safeParse(data);
	if (parsed.success) return parsed.data;
	throw new ExplainedError(`"${parsed.error.issues[0]?.path.join('.') ?? ''}" in the Slack credential is missing or wrong`, {
		advice: 'Open the credential, correct it and test it there.',
	});
}
