import { ExplainedError, messageOf } from '../errors';
import type { RedisHost, RedisSettings } from './settings';
import { addressOf } from './settings';

/** Redis may be back in a moment: nothing is wrong with the settings. */
export class RedisAway extends ExplainedError {}

/** Nothing was done: another server of the cluster has the keys. */
export class RedisMoved extends RedisAway {
	constructor(
		message: string,
		details: { advice: string; retryable: boolean },
		readonly owner: RedisHost,
	) {
		super(message, details);
	}
}

/**
 * An error of ioredis 6 or an answer of Redis 7 as one that says what to do. The error itself is not kept: it carries
 * the command, and with it passwords and people's addresses. `wasAsked` is false before a command was sent: then Redis
 * did nothing, whatever went wrong.
 */
export function explainRedisError(error: unknown, settings: RedisSettings, wasAsked = true): ExplainedError {
	if (error instanceof ExplainedError) return error;
	const said = [messageOf(error), codeOf(error)].join(' ');
	const { what, advice, isAway = false, ...explanation } = EXPLANATIONS.find(({ sign }) => sign.test(said)) ?? BROKEN_OFF;
	const retryable = explanation.retryable === true || (isAway && !wasAsked);
	const message = what(`Redis at ${addressOf(settings)}`);
	const owner = ownerIn(said);
	if (owner !== null) return new RedisMoved(message, { advice, retryable }, owner);
	return new (isAway ? RedisAway : ExplainedError)(message, { advice, retryable });
}

/** `MOVED 3999 10.0.0.7:6379`; null for other errors, and for a cluster that does not know the server's address. */
function ownerIn(said: string): RedisHost | null {
	const [, host, port] = /^MOVED \d+ ([^\s?]+):(\d+)/.exec(said) ?? [];
	return host === undefined ? null : { host, port: Number(port) };
}

interface Explanation {
	sign: RegExp;
	what: (redis: string) => string;
	advice: string;
	retryable?: boolean;
	isAway?: boolean;
}

/** The first whose sign is in the message wins. */
const EXPLANATIONS: Explanation[] = [
	{
		sign: /sentinels are unreachable.*(WRONGPASS|NOAUTH)/,
		what: (redis) => `The sentinels of ${redis} refused the login`,
		advice: 'Check Sentinel Password in the Redis credential; it is empty for sentinels that ask for none.',
	},
	{
		sign: /WRONGPASS|NOAUTH|ERR invalid password|ERR AUTH|invalid username-password/,
		what: (redis) => `${redis} refused the login`,
		advice: 'Check username and password in the Redis credential. Redis up to version 5 knows no usernames.',
	},
	{
		sign: /NOPERM/,
		what: (redis) => `${redis} does not allow this user what the ledger needs`,
		advice: 'Give the user +select, +eval, +evalsha, +time and the commands for strings, sorted sets and hashes, on the keys {prefix}:*.',
	},
	{
		sign: /DB index is out of range|SELECT is not allowed|invalid DB index/i,
		what: (redis) => `${redis} has no such database`,
		advice: 'Correct the database in the Redis credential; 0 is always there.',
	},
	{
		sign: /certificate|altnames|self.signed|CERT_/i,
		what: (redis) => `${redis} shows a certificate that is not trusted`,
		advice: 'Use the host name the certificate is made for, and put the certificate authority of a server of your own into CA Certificate.',
		retryable: true,
	},
	{
		sign: /wrong version number|EPROTO|SSL routines|Protocol error/i,
		what: (redis) => `${redis} does not speak TLS the way the Redis credential says`,
		advice: 'Turn TLS on or off in the Redis credential (rediss:// or redis:// in a URL).',
		retryable: true,
	},
	{
		sign: /sentinels are unreachable/i,
		what: (redis) => `No sentinel knows ${redis}`,
		advice: 'Check the sentinels\' addresses, the name of the master, and TLS and its certificate in the Redis credential.',
		retryable: true,
		isAway: true,
	},
	{
		sign: /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|Stream isn't writeable/,
		what: (redis) => `${redis} cannot be reached`,
		advice: 'Check host and port in the Redis credential, and that n8n may connect to them.',
		retryable: true,
		isAway: true,
	},
	{
		sign: /timed? ?out|ETIMEDOUT/i,
		what: (redis) => `${redis} did not answer in time`,
		advice: 'Check that Redis is well. What was asked may have been done or not; a claim ends with its lease.',
		isAway: true,
	},
	{
		sign: /READONLY/,
		what: (redis) => `${redis} is a read-only copy`,
		advice: 'Use the address of the master, or of the sentinels.',
		retryable: true,
		isAway: true,
	},
	{
		sign: /LOADING|MASTERDOWN|CLUSTERDOWN|TRYAGAIN/,
		what: (redis) => `${redis} is not ready yet`,
		advice: 'Try again in a moment, e.g. with Retry On Fail in the node\'s settings.',
		retryable: true,
		isAway: true,
	},
	{
		sign: /MOVED|CROSSSLOT|ASK /,
		what: (redis) => `${redis} is part of a cluster and keeps these keys on another server`,
		advice: 'Try again: the cluster may be moving them. If it stays so, use a proxy in front of the cluster, or a Redis without one.',
		retryable: true,
		isAway: true,
	},
	{
		sign: /OOM/,
		what: (redis) => `${redis} has no memory left`,
		advice: 'Give it more, or choose a shorter retention.',
		retryable: true,
		isAway: true,
	},
	{
		sign: /MISCONF/,
		what: (redis) => `${redis} cannot write to its disk and takes nothing in`,
		advice: 'Look into its log for the reason.',
		retryable: true,
		isAway: true,
	},
	{
		sign: /WRONGTYPE/,
		what: (redis) => `${redis} has other data under the names of the ledger`,
		advice: 'Choose another Key Prefix or another database.',
	},
	{
		sign: /ERR syntax error|unknown command/i,
		what: (redis) => `${redis} is too old or lacks scripting`,
		advice: 'The ledger needs Redis 6 or newer, or what is compatible with it.',
	},
];

const BROKEN_OFF: Omit<Explanation, 'sign'> = {
	what: (redis) => `The connection to ${redis} broke off`,
	advice: 'Try again. If it happens each time, check whether the Redis credential should use TLS, and what Redis logs.',
	isAway: true,
};

function codeOf(error: unknown): string {
	return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}
