import { z } from 'zod';
import type { Channel } from './alert';
import { CHANNELS } from './alert';
import { parseSettings, splitList } from '../settings';

/** Somebody who can be told of alerts. */
export interface Person {
	name: string;
	/** Finds the person in Chatwoot and in Odoo too. */
	email: string;
	teams: string[];
	/** The channels the person wants. */
	channels: Channel[];
	/** Slack member or channel id; empty for the channel set in the sending node. */
	slackTarget: string;
}

const emailSchema = z.string().trim().email('expected an e-mail address');
const teamsSchema = z.union([z.array(z.string()), z.string().transform(splitList)]);

const personSchema = z
	.object({
		name: z.string().trim().default(''),
		email: emailSchema,
		teams: teamsSchema.default([]),
		channels: z.array(z.enum(CHANNELS)).default([...CHANNELS]),
		slack: z.string().trim().default(''),
	})
	.transform(({ name, email, teams, channels, slack }): Person => ({
		name: name === '' ? email : name,
		email,
		teams,
		channels,
		slackTarget: slack,
	}));

/** The plan's preferences of one person, kept under their e-mail address. */
const mappingSchema = z.object({
	name: z.string().optional(),
	odoo_notify: z.boolean().default(true),
	email_notify: z.boolean().default(true),
	slack_notify: z.boolean().default(false),
	slack: z.string().optional(),
	teams: teamsSchema.default([]),
});
const mappingsSchema = z.record(emailSchema, mappingSchema).transform((mappings) =>
	Object.entries(mappings).map(([email, { odoo_notify, email_notify, slack_notify, ...rest }]) =>
		personSchema.parse({
			...rest,
			email,
			channels: CHANNELS.filter((channel) => ({ email: email_notify, odoo: odoo_notify, slack: slack_notify })[channel]),
		}),
	),
);

/**
 * Reads people from a list, or from the plan's `user_mappings` (with or without that name above them). `settings` is
 * JSON or YAML text, or what either holds.
 *
 * @throws ExplainedError naming the entry that is wrong.
 */
export function parsePeople(settings: unknown): Person[] {
	return parseSettings('People', settings, (value) => {
		if (Array.isArray(value)) return z.array(personSchema);
		return hasMappings(value) ? z.object({ user_mappings: mappingsSchema }).transform((file) => file.user_mappings) : mappingsSchema;
	});
}

function hasMappings(value: unknown): boolean {
	return typeof value === 'object' && value !== null && 'user_mappings' in value;
}
