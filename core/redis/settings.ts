import { ExplainedError } from '../errors';

/** Where Redis is and how to sign in. */
export interface RedisSettings {
	/** The server, or its sentinels. */
	hosts: [RedisHost, ...RedisHost[]];
	/** What the sentinels call the master; null without sentinels. */
	sentinelMaster: string | null;
	sentinelPassword: string;
	database: number;
	/** Empty for the default user. */
	username: string;
	/** Empty for none. */
	password: string;
	/** Null for a plain connection. `ca`: certificates to trust, as PEM; empty for the well-known ones. */
	tls: { ca: string; ignoreSslIssues: boolean } | null;
}

export interface RedisHost {
	host: string;
	port: number;
}

export type RedisAddress = Pick<RedisSettings, 'hosts' | 'sentinelMaster' | 'database' | 'username' | 'password'> & { usesTls: boolean };

const REDIS_PORT = 6379;
const SENTINEL_PORT = 26_379;

/**
 * `redis://user:password@host:6379/0`, `rediss://` for TLS, and `redis+sentinel://user:password@host1:26379,host2:26379/mymaster/0`
 * (or `rediss+sentinel://`), where user and password are those of the master. Everything but host and master's name
 * may be left out. Special characters in user and password are percent-encoded; IPv6 addresses stand in brackets.
 *
 * @throws ExplainedError that never repeats the URL, since it holds the password.
 */
export function parseRedisUrl(url: string): RedisAddress {
	const parts = /^(redis|rediss)(\+sentinel)?:\/\/(?:(.*)@)?([^@/?#]+)((?:\/[^/?#]*)*)$/i.exec(url.trim());
	if (parts === null) throw notAUrl('It is not of the form redis://user:password@host:port/database');
	const [, scheme = '', sentinel, login = '', hostList = '', path = ''] = parts;
	const hasSentinels = sentinel !== undefined;
	const [username = '', password = ''] = /^([^:]*):?(.*)$/.exec(login)?.slice(1).map(decode) ?? [];
	const segments = path.split('/').slice(1).map(decode);
	const sentinelMaster = hasSentinels ? (segments.shift() ?? '') : null;
	const [database = '', ...tooMuch] = segments;
	if (sentinelMaster === '') throw notAUrl('The name of the master is missing: redis+sentinel://host:port/master');
	if (tooMuch.some((segment) => segment !== '')) throw notAUrl('There is too much after the database');
	if (!/^\d{0,9}$/.test(database)) throw notAUrl('The database after the last slash is not a number');
	const [first, ...others] = hostList.split(',').map((host) => parseHost(host, hasSentinels ? SENTINEL_PORT : REDIS_PORT));
	if (first === undefined || (others.length > 0 && !hasSentinels)) throw notAUrl('Only redis+sentinel:// takes several hosts');
	return {
		hosts: [first, ...others],
		sentinelMaster,
		database: Number(database),
		username,
		password,
		usesTls: scheme.toLowerCase() === 'rediss',
	};
}

/** For messages: where it is, without how to sign in. */
export function addressOf({ hosts, sentinelMaster }: Pick<RedisSettings, 'hosts' | 'sentinelMaster'>): string {
	const names = hosts.map(({ host, port }) => `${host.includes(':') ? `[${host}]` : host}:${port}`).join(', ');
	return sentinelMaster === null ? names : `${sentinelMaster} (sentinels ${names})`;
}

function parseHost(text: string, defaultPort: number): RedisHost {
	const [, ipv6, name, port] = /^(?:\[([0-9a-f:.]+)\]|([^:[\]\s]+))(?::(\d{1,5}))?$/i.exec(text.trim()) ?? [];
	const host = ipv6 ?? name;
	const number = port === undefined ? defaultPort : Number(port);
	if (host === undefined || number < 1 || number > 65_535) throw notAUrl('A host is not of the form host:port');
	return { host, port: number };
}

function decode(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		throw notAUrl('A % in it is not followed by two hexadecimal digits; write %25 for a percent sign');
	}
}

function notAUrl(reason: string): ExplainedError {
	return new ExplainedError('The URL of Redis is not understood', { advice: `${reason}. Correct it in the Redis credential.` });
}
