import { z } from 'zod';
import { parseDuration } from '../../core/duration';
import { ExplainedError } from '../../core/errors';
import { keepNewest } from '../../core/keep-newest';
import { splitList } from '../../core/settings';
import type { TakingCharge } from '../../core/sla/acknowledgement';
import { TAKING_CHARGE } from '../../core/sla/acknowledgement';
import { SLA_METRICS } from '../../core/sla/conversation';
import type { SlaSettings } from '../../core/sla/evaluate';
import type { OwnPolicy } from '../../core/sla/own-policies';
import { parseOwnPolicies } from '../../core/sla/own-policies';
import { POLICY_SOURCES } from '../../core/sla/policy';
import { parseStagePlan } from '../../core/sla/stages';
import type { ParameterReader } from './parameter-reader';
import {
	DEFAULT_ACKNOWLEDGED_BY,
	DEFAULT_ACKNOWLEDGEMENT_LABEL,
	DEFAULT_MAX_REMINDERS,
	DEFAULT_MISSED_LONGER_AGO_THAN,
	STATUSES_LEFT_ALONE,
	THRESHOLD_NAMES,
} from './sla-properties';

/**
 * What the fields of `slaProperties` say. The same values are parsed once: a trigger asks for every event. So the
 * settings are shared, and nobody changes them.
 *
 * @throws ExplainedError naming the field as the editor shows it.
 */
export function readSlaSettings(read: ParameterReader): SlaSettings {
	const values = typedValues(read);
	const key = JSON.stringify(values);
	const known = parsed.get(key);
	if (known !== undefined) return known;
	const settings = parseSlaSettings(values);
	keepNewest(parsed, key, settings, MAX_REMEMBERED);
	return settings;
}

const MAX_REMEMBERED = 200;
const parsed = new Map<string, SlaSettings>();

/** As they stand in the node, or as expressions made them. */
type TypedValues = ReturnType<typeof typedValues>;

function typedValues(read: ParameterReader) {
	const policiesFrom = read('policiesFrom', 'one');
	return {
		policySource: read('policySource', 'chatwootThenOwn'),
		policiesFrom,
		policies: readPolicyValues(policiesFrom, read),
		warnings: read('warnings', '80%'),
		escalations: read('escalations', ''),
		remindEvery: read('remindEvery', ''),
		maxReminders: read('maxReminders', DEFAULT_MAX_REMINDERS),
		leaveAlone: read('leaveAlone', {}),
		acknowledgedBy: read('acknowledgedBy', [...DEFAULT_ACKNOWLEDGED_BY]),
		acknowledgementLabel: read('acknowledgementLabel', DEFAULT_ACKNOWLEDGEMENT_LABEL),
	};
}

function readPolicyValues(policiesFrom: unknown, read: ParameterReader): unknown {
	if (policiesFrom === 'form') return read('policies', {});
	return policiesFrom === 'text' ? read('policiesText', '') : read('thresholds', {});
}

function parseSlaSettings(values: TypedValues): SlaSettings {
	const source = parseField(z.enum(POLICY_SOURCES), values.policySource, 'Thresholds From');
	const policies = parsePolicies(values);
	if (source === 'own' && policies.length === 0) {
		throw new ExplainedError(`${values.policiesFrom === 'one' ? 'Thresholds' : 'Policies'}: there are none, so nothing is promised`, {
			advice: 'Add at least one, or let Thresholds From include the SLA applied in Chatwoot.',
		});
	}
	return {
		source,
		policies,
		plan: parseStagePlan({
			warnings: parseField(list, values.warnings, 'Warnings'),
			escalations: parseField(list, values.escalations, 'Escalations'),
			remindEvery: parseField(text, values.remindEvery, 'Remind Every'),
			maxReminders: parseField(z.coerce.number(), values.maxReminders ?? DEFAULT_MAX_REMINDERS, 'Max Reminders'),
		}),
		leaveAlone: parseLeaveAlone(values.leaveAlone),
		acknowledgement: {
			by: parseField<TakingCharge[]>(list.pipe(z.array(z.enum(TAKING_CHARGE))), values.acknowledgedBy, 'Acknowledged By'),
			label: parseField(text, values.acknowledgementLabel, 'Acknowledgement Label'),
		},
	};
}

function parsePolicies({ policiesFrom, policies }: TypedValues): OwnPolicy[] {
	if (policiesFrom === 'form') return parseOwnPolicies(parseField(formSchema, policies ?? {}, 'Policies').map(asWritten));
	if (policiesFrom === 'text') return isBlank(policies) ? [] : parseOwnPolicies(policies);
	return onePolicy(policies);
}

