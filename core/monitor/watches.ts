import type { ChatwootError } from '../chatwoot/errors';
import { parseConversation } from '../chatwoot/parse';
import { concurrently } from '../concurrently';
import { ExplainedError, messageOf } from '../errors';
import { isFollowUp } from '../sla/acknowledgement';
import type { SlaJudgement } from '../sla/evaluate';
import { nextStage } from '../sla/evaluate';
import type { SlaStage } from '../sla/stages';
import type { Judging, MonitorDependencies, RawConversation } from './dependencies';
import type { Finding } from './finding';
import type { FullSweep } from './full-sweep';
import type { Heard } from './heed-acknowledgement';
import { judgeHeedingAcknowledgement } from './heed-acknowledgement';
import { asResolved } from './keepsake';
import type { OpenClock, Reading, ToldClock, Watch } from './watch';
import { asEnded, isNews, isOpen, UNREAD, updateWatch } from './watch';

/** Judged at once: some of them need another request. */
const JUDGED_AT_ONCE = 5;

/** How long it is remembered what was told of a conversation that is no longer open, should it be opened again. */
const REMEMBER_MS = 24 * 3600 * 1000;

/** Answers cross for seconds. An older state that is still there after this is how things are: a database was restored. */
const CROSSING_MS = 5 * 60_000;

/** How long a reminder waits while it can't be read whether somebody took charge. */
const PATIENCE_MS = 10 * 60_000;

/** How long what can't be read or judged is left alone: longer with every failure in a row. */
const PUT_OFF_SECONDS = [5, 10, 20, 40, 80, 160, 320];
const LONGEST_PUT_OFF_SECONDS = 600;

/** All conversations that are watched: judges them as they are read, and tells what is new and when to look again. */
export class Watches {
	private readonly byId = new Map<number, Watch>();
	/** What is to be told again when it is read next. */
	private readonly offered = new Set<number>();

	/** `warn` says every warning once. `openClocks` are those of the monitor before this one. */
	constructor(
		private readonly deps: Pick<MonitorDependencies, 'accountId' | 'chatwoot' | 'warn' | 'now'>,
		openClocks: readonly OpenClock[],
	) {
		for (const { id, metric, cycle } of openClocks) {
			const told: ToldClock[] = [...this.toldOf(id), { metric, cycle, stages: [], ended: false }];
			this.byId.set(id, { ...UNREAD, told });
		}
	}

	get size(): number {
		return this.byId.size;
	}

	/** When the next stage of a conversation falls due, unix milliseconds; Infinity when none does. */
	wakeAt(id: number): number {
		return this.byId.get(id)?.wakeAt ?? Infinity;
	}

	/** The conversations a stage of which fell due, the longest overdue first. */
	due(): number[] {
		const now = this.deps.now().getTime();
		const due: Array<readonly [id: number, wakeAt: number]> = [];
		for (const [id, { wakeAt }] of this.byId) if (wakeAt <= now) due.push([id, wakeAt]);
		return due.sort(([, one], [, other]) => one - other).map(([id]) => id);
	}

	openClocks(): OpenClock[] {
		return [...this.byId].flatMap(([id, { told }]) => told.filter(isOpen).map(({ metric, cycle }) => ({ id, metric, cycle })));
	}

	/** What several conversations say that is new. See `take`. */
	async takeAll(conversations: readonly RawConversation[], judging: Judging, patienceMs?: number): Promise<Finding[]> {
		const findings: Finding[] = [];
		await concurrently(conversations, JUDGED_AT_ONCE, async (raw) => {
			const finding = await this.take(raw, judging, patienceMs);
			if (finding !== null) findings.push(finding);
		});
		return findings;
	}

	/**
	 * Judges a conversation as it was read just now. Null when there is nothing new to tell. `patienceMs` is how long a
	 * reminder may wait for what says whether somebody took charge.
	 */
	async take(raw: RawConversation, judging: Judging, patienceMs: number = PATIENCE_MS): Promise<Finding | null> {
		const reading = await this.judge(raw, judging, patienceMs);
		if (reading === null) return null;
		const { conversation, at } = reading;
		const known = this.byId.get(conversation.id);
		if (known !== undefined && isOutdated(reading, known)) {
			if (known.wakeAt <= at.getTime()) this.putOff(conversation.id);
			return null;
		}
		const { watch, reached, ended } = updateWatch(known?.told ?? [], reading);
		this.remember(conversation.id, watch);
		const isOfferedAgain = this.offered.delete(conversation.id) && watch.isLate;
		return reached.length > 0 || ended.length > 0 || isOfferedAgain ? { raw, conversation, reached, ended } : null;
	}

	/** What becomes of a conversation that can't be read while others can. @returns what there is to tell of it. */
	unreadable(id: number, error: ChatwootError): Finding | null {
		const known = this.byId.get(id);
		if (known === undefined) return null;
		if (error.status === 404) return this.deleted(id, known);
		if (error.status === 401 || error.status === 403) {
			this.deps.warn(`Conversation #${id} is no longer watched. ${error.message}`);
			this.forget(id);
			return null;
		}
		this.deps.warn(`Conversation #${id} can't be read, which is tried again. ${error.message}`);
		this.putOff(id);
		return null;
	}

