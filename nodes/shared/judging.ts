import { inboxNames } from '../../core/chatwoot/inboxes';
import { LastGoodCache } from '../../core/last-good-cache';
import type { Judging } from '../../core/monitor/monitor';
import { sameName } from '../../core/same-name';
import type { SlaSettings } from '../../core/sla/evaluate';
import type { OpeningHoursSources } from './calendar';
import { readOpeningHours } from './calendar';
import { CHATWOOT_CREDENTIAL, connectChatwoot } from './chatwoot';
import { httpTransport } from './http';
import type { ParameterReader } from './parameter-reader';
import type { PolicyContext } from './policy-source';
import { policyOfTrigger } from './policy-source';
import { readSlaSettings } from './sla-settings';
import { slaProperties } from './sla-properties';

/**
 * All that `slaProperties` say. Inboxes that are named there are known by their ids too: Chatwoot's conversations (4.15)
 * carry no names of inboxes.
 *
 * @throws ExplainedError naming the field that is wrong, and when inboxes or holidays can't be read.
 */
export async function readJudging(read: ParameterReader, sources: OpeningHoursSources): Promise<Judging> {
	const settings = await withInboxIds(readSlaSettings(read), sources.connection);
	return { settings, openingHours: await readOpeningHours(read, sources) };
}

/** What changes without the node being changed, such as the hours of an inbox, is looked at once a minute. */
const ofTriggers = new LastGoodCache<Judging>({ ttlMs: 60_000, maxEntries: 200 });

/** While a flood keeps n8n busy, looking takes longer: what was seen last holds until then. */
const PATIENCE_MS = 300;

/**
 * The same for a trigger, cheap enough to be asked for at every event: n8n reads a credential from its database, which
 * happens once a minute here.
 */
export async function triggerJudging(context: PolicyContext & Parameters<typeof connectChatwoot>[0]): Promise<Judging> {
	const read = policyOfTrigger(context);
	const timeZone = context.getTimezone();
	const values = NAMES.map((name) => read(name, null));
	const key = JSON.stringify([context.getNode().credentials?.[CHATWOOT_CREDENTIAL]?.id, timeZone, values]);
	return await ofTriggers.getWithin(PATIENCE_MS, key, async () =>
		readJudging(read, { timeZone, transport: httpTransport(context), connection: await connectChatwoot(context) }),
	);
}

const NAMES = slaProperties().map(({ name }) => name);

async function withInboxIds(settings: SlaSettings, { client, cacheKey }: OpeningHoursSources['connection']): Promise<SlaSettings> {
	const { policies, leaveAlone } = settings;
	const inboxes = [...leaveAlone.inboxes, ...policies.flatMap(({ conditions }) => conditions.inboxes)];
	if (inboxes.every((inbox) => /^\d+$/.test(inbox))) return settings;

	const names = [...(await inboxNames(client, cacheKey))];
	const withIds = (wanted: string[]) => [
		...wanted,
		...names.filter(([, name]) => wanted.some((each) => sameName(each, name))).map(([id]) => String(id)),
	];
	return {
		...settings,
		policies: policies.map(({ conditions, ...policy }) => ({ ...policy, conditions: { ...conditions, inboxes: withIds(conditions.inboxes) } })),
		leaveAlone: { ...leaveAlone, inboxes: withIds(leaveAlone.inboxes) },
	};
}
