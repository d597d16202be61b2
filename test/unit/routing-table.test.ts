import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import type { Alert } from '../../core/alert/alert';
import { routeAlert } from '../../core/alert/routing';
import { routingTable } from '../routing';
import { sampleAlert } from '../sample-alert';

/**
 * Who is told of what: one line for each case. Rules are YAML, `+` between them. What is said of the alert replaces
 * that of a missed first response time in the inbox Website (4) of Anita's, priority high, label billing, team Support
 * (3), on Friday 2 January 2026 at 10:07:10 UTC. `~` stands for later: in their hours.
 */
const PEOPLE = `
- {name: Anita, email: anita@x.io, teams: [customer_service], channels: [email, odoo]}
- {name: Skye, email: skye@x.io, teams: "management, customer service", slack: U0SKYE}
- {name: Olga, email: olga@x.io, teams: [owner], channels: []}
- {name: Nina, email: nina@x.io, teams: [office, Support], channels: [email], hours: "Mon-Fri 09:00-17:00", timeZone: America/New_York}
- {name: Nils, email: nils@x.io, teams: [calm], channels: [email], quietHours: "18:00-08:00", urgentPasses: false}
- {name: Bo, email: bo@x.io, teams: [chat], channels: [slack]}
- {name: Eve, email: eve@x.io, teams: [chat, "Team 3"], channels: [slack]}
`;

const NOBODY = 'No rule matches this alert';

