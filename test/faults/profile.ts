/**
 * How much the fault tests do: `full` by default, `short` for `npm test`, by FAULTS_PROFILE. Each number can be set by a
 * variable of its own.
 */
interface Profile {
	/** FAULTS_KILL_ROUNDS: in each mode. */
	killRounds: number;
	/** FAULTS_WEBHOOKS: each is sent twice, in each mode. */
	webhooks: number;
	/** FAULTS_PER_SERVER: how many of the things that can go wrong with a server. */
	faultsPerServer: number;
}

const FULL: Profile = { killRounds: 20, webhooks: 5_000, faultsPerServer: 6 };
const SHORT: Profile = { killRounds: 2, webhooks: 500, faultsPerServer: 2 };

const profile = process.env['FAULTS_PROFILE'] === 'short' ? SHORT : FULL;

export const KILL_ROUNDS = numberOf('FAULTS_KILL_ROUNDS', profile.killRounds);
export const WEBHOOKS = numberOf('FAULTS_WEBHOOKS', profile.webhooks);
export const FAULTS_PER_SERVER = numberOf('FAULTS_PER_SERVER', profile.faultsPerServer);
/** What looks random is the same for the same seed. */
export const SEED = numberOf('FAULTS_SEED', 7);

function numberOf(variable: string, fallback: number): number {
	const given = Number(process.env[variable] ?? fallback);
	if (given > 0) return given;
	throw new Error(`${variable} is no number above 0`);
}
