import { z } from 'zod';
import { ExplainedError } from '../../core/errors';
import { parseRedisUrl, type RedisSettings } from '../../core/redis/settings';

/** @throws ExplainedError that names the field to correct. */
export function readRedisCredential(data: unknown): RedisSettings {
	const parsed = credentialSchema.safeParse(data);
	if (!parsed.success) {
		throw new ExplainedError(`"${parsed.error.issues[0]?.path.join('.') ?? ''}" in the Redis credential is missing or wrong`, {
			advice: 'Open the credential, correct it and test it there.',
		});
	}
	const { ca, ignoreSslIssues, ...credential } = parsed.data;
	const tlsWhen = (usesTls: boolean) => (usesTls ? { ca, ignoreSslIssues } : null);
	if (credential.connection === 'url') {
		const { usesTls, ...address } = parseRedisUrl(credential.secretUrl);
		return { ...address, sentinelPassword: credential.sentinelPassword, tls: tlsWhen(usesTls) };
	}
	const { host, port, database, username, password, tls } = credential;
	return { hosts: [{ host, port }], sentinelMaster: null, sentinelPassword: '', database, username, password, tls: tlsWhen(tls) };
}

const tlsFields = { ca: z.string().trim().default(''), ignoreSslIssues: z.boolean().default(false) };

const credentialSchema = z.discriminatedUnion('connection', [
	z.object({
		connection: z.literal('fields'),
		host: z.string().trim().min(1),
		port: z.coerce.number().int().min(1).max(65_535).default(6379),
		database: z.coerce.number().int().min(0).default(0),
		username: z.string().trim().default(''),
		password: z.string().default(''),
		tls: z.boolean().default(false),
		...tlsFields,
	}),
	z.object({
		connection: z.literal('url'),
		secretUrl: z.string().trim().min(1),
		sentinelPassword: z.string().default(''),
		...tlsFields,
	}),
]);