const TABLE = `
teams                                | {teams: [management]}                                        |                                   | email skye, odoo skye, slack U0SKYE
two teams                            | {teams: [owner, management], channels: [odoo]}               |                                   | odoo skye
names as people write them           | {teams: [Customer-Service], channels: [email]}               |                                   | email anita, email skye
a comma list of teams                | {teams: "management, chat", channels: slack}                 |                                   | slack U0SKYE, slack default
only the rule's channels             | {teams: [management], channels: [email]}                     |                                   | email skye
only the person's channels           | {teams: [chat]}                                              |                                   | slack default
shared channel once                  | {teams: [chat], channels: [slack]}                           |                                   | slack default
each once, whatever rules say        | {toAssignee: true, channels: [email]} + {teams: [customer service], channels: [email]} | | email anita, email skye
each once within a rule              | {toAssignee: true, people: [Anita], teams: [customer_service], channels: [email]} |      | email anita, email skye
every rule that matches              | {people: [Bo]} + {stages: [warning], people: [Skye]} + {people: [Anita], channels: [email]} | | slack default, email anita
a team nobody is in                  | {teams: [nobody]}                                            |                                   | - rule 1
channels switched off                | {teams: [owner]}                                             |                                   | - rule 1
channels that do not meet            | {teams: [chat], channels: [odoo]}                            |                                   | - rule 1
a rule that names nobody             | {name: Empty}                                                |                                   | - Empty
no rules                             |                                                              |                                   | - ${NOBODY}
people by address                    | {people: [skye@x.io], channels: [email]}                     |                                   | email skye
people by address in other case      | {people: [SKYE@X.IO], channels: [email]}                     |                                   | email skye
people by name                       | {people: [nina, Skye], channels: [email]}                    | {now: 2026-01-02T15:00:00Z}       | email nina, email skye
an address nobody listed             | {people: [boss@x.io]}                                        |                                   | email boss, odoo boss
an address of the house              | {people: [boss@corp], channels: [email]}                     |                                   | email boss@corp
what is no address, beside one       | {people: ["@owner", owner@, "a, b@x.io", boss@x.io], channels: [email]} |                        | email boss
a handle is no address               | {people: ["@owner"]}                                         |                                   | - rule 1
a name nobody has                    | {people: [Bob]}                                              |                                   | - rule 1
the assignee, as they want it        | {toAssignee: true}                                           |                                   | email anita, odoo anita
an assignee nobody listed            | {toAssignee: true}                                           | {assignee: New@x.io}              | email new, odoo new
an assignee at a host of the house   | {toAssignee: true, channels: [email]}                        | {assignee: anita@localhost}       | email anita@localhost
an assignee at a name without a dot  | {toAssignee: true, channels: [email]}                        | {assignee: anita@corp}            | email anita@corp
an assignee with letters of theirs   | {toAssignee: true, channels: [email]}                        | {assignee: müller@example.de}     | email müller@example.de
an assignee with signs in the name   | {toAssignee: true, channels: [email]}                        | {assignee: a&b@example.com}       | email a&b@example.com
an assignee at a domain in ASCII     | {toAssignee: true}                                           | {assignee: x@host.xn--p1ai}       | email x@host.xn--p1ai, odoo x@host.xn--p1ai
a member at a host of the house      | {toTeamMembers: true, channels: [email]}                     | {members: [anita@localhost, skye@x.io]} | email anita@localhost, email skye
an assignee without an address       | {toAssignee: true}                                           | {assignee: null}                  | - rule 1
nobody assigned                      | {toAssignee: true, teams: [chat]}                            | {assignee: none}                  | slack default
the conversation's team              | {toConversationTeam: true}                                   | {now: 2026-01-02T15:00:00Z}       | email nina
the conversation has no team         | {toConversationTeam: true}                                   | {team: none}                      | - rule 1
a team without a name                | {toConversationTeam: true}                                   | {team: null}                      | - rule 1
members in Chatwoot                  | {toTeamMembers: true, channels: [email]}                     | {members: [skye@x.io, kim@x.io]}  | email skye, email kim
members in Chatwoot, not known       | {toTeamMembers: true}                                        |                                   | - rule 1
members only where the rule says so  | {toAssignee: true, channels: [email]}                        | {members: [skye@x.io]}            | email anita
metric                               | {metrics: [frt], people: [Bo]}                               |                                   | slack default
another metric                       | {metrics: [nrt, rt], people: [Bo]}                           |                                   | - ${NOBODY}
unassigned                           | {metrics: [unassigned], people: [Bo]}                        | {metric: unassigned}              | slack default
stage                                | {stages: [reminder, escalation], people: [Bo]}               | {stage: escalation}               | slack default
another stage                        | {stages: [reminder, escalation], people: [Bo]}               | {stage: warning}                  | - ${NOBODY}
level                                | {stages: [escalation], levels: [2], people: [Bo]}            | {stage: escalation, level: 2}     | slack default
another level                        | {stages: [escalation], levels: [2], people: [Bo]}            | {stage: escalation, level: 3}     | - ${NOBODY}
levels as text                       | {levels: "2, 3", people: [Bo]}                               | {stage: reminder, level: 3}       | slack default
one level up, one person more        | {stages: [escalation], people: [Bo]} + {stages: [escalation], levels: [2], people: [Skye], channels: [email]} | {stage: escalation, level: 2} | slack default, email skye
inbox by name                        | {inboxes: [WEBSITE], people: [Bo]}                           |                                   | slack default
inbox by id                          | {inboxes: [4], people: [Bo]}                                 |                                   | slack default
another inbox                        | {inboxes: [5, Shop], people: [Bo]}                           |                                   | - ${NOBODY}
inbox not known                      | {inboxes: [Website], people: [Bo]}                           | {inbox: null}                     | - ${NOBODY}
the conversation's team by name      | {conversationTeams: [support], people: [Bo]}                 |                                   | slack default
the conversation's team by id        | {conversationTeams: [3], people: [Bo]}                       |                                   | slack default
the conversation's team is another   | {conversationTeams: [sales], people: [Bo]}                   |                                   | - ${NOBODY}
the conversation's team is none      | {conversationTeams: [support], people: [Bo]}                 | {team: none}                      | - ${NOBODY}
label                                | {labels: [vip, billing], people: [Bo]}                       |                                   | slack default
another label                        | {labels: [vip], people: [Bo]}                                |                                   | - ${NOBODY}
no labels                            | {labels: [vip], people: [Bo]}                                | {labels: []}                      | - ${NOBODY}
priority                             | {priorities: [high, urgent], people: [Bo]}                   |                                   | slack default
another priority                     | {priorities: [urgent], people: [Bo]}                         |                                   | - ${NOBODY}
no priority                          | {priorities: [none], people: [Bo]}                           | {priority: null}                  | slack default
a priority, but none is wanted       | {priorities: [none], people: [Bo]}                           |                                   | - ${NOBODY}
during business hours                | {businessHours: during, people: [Bo]}                        | {open: true}                      | slack default
during business hours, at night      | {businessHours: during, people: [Bo]}                        | {open: false}                     | - ${NOBODY}
outside business hours               | {businessHours: outside, people: [Bo]}                       | {open: false}                     | slack default
outside business hours, by day       | {businessHours: outside, people: [Bo]}                       | {open: true}                      | - ${NOBODY}
business hours not known             | {businessHours: outside, people: [Bo]}                       |                                   | slack default
all conditions at once               | {metrics: [frt], stages: [breach], inboxes: [4], labels: [billing], priorities: [high], people: [Bo]} | | slack default
all conditions but one               | {metrics: [frt], stages: [breach], inboxes: [4], labels: [vip], priorities: [high], people: [Bo]}     | | - ${NOBODY}
fallback: nobody else is told        | {stages: [warning], people: [Bo]} + {fallback: true, people: [Skye], channels: [email]} |            | email skye
fallback: somebody is told           | {people: [Bo]} + {fallback: true, people: [Skye]}            |                                   | slack default
fallback: matched, but nobody left   | {teams: [owner]} + {fallback: true, people: [Bo]}            |                                   | slack default
fallback: has conditions too         | {fallback: true, inboxes: [Shop], people: [Bo]}              |                                   | - ${NOBODY}
fallback: told later is told         | {people: [Nina]} + {fallback: true, people: [Bo]}            |                                   | ~email nina
hours: before them                   | {people: [Nina]}                                             |                                   | ~email nina
hours: within them                   | {people: [Nina]}                                             | {now: 2026-01-02T14:00:00Z}       | email nina
hours: urgent passes                 | {people: [Nina]}                                             | {priority: urgent}                | email nina
hours: urgent does not pass          | {people: [Nils]}                                             | {priority: urgent, now: 2026-01-02T22:00:00Z} | ~email nils
quiet hours: not yet                 | {people: [Nils]}                                             |                                   | email nils
hours: of some, not of others        | {people: [Nina, Anita], channels: [email]}                   |                                   | ~email nina, email anita
an earlier stage, for whom it is     | {stages: [breach], people: [Bo]} + {stages: [escalation], people: [Anita], channels: [email]} | {stage: escalation, earlier: [warning, breach]} | email anita, slack default as breach
an earlier stage, the latest only    | {stages: [breach, reminder], people: [Bo]}                   | {stage: escalation, earlier: [breach, reminder]} | slack default as reminder, - ${NOBODY}
an earlier stage of the same person  | {people: [Bo]}                                               | {stage: escalation, earlier: [breach]} | slack default
an earlier stage in their hours      | {stages: [breach], people: [Nina]}                           | {stage: reminder, earlier: [breach], now: 2026-01-02T15:00:00Z} | email nina as breach, - ${NOBODY}
a warning is of no use after a miss  | {stages: [warning], people: [Bo]}                            | {earlier: [warning]}              | - ${NOBODY}
a recovery at any hour               | {people: [Nina]}                                             | {recovered: true}                 | email nina
a recovery in business hours         | {businessHours: outside, people: [Bo]}                       | {recovered: true, open: true}     | slack default
`;

