import { z } from 'zod';
import { isBareAddress } from '../email-address';
import { ExplainedError } from '../errors';
import { parseSettings } from '../settings';
import type { BusinessCalendar } from '../sla/calendar';
import type { Channel } from './alert';
import { CHANNELS } from './alert';
import type { WeeklyHours } from './hours';
import { ALWAYS, calendarOf, isAlways, parseWeeklyHours, without } from './hours';
import { isLocale, isTimeZone } from './language/language';
import { channel, flag, listOf, tableRow } from './table-row';

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
	/** BCP 47 */
	locale: string;
	/** IANA */
	timeZone: string;
	/** When the person may be told, on their own clock; null at any time. */
	hours: BusinessCalendar | null;
	/** Whether alerts about urgent conversations come at other hours too. */
	urgentPasses: boolean;
	/** How many alerts on a channel in an hour; null for all of them. */
	capPerHour: number | null;
}

/** What holds for everybody who has nothing else set. */
export type PersonDefaults = Pick<Person, 'locale' | 'timeZone'>;

const ENGLISH_UTC: PersonDefaults = { locale: 'en', timeZone: 'UTC' };

/**
 * Reads people from a list, from the rows of a table (see core/alert/table-row.ts), or from the plan's `user_mappings`
 * (with or without that name above them). `settings` is JSON or YAML text, or what either holds.
 *
 * @throws ExplainedError naming the entry that is wrong.
 */
export function parsePeople(settings: unknown, defaults: PersonDefaults = ENGLISH_UTC): Person[] {
	const person = personSchema(defaults);
	return parseSettings('People', settings, (value) => {
		if (Array.isArray(value)) return z.array(person);
		const mappings = mappingsSchema(person);
		return hasMappings(value) ? z.object({ user_mappings: mappings }).transform((file) => file.user_mappings) : mappings;
	});
}

/**
 * Somebody who is not among the people: told by e-mail and in Odoo, where the e-mail address finds them. Chatwoot's
 * addresses are taken as they are: whether one can be used is for its sender to say, who fails alone.
 */
export function stranger(email: string, name: string | null, { locale, timeZone }: PersonDefaults): Person {
	return {
		name: name ?? email,
		email,
		teams: [],
		channels: ['email', 'odoo'],
		slackTarget: '',
		locale,
		timeZone,
		hours: null,
		urgentPasses: true,
		capPerHour: null,
	};
}

type PersonSchema = z.ZodType<Person, z.ZodTypeDef, unknown>;

const emailSchema = z.string({ required_error: 'expected an e-mail address' }).trim().refine(isBareAddress, 'expected an e-mail address');
/** Tables and forms know no null: 0 is no cap. Each of them is a slot that is kept, see core/alert/cap.ts. */
const capSchema = z.union([z.null(), z.coerce.number().int().min(0).max(100).transform((cap) => (cap === 0 ? null : cap))]);

const hoursTextSchema = z.union([z.string(), z.array(z.string()).transform((parts) => parts.join(', '))]);
const hoursSchema = hoursTextSchema.transform(readHours);
/** A full hour may be a number. */
const timeSchema = z.union([z.string(), z.number()]).transform(String);
const daysSchema = listOf(z.string()).default([]);
const quietHoursSchema = z
	.union([hoursTextSchema, z.strictObject({ from: timeSchema, to: timeSchema, days: daysSchema })])
	.transform((quiet, context) => (typeof quiet === 'string' ? readHours(quiet, context) : hoursOnDays(quiet, context)));

function personSchema(defaults: PersonDefaults): PersonSchema {
	const schema = z.strictObject({
		name: z.string().trim().default(''),
		email: emailSchema,
		teams: listOf(z.string()).default([]),
		channels: listOf(channel).default([...CHANNELS]),
		slack: z.string().trim().default(''),
		locale: z.string().trim().refine(isLocale, 'expected a language such as en, es or es-AR').default(defaults.locale),
		timeZone: z.string().trim().refine(isTimeZone, 'expected a time zone such as Europe/Amsterdam').default(defaults.timeZone),
		hours: hoursSchema.default('00:00-24:00'),
		quietHours: quietHoursSchema.default(''),
		quietFrom: timeSchema.optional(),
		quietTo: timeSchema.optional(),
		quietDays: daysSchema,
		urgentPasses: flag.default(true),
		capPerHour: capSchema.default(null),
	});
	return z.preprocess(
		tableRow(Object.keys(schema.shape)),
		schema.transform(({ name, slack, hours, quietHours, quietFrom, quietTo, quietDays, ...person }, context): Person => {
			const told = without(without(hours, quietHours), quietColumns(quietFrom, quietTo, quietDays, context));
			if (told.length === 0) {
				context.addIssue({ code: 'custom', message: 'there is no hour at which this person may be told' });
				return z.NEVER;
			}
			return { ...person, name: name === '' ? person.email : name, slackTarget: slack, hours: isAlways(told) ? null : calendarOf(told, person.timeZone) };
		}),
	);
}

/** A table keeps quiet hours in columns of their own. */
function quietColumns(from: string | undefined, to: string | undefined, days: string[], context: z.RefinementCtx): WeeklyHours {
	if (from !== undefined && to !== undefined) return hoursOnDays({ from, to, days }, context);
	if (from !== undefined || to !== undefined || days.length > 0) {
		context.addIssue({ code: 'custom', message: 'quiet_from and quiet_to belong together: enter both, or neither' });
	}
	return [];
}

function hoursOnDays({ from, to, days }: { from: string; to: string; days: string[] }, context: z.RefinementCtx): WeeklyHours {
	return readHours((days.length === 0 ? [''] : days).map((day) => `${day} ${from}-${to}`).join(', '), context);
}

function readHours(text: string, context: z.RefinementCtx): WeeklyHours {
	try {
		return parseWeeklyHours(text);
	} catch (error) {
		if (!(error instanceof ExplainedError)) throw error;
		context.addIssue({ code: 'custom', message: `${error.message}. ${error.advice}` });
		return ALWAYS;
	}
}

/** The plan's preferences of one person, kept under their e-mail address. */
const preferencesSchema = z
	.object({
		odoo_notify: z.boolean().default(true),
		email_notify: z.boolean().default(true),
		slack_notify: z.boolean().default(false),
	})
	.passthrough();

function mappingsSchema(person: PersonSchema) {
	return z.record(emailSchema, preferencesSchema).transform((mappings, context) =>
		Object.entries(mappings).flatMap(([email, { odoo_notify, email_notify, slack_notify, ...rest }]) => {
			const wants = { email: email_notify, odoo: odoo_notify, slack: slack_notify };
			const read = person.safeParse({ ...rest, email, channels: CHANNELS.filter((channel) => wants[channel]) });
			if (read.success) return [read.data];
			for (const issue of read.error.issues) context.addIssue({ ...issue, path: [email, ...issue.path] });
			return [];
		}),
	);
}

function hasMappings(value: unknown): boolean {
	return typeof value === 'object' && value !== null && 'user_mappings' in value;
}