	/** What is watched and was in no list: read once more, unless everything was told of it. */
	lookAfterMissing({ seen, startedAt }: Pick<FullSweep, 'seen' | 'startedAt'>): void {
		for (const [id, watch] of this.byId) {
			if (seen.has(id)) continue;
			if (watch.wakeAt !== Infinity || watch.told.some(isOpen)) watch.wakeAt = Math.min(watch.wakeAt, startedAt.getTime());
			else if (watch.updatedAt < startedAt.getTime() - REMEMBER_MS) this.byId.delete(id);
		}
	}

	/** Has everything at risk or breached told again when it is read next. @returns how many conversations that are. */
	offerAgain(): number {
		for (const [id, { isLate }] of this.byId) if (isLate) this.offered.add(id);
		return this.offered.size;
	}

	/** What is to be told again falls due now. */
	wakeOffered(): void {
		const now = this.deps.now().getTime();
		for (const id of this.offered) {
			const watch = this.byId.get(id);
			if (watch !== undefined) watch.wakeAt = Math.min(watch.wakeAt, now);
		}
	}

	/** Null when it can't be judged now: one conversation must not keep the others from being watched. */
	private async judge(raw: RawConversation, judging: Judging, patienceMs: number): Promise<Reading | null> {
		const id = Number(raw['id']);
		try {
			const { unknown, ...reading } = await this.hear(raw, judging);
			if (unknown === null) return reading;
			if (this.canWait(id, reading, unknown.reason, patienceMs)) {
				this.putOff(id, nextStage(reading.judgements, reading.at));
				return null;
			}
			this.deps.warn(`Conversation #${id}: it is not known whether somebody took charge. ${messageOf(unknown.reason)}`);
			return reading;
		} catch (error) {
			if (!(error instanceof ExplainedError)) throw error;
			this.deps.warn(`Conversation #${id} is not watched. ${error.message}`);
			if (this.byId.has(id)) this.putOff(id);
			return null;
		}
	}

	private async hear(raw: RawConversation, { settings, openingHours }: Judging): Promise<Reading & Heard> {
		const { accountId, chatwoot, now } = this.deps;
		const at = now();
		const conversation = parseConversation(raw, { accountId });
		const verdict = await judgeHeedingAcknowledgement({
			conversation,
			settings,
			openingHours: openingHours(conversation.inbox.id),
			now: at,
			chatwoot,
			isTold: (judgement) => this.isNews(conversation.id, judgement),
		});
		return { raw, conversation, at, ...verdict };
	}

	/** Whether it can wait until it is known who took charge: only reminders and escalations would be told, and they have not waited long. */
	private canWait(id: number, { judgements, at }: Reading, reason: unknown, patienceMs: number): boolean {
		const since = this.byId.get(id)?.trouble?.since ?? at.getTime();
		return (
			reason instanceof ExplainedError &&
			reason.retryable &&
			at.getTime() - since < patienceMs &&
			judgements.every((judgement) => !this.isNews(id, judgement) || isOfFollowUp(judgement))
		);
	}

	private isNews(id: number, judgement: SlaJudgement): boolean {
		return isNews(judgement, this.toldOf(id));
	}

	/** Has it read again a little later, or when its next stage falls due. */
	private putOff(id: number, next: SlaStage | null = null): void {
		const known = this.byId.get(id) ?? UNREAD;
		const now = this.deps.now().getTime();
		const { times, since } = known.trouble ?? { times: 0, since: now };
		const retryAt = now + (PUT_OFF_SECONDS[times] ?? LONGEST_PUT_OFF_SECONDS) * 1000;
		const dueAt = known.wakeAt > now ? known.wakeAt : Infinity;
		this.byId.set(id, { ...known, wakeAt: Math.min(retryAt, dueAt, next?.at.getTime() ?? Infinity), trouble: { times: times + 1, since } });
	}

	private remember(id: number, watch: Watch): void {
		if (watch.wakeAt === Infinity && watch.told.length === 0) this.byId.delete(id);
		else this.byId.set(id, watch);
	}

	private deleted(id: number, { told, keepsake }: Watch): Finding | null {
		this.forget(id);
		const open = told.filter(isOpen);
		if (keepsake === null || open.length === 0) return null;
		const raw = asResolved(keepsake);
		return { raw, conversation: parseConversation(raw, { accountId: this.deps.accountId }), reached: [], ended: open.map(asEnded) };
	}

	private forget(id: number): void {
		this.byId.delete(id);
		this.offered.delete(id);
	}

	private toldOf(id: number): readonly ToldClock[] {
		return this.byId.get(id)?.told ?? [];
	}
}

function isOutdated({ conversation: { updatedAt }, at }: Reading, known: Watch): boolean {
	return updatedAt !== null && updatedAt.getTime() < known.updatedAt && at.getTime() - known.readAt < CROSSING_MS;
}

function isOfFollowUp({ reached }: SlaJudgement): boolean {
	return reached !== null && isFollowUp(reached);
}