test.each(
	TABLE.trim()
		.split('\n')
		.map((line) => line.split('|').map((cell) => cell.trim()))
		.map(([name = '', rules = '', alert = '', told = '']) => [name, rules, alert, told] as const),
)('%s: %s %s → %s', (_name, rules, alert, told) => {
	const given = changesSchema.parse(alert === '' ? {} : parseYaml(alert));
	const list = rules === '' ? [] : rules.split(' + ').map((rule): unknown => parseYaml(rule));
	const teamMembers = given.members.map((email) => ({ email, name: null }));
	const { deliveries, deferred, unrouted } = routeAlert(alertWith(given), routingTable(PEOPLE, list, { teamMembers }), new Date(given.now));

	const lines = [
		...deferred.map(({ delivery }) => `~${lineOf(delivery.key, given.stage)}`),
		...deliveries.map(({ delivery }) => lineOf(delivery.key, given.stage)),
		...(unrouted === null ? [] : [`- ${unrouted.replace(/^Nobody is left to tell: (.*) matched.*$/, '$1')}`]),
	];
	expect(lines.join(', ')).toBe(told);
});

test('there are at least 60 cases, each of its own', () => {
	const names = TABLE.trim().split('\n').map((line) => line.split('|')[0]?.trim());
	expect(new Set(names).size).toBe(names.length);
	expect(names.length).toBeGreaterThanOrEqual(60);
});

const changesSchema = z
	.object({
		metric: z.enum(['frt', 'unassigned']).optional(),
		stage: z.enum(['warning', 'breach', 'reminder', 'escalation']).default('breach'),
		level: z.number().optional(),
		earlier: z.array(z.enum(['warning', 'breach', 'reminder'])).default([]),
		/** The address; null for one that is not known. */
		assignee: z.string().nullable().default('anita@x.io'),
		/** The name; null for one that is not known. */
		team: z.string().nullable().default('Support'),
		members: z.array(z.string()).default([]),
		inbox: z.null().optional(),
		labels: z.array(z.string()).optional(),
		priority: z.enum(['urgent']).nullable().optional(),
		open: z.boolean().nullable().default(null),
		recovered: z.boolean().default(false),
		now: z.string().default('2026-01-02T10:07:10Z'),
	})
	.strict();

function alertWith({ metric, stage, level, earlier, assignee, team, inbox, labels, priority, open, recovered }: z.infer<typeof changesSchema>): Alert {
	return sampleAlert({
		key: `1:123:frt:1767348000:${stage}`,
		stage,
		...(metric === undefined ? {} : { metric }),
		...(level === undefined ? {} : { level }),
		earlier: earlier.map((each) => ({ key: `1:123:frt:1767348000:${each}`, stage: each, level: 1 })),
		withinBusinessHours: open,
		recovered: recovered ? { at: '2026-01-02T10:08:00.000Z' } : null,
		conversation: {
			assignee: assignee === 'none' ? null : { id: 2, name: null, email: assignee },
			team: team === 'none' ? null : { id: 3, name: team },
			...(inbox === undefined ? {} : { inbox: { id: null, name: null } }),
			...(labels === undefined ? {} : { labels }),
			...(priority === undefined ? {} : { priority }),
		},
	});
}

/** `email anita`; with the stage where it is not the alert's own. */
function lineOf(key: string, alertStage: string): string {
	const [, , , , stage = '', channel = '', recipient = ''] = key.split(':');
	const who = recipient.startsWith('u0') ? recipient.toUpperCase() : recipient.replace('@x.io', '');
	return `${channel} ${who}${stage === alertStage ? '' : ` as ${stage}`}`;
}