/** The thresholds that hold for every conversation; none when all are empty. */
function onePolicy(thresholds: unknown): OwnPolicy[] {
	const typed = parseField(thresholdsSchema, thresholds ?? {}, 'Thresholds');
	const seconds = SLA_METRICS.map((metric) => (typed[metric] === '' ? null : parseDuration(typed[metric], THRESHOLD_NAMES[metric])));
	if (seconds.every((threshold) => threshold === null)) return [];
	const [frt = null, nrt = null, rt = null, unassigned = null] = seconds;
	return [
		{
			name: '',
			conditions: { inboxes: [], teams: [], labels: [], priorities: [], channels: [], contactAttributes: {} },
			thresholdSeconds: { frt, nrt, rt, unassigned },
			businessHours: true,
		},
	];
}

function isBlank(value: unknown): boolean {
	return value === null || value === undefined || (typeof value === 'string' && value.trim() === '');
}

/** What stands in a text field; an expression may give a number, or nothing. */
const scalar = z.union([z.string(), z.number()], { errorMap: () => ({ message: 'expected text' }) });
const text = scalar.nullish().transform((value) => String(value ?? '').trim());

/** Typed with commas between them; an expression may give a list. */
const list = z
	.union([z.array(scalar), scalar], { errorMap: () => ({ message: 'expected text, or a list of texts' }) })
	.nullish()
	.transform((value) => (Array.isArray(value) ? value : [value ?? '']).flatMap((entry) => splitList(String(entry))));

const thresholdsSchema = z.object({ frt: text, nrt: text, rt: text, unassigned: text });

const rowSchema = thresholdsSchema.extend({
	name: text,
	inboxes: list,
	teams: list,
	labels: list,
	channels: list,
	priorities: list,
	contactAttributes: z.union([z.record(z.union([z.string(), z.number(), z.boolean()])), text], {
		errorMap: () => ({ message: 'expected text' }),
	}),
	businessHours: z
		.boolean()
		.nullish()
		.transform((only) => only ?? true),
});
type PolicyRow = z.infer<typeof rowSchema>;

const formSchema = z.object({ policy: z.array(rowSchema).nullish() }).transform(({ policy }) => policy ?? []);

/** A row of the form in the shape that policies written as text have. */
function asWritten({ name, inboxes, teams, labels, channels, priorities, contactAttributes, ...promised }: PolicyRow, index: number) {
	const label = name === '' ? `policy ${index + 1}` : name;
	const attributes = typeof contactAttributes === 'string' ? parseAttributes(contactAttributes, label) : contactAttributes;
	return { name, when: { inboxes, teams, labels, channels, priorities, contactAttributes: attributes }, ...promised };
}

/** `tier=gold, country=NL` */
function parseAttributes(typed: string, label: string): Record<string, string> {
	return Object.fromEntries(
		splitList(typed).map((pair) => {
			const [, name, value] = /^([^=]+)=(.+)$/.exec(pair) ?? [];
			if (name !== undefined && value !== undefined) return [name.trim(), value.trim()];
			throw new ExplainedError(`Policies: ${label}: Contact Attributes: "${pair}" is not a name and a value`, {
				advice: 'Write them like tier=gold, country=NL.',
			});
		}),
	);
}

const leaveAloneSchema = z.object({
	statuses: z
		.union([z.null(), z.undefined(), list.pipe(z.array(z.enum(STATUSES_LEFT_ALONE)))])
		.transform((statuses) => [...(statuses ?? STATUSES_LEFT_ALONE)]),
	labels: list,
	inboxes: list,
	missedLongerAgoThan: z.union([z.undefined().transform(() => DEFAULT_MISSED_LONGER_AGO_THAN), text]),
});

function parseLeaveAlone(values: unknown): SlaSettings['leaveAlone'] {
	const { missedLongerAgoThan, ...others } = parseField(leaveAloneSchema, values ?? {}, 'Leave Alone');
	const seconds = missedLongerAgoThan === '' ? null : parseDuration(missedLongerAgoThan, 'Leave Alone: Missed Longer Ago Than');
	return { ...others, missedLongerAgoThanSeconds: seconds };
}

function parseField<Output>(schema: z.ZodType<Output, z.ZodTypeDef, unknown>, value: unknown, field: string): Output {
	const result = schema.safeParse(value);
	if (result.success) return result.data;
	const issue = result.error.issues[0];
	const place = [field, ...(issue?.path ?? [])].join(': ');
	throw new ExplainedError(`${place}: ${(issue?.message ?? 'not understood').toLowerCase()}`, {
		advice: `Correct ${field} in this node; an expression must give what could be typed there.`,
	});
}
