import type { TeamNumbers } from '../../chatwoot/team-numbers';
import type { Standing } from '../standing';
import type { Figures } from './figures';
import { figuresOf } from './figures';
import type { DigestPeriod } from './period';

/** What a digest tells: of some teams, each and together. */
export interface Digest {
	period: DigestPeriod;
	/** Whether it is of all teams there are. */
	ofAll: boolean;
	total: Figures & Times;
	teams: Array<TeamDigest>;
}

export interface TeamDigest extends Figures, Times {
	/** Null for conversations without a team. */
	id: number | null;
	/** Empty without a team. */
	name: string;
}

/** As Chatwoot reports them; null where it has none. */
export interface Times {
	conversations: number | null;
	avgFirstResponseSeconds: number | null;
	avgResolutionSeconds: number | null;
}

/** All that digests are made of. */
export interface DigestSources {
	period: DigestPeriod;
	standings: Standing[];
	teams: Array<{ id: number; name: string }>;
	/** Null where Chatwoot has no reports for this token. */
	numbers: TeamNumbers[] | null;
}

/** The digest of some teams; `null` among the ids stands for conversations without one. Teams without anything are left out, unless it is the only one. */
export function digestOf({ period, standings, teams, numbers }: DigestSources, teamIds: ReadonlyArray<number | null>): Digest {
	const latest = latestOf(standings).filter(({ conversation: { team } }) => teamIds.includes(team?.id ?? null));
	const digests = teamIds.map((id): TeamDigest => ({
		id,
		name: teams.find((team) => team.id === id)?.name ?? (id === null ? '' : `#${id}`),
		...figuresOf(latest.filter(({ conversation: { team } }) => (team?.id ?? null) === id), period),
		...timesOf((numbers ?? []).filter(({ teamId }) => teamId === id)),
	}));
	return {
		period,
		ofAll: teamIds.length > teams.length,
		total: { ...figuresOf(latest, period), ...timesOf((numbers ?? []).filter(({ teamId }) => teamIds.includes(teamId))) },
		teams: digests.length === 1 ? digests : digests.filter(hasAnything).sort(worstFirst),
	};
}

/** A conversation that was read twice counts once. */
function latestOf(standings: readonly Standing[]): Standing[] {
	return [...new Map(standings.map((standing) => [`${standing.conversation.accountId} ${standing.conversation.id}`, standing])).values()];
}

/** Averages weigh as much as there are conversations behind them. */
function timesOf(numbers: readonly TeamNumbers[]): Times {
	const average = (of: (each: TeamNumbers) => number | null) => {
		const counted = numbers.flatMap((each) => {
			const seconds = of(each);
			return seconds === null ? [] : [{ seconds, weight: Math.max(1, each.conversations) }];
		});
		const weight = counted.reduce((total, each) => total + each.weight, 0);
		return weight === 0 ? null : counted.reduce((total, each) => total + each.seconds * each.weight, 0) / weight;
	};
	return {
		conversations: numbers.length === 0 ? null : numbers.reduce((total, { conversations }) => total + conversations, 0),
		avgFirstResponseSeconds: average(({ avgFirstResponseSeconds }) => avgFirstResponseSeconds),
		avgResolutionSeconds: average(({ avgResolutionSeconds }) => avgResolutionSeconds),
	};
}

function hasAnything({ open, kept, missed, conversations }: TeamDigest): boolean {
	return open + kept + missed + (conversations ?? 0) > 0;
}

function worstFirst(one: TeamDigest, other: TeamDigest): number {
	return other.missed - one.missed || other.breached - one.breached || one.name.localeCompare(other.name);
}
