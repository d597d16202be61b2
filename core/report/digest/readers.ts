import type { Channel } from '../../alert/alert';
import type { Person } from '../../alert/people';
import { sameName } from '../../same-name';

/** One digest to send: to whom, and of which teams. */
export interface DigestReader {
	channel: Extract<Channel, 'email' | 'slack'>;
	person: Person;
	/** In the order of `teams`; null stands for conversations without a team. */
	teamIds: Array<number | null>;
}

interface Team {
	id: number;
	name: string;
}

/**
 * Everybody gets the digest of their teams by the channels they want, and people of the teams in `overseers` that of all
 * teams. Those who share a place in Slack get one there, of the teams of all of them. Who is in no team gets none.
 */
export function digestReaders(people: readonly Person[], teams: readonly Team[], overseers: readonly string[]): DigestReader[] {
	const withTeams = people
		.map((person) => ({ person, teamIds: teamsOf(person, teams, overseers) }))
		.filter(({ teamIds }) => teamIds.length > 0);
	const byEmail = withTeams.filter(({ person }) => person.channels.includes('email')).map((each): DigestReader => ({ channel: 'email', ...each }));
	const bySlack = new Map<string, DigestReader>();
	for (const { person, teamIds } of withTeams.filter((each) => each.person.channels.includes('slack'))) {
		const before = bySlack.get(person.slackTarget);
		bySlack.set(person.slackTarget, { channel: 'slack', person: before?.person ?? person, teamIds: union(teams, before?.teamIds ?? [], teamIds) });
	}
	return [...byEmail, ...bySlack.values()];
}

/** All teams there are, and what has none. */
export function allTeams(teams: readonly Team[]): Array<number | null> {
	return [...teams.map(({ id }) => id), null];
}

function teamsOf(person: Person, teams: readonly Team[], overseers: readonly string[]): Array<number | null> {
	const isOverseer = person.teams.some((team) => overseers.some((overseer) => sameName(team, overseer)));
	return isOverseer ? allTeams(teams) : teams.filter(({ name }) => person.teams.some((team) => sameName(team, name))).map(({ id }) => id);
}

function union(teams: readonly Team[], one: ReadonlyArray<number | null>, other: ReadonlyArray<number | null>): Array<number | null> {
	return allTeams(teams).filter((id) => one.includes(id) || other.includes(id));
}
