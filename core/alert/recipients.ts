import { isBareAddress } from '../email-address';
import { sameName } from '../same-name';
import type { Alert } from './alert';
import type { TextName } from './language/texts';
import type { Person, PersonDefaults } from './people';
import { stranger } from './people';
import type { Rule } from './rules';

/** Whom rules can name. */
export interface Directory {
	people: readonly Person[];
	/** For people who are named but not among those. */
	defaults: PersonDefaults;
	/** The members, in Chatwoot, of the team that has the conversation; none where they are not known. */
	teamMembers: ReadonlyArray<{ email: string; name: string | null }>;
}

/** Somebody a rule tells, and what made them one. */
export interface Recipient {
	person: Person;
	reason: { text: Extract<TextName, `why.${string}`>; team: string };
}

/** Everybody a rule tells of an alert, each once: the assignee first. */
export function recipientsOf(rule: Rule, alert: Alert, directory: Directory): Recipient[] {
	const told = [...assignee(rule, alert, directory), ...named(rule, directory), ...teams(rule, alert, directory), ...members(rule, alert, directory)];
	return [...new Map([...told].reverse().map((recipient) => [recipient.person.email.toLowerCase(), recipient])).values()].reverse();
}

/** An address may be anybody's. */
export function personNamed(name: string, { people, defaults }: Pick<Directory, 'people' | 'defaults'>): Person | null {
	const known = people.find((person) => isAddress(person, name) || sameName(person.name, name));
	return known ?? (isBareAddress(name) ? stranger(name, null, defaults) : null);
}

function assignee(rule: Rule, { conversation }: Alert, directory: Directory): Recipient[] {
	const email = conversation.assignee?.email;
	if (!rule.toAssignee || !email) return [];
	return [{ person: withAddress(email, conversation.assignee?.name ?? null, directory), reason: { text: 'why.assignee', team: '' } }];
}

function named(rule: Rule, directory: Directory): Recipient[] {
	return rule.people.flatMap((name): Recipient[] => {
		const person = personNamed(name, directory);
		return person === null ? [] : [{ person, reason: { text: 'why.person', team: '' } }];
	});
}

function teams(rule: Rule, { conversation }: Alert, { people }: Directory): Recipient[] {
	const conversationTeam = rule.toConversationTeam ? conversation.team?.name : null;
	return people.flatMap((person): Recipient[] => {
		const team = person.teams.find((each) => rule.teams.some((wanted) => sameName(each, wanted)));
		if (team !== undefined) return [{ person, reason: { text: 'why.team', team } }];
		if (!conversationTeam || !person.teams.some((each) => sameName(each, conversationTeam))) return [];
		return [{ person, reason: { text: 'why.conversationTeam', team: conversationTeam } }];
	});
}

function members(rule: Rule, { conversation }: Alert, directory: Directory): Recipient[] {
	if (!rule.toTeamMembers) return [];
	const team = conversation.team?.name ?? String(conversation.team?.id ?? '');
	return directory.teamMembers.map(({ email, name }) => ({
		person: withAddress(email, name, directory),
		reason: { text: 'why.teamMember', team },
	}));
}

/** Addresses differ by more than names do: only their case is the same. */
function withAddress(email: string, name: string | null, { people, defaults }: Directory): Person {
	return people.find((person) => isAddress(person, email)) ?? stranger(email, name, defaults);
}

function isAddress({ email }: Person, address: string): boolean {
	return email.toLowerCase() === address.trim().toLowerCase();
}
