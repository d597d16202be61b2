import type { ChatwootClient } from '../chatwoot/client';
import { ChatwootError } from '../chatwoot/errors';
import { parseConversation } from '../chatwoot/parse';
import { concurrently } from '../concurrently';
import { ExplainedError, messageOf } from '../errors';
import type { BusinessCalendar } from '../sla/calendar';
import type { Conversation } from '../sla/conversation';
import type { SlaJudgement, SlaSettings } from '../sla/evaluate';
import { BackOff } from './back-off';
import type { Finding } from './finding';
import type { SweptStatus } from './full-sweep';
import { FullSweep } from './full-sweep';
import { judgeHeedingAcknowledgement } from './heed-acknowledgement';
import type { ToldClock, Watch } from './watch';
import { isNews, updateWatch } from './watch';

export interface MonitorDependencies {
	accountId: number;
	chatwoot: Pick<ChatwootClient, 'getConversation' | 'listConversations' | 'listMessages' | 'listUpdatedConversations'>;
	/** Policy and opening hours as of now; asked before every round. */
	judging: () => Promise<Judging>;
	/** Called with what a round found, a page at a time, never with an empty list. */
	report: (findings: Finding[]) => void;
	/** A line for the log: what went wrong and is tried again. */
	warn: (message: string) => void;
	now: () => Date;
}

export interface Judging {
	settings: SlaSettings;
	openingHours: (inboxId: number | null) => BusinessCalendar;
}

export interface MonitorOptions {
	sweepEverySeconds: number;
	fullSweepEverySeconds: number;
	/** How often conversations at risk or breached are reported again, so that what was not delivered is; 0 for never. */
	offerAgainEverySeconds: number;
}

type RawConversation = Record<string, unknown>;

interface Judged {
	conversation: Conversation;
	judgements: SlaJudgement[];
	/** When it was judged: a stage that fell due since is still ahead. */
	at: Date;
}

const BATCH_SIZE = 25;
const READS_AT_ONCE = 5;
const SHOWN_UPCOMING = 10;
const MAX_WARNINGS = 1000;

/** Sweeps overlap, so that what changed while one ran is in the next. */
const OVERLAP_SECONDS = 60;

/** How long it is remembered what was told of a conversation that is no longer open, should it be opened again. */
const REMEMBER_MS = 24 * 3600 * 1000;

/**
 * Watches the conversations of an account, on time to the second. Sweeps find what changed; between them every
 * conversation's next stage is known, and when it falls due the conversation is read again and reported if it still
 * holds. What was told is remembered and not told again, until a restart.
 */
export class SlaMonitor {
	private readonly watches = new Map<number, Watch>();
	private readonly offeredAgain = new Set<number>();
	private readonly backOff = new BackOff();
	private readonly running = new Set<string>();
	private readonly warnings = new Set<string>();
	private fullSweep: FullSweep | null = null;
	private lastSweepAt: Date | null = null;
	private lastFullSweepAt: Date | null = null;
	private lastOfferAt: Date;
	/** The stalest conversations of the last full sweep, until a sweep shows whether one of them changed meanwhile. */
	private unsettled: FullSweep['stalest'] = new Map();

	constructor(
		private readonly deps: MonitorDependencies,
		private readonly options: MonitorOptions,
	) {
		this.lastOfferAt = deps.now();
	}

	/** How many conversations are watched. */
	get size(): number {
		return this.watches.size;
	}

	/**
	 * To be called every second. Resolves when the round it began is over; while one runs, another begins only what
	 * has ended. Rejects only with what trying again does not help: refused access, unusable settings.
	 */
	async tick(): Promise<void> {
		this.offerAgain();
		await Promise.all([this.alone('due stages', () => this.readDue()), this.alone('sweep', () => this.sweepIfDue())]);
	}

	/** Rejects when watching can't begin: access refused, unusable settings. What may pass by itself is no reason. */
	async check(): Promise<void> {
		try {
			await this.deps.judging();
			await this.deps.chatwoot.listConversations({ status: 'open', page: 1 });
		} catch (error) {
			if (!mayPass(error)) throw error;
		}
	}

	/** Reads all open conversations once. @returns those at risk or breached; where there are none, the next that will be. */
	async sweepOnce(): Promise<Finding[]> {
		const findings: Finding[] = [];
		let upcoming: RawConversation[] = [];
		const judging = await this.deps.judging();
		const sweep = new FullSweep(sweptStatuses(judging.settings), this.deps.now());
		for (let page = await sweep.nextPage(this.deps.chatwoot); page !== null; page = await sweep.nextPage(this.deps.chatwoot)) {
			findings.push(...(await this.takeSome(page, judging)));
			upcoming = [...upcoming, ...page].sort((one, other) => this.wakeAt(one) - this.wakeAt(other)).slice(0, SHOWN_UPCOMING);
		}
		if (findings.length > 0) return findings;
		return (await Promise.all(upcoming.map((raw) => this.asFinding(raw)))).flatMap((finding) => finding ?? []);
	}

	/** One round of its kind at a time, none while Chatwoot is to be left alone. A failure that may pass is waited out. */
	private async alone(kind: string, round: () => Promise<void>): Promise<void> {
		if (this.running.has(kind) || !this.backOff.isOver(this.deps.now())) return;
		this.running.add(kind);
		try {
			await round();
		} catch (error) {
			if (!mayPass(error)) throw error;
			const delay = this.backOff.failed(this.deps.now());
			if (delay !== null) this.deps.warn(`${error.message}. Trying again in ${delay} s.`);
		} finally {
			this.running.delete(kind);
		}
	}

	private async sweepIfDue(): Promise<void> {
		const { sweepEverySeconds, fullSweepEverySeconds } = this.options;
		const now = this.deps.now();
		if (this.fullSweep !== null || isOlder(this.lastFullSweepAt, fullSweepEverySeconds, now)) await this.sweepAll();
		else if (isOlder(this.lastSweepAt, sweepEverySeconds, now)) await this.sweepUpdated();
	}

	private async sweepAll(): Promise<void> {
		const judging = await this.deps.judging();
		this.fullSweep ??= new FullSweep(sweptStatuses(judging.settings), this.deps.now());
		const sweep = this.fullSweep;
		for (let page = await this.nextPage(sweep); page !== null; page = await this.nextPage(sweep)) await this.takeAll(page, judging);
		this.fullSweep = null;
		this.unsettled = sweep.stalest;
		this.lastFullSweepAt = sweep.startedAt;
		this.lastSweepAt = sweep.startedAt;
		this.lookAfterMissing(sweep);
	}

	private async nextPage(sweep: FullSweep): Promise<RawConversation[] | null> {
		const page = await sweep.nextPage(this.deps.chatwoot);
		this.backOff.succeeded();
		return page;
	}

	/** What is watched and was in no list: read once more, unless everything was told of it. */
	private lookAfterMissing({ seen, startedAt }: FullSweep): void {
		for (const [id, watch] of this.watches) {
			if (seen.has(id)) continue;
			if (watch.wakeAt !== Infinity || watch.told.some(isUnended)) watch.wakeAt = startedAt.getTime();
			else if (watch.updatedAt < startedAt.getTime() - REMEMBER_MS) this.watches.delete(id);
		}
	}

	private async sweepUpdated(): Promise<void> {
		const judging = await this.deps.judging();
		const startedAt = this.deps.now();
		const since = this.lastSweepAt ?? startedAt;
		const seconds = Math.ceil((startedAt.getTime() - since.getTime()) / 1000) + OVERLAP_SECONDS;
		const updated = await this.deps.chatwoot.listUpdatedConversations(seconds);
		this.backOff.succeeded();
		await this.takeAll(updated, judging);
		if (updated.some((raw) => this.hasLeftFirstPage(raw))) await this.readStalest(judging);
		this.unsettled = new Map();
		this.lastSweepAt = startedAt;
	}

	private wakeAt({ id }: RawConversation): number {
		return this.watches.get(Number(id))?.wakeAt ?? Infinity;
	}

	private async asFinding(raw: RawConversation): Promise<Finding | null> {
		if (this.wakeAt(raw) === Infinity) return null;
		return await this.understand(raw, (conversation) => ({ raw, conversation, reached: [], ended: [] }));
	}

	private hasLeftFirstPage({ id, updated_at: updatedAt }: RawConversation): boolean {
		return this.unsettled.has(Number(id)) && this.unsettled.get(Number(id)) !== updatedAt;
	}

	/** The first pages again: see FullSweep. */
	private async readStalest(judging: Judging): Promise<void> {
		for (const status of sweptStatuses(judging.settings)) {
			const { conversations } = await this.deps.chatwoot.listConversations({ status, page: 1 });
			await this.takeAll(conversations, judging);
		}
	}

	/** Reads every conversation again whose stage fell due, the longest overdue first. */
	private async readDue(): Promise<void> {
		const now = this.deps.now().getTime();
		const due: Array<readonly [id: number, wakeAt: number]> = [];
		for (const [id, { wakeAt }] of this.watches) if (wakeAt <= now) due.push([id, wakeAt]);
		if (due.length === 0) return;
		const judging = await this.deps.judging();
		const ids = due.sort(([, one], [, other]) => one - other).map(([id]) => id);
		for (let start = 0; start < ids.length; start += BATCH_SIZE) await this.readAgain(ids.slice(start, start + BATCH_SIZE), judging);
	}

	private async readAgain(ids: readonly number[], judging: Judging): Promise<void> {
		const findings: Finding[] = [];
		try {
			await concurrently(ids, READS_AT_ONCE, async (id) => {
				const raw = await this.read(id);
				const finding = raw === null ? null : await this.take(raw, judging);
				if (finding !== null) findings.push(finding);
			});
		} finally {
			this.report(findings);
		}
	}

	/** Null when the conversation was deleted. */
	private async read(id: number): Promise<RawConversation | null> {
		try {
			const raw = await this.deps.chatwoot.getConversation(id);
			this.backOff.succeeded();
			return raw;
		} catch (error) {
			if (!(error instanceof ChatwootError && error.status === 404)) throw error;
			this.watches.delete(id);
			this.offeredAgain.delete(id);
			return null;
		}
	}

	private async takeAll(conversations: readonly RawConversation[], judging: Judging): Promise<void> {
		this.report(await this.takeSome(conversations, judging));
	}

	private async takeSome(conversations: readonly RawConversation[], judging: Judging): Promise<Finding[]> {
		const findings: Finding[] = [];
		await concurrently(conversations, READS_AT_ONCE, async (raw) => {
			const finding = await this.take(raw, judging);
			if (finding !== null) findings.push(finding);
		});
		return findings;
	}

	private report(findings: Finding[]): void {
		if (findings.length > 0) this.deps.report(findings);
	}

	/** Judges a conversation as it was read just now. Null when there is nothing new to tell. */
	private async take(raw: RawConversation, judging: Judging): Promise<Finding | null> {
		const judged = await this.judge(raw, judging);
		if (judged === null) return null;
		const { conversation, judgements, at } = judged;
		const known = this.watches.get(conversation.id);
		if (known !== undefined && conversation.updatedAt !== null && conversation.updatedAt.getTime() < known.updatedAt) return null;
		const { watch, reached, ended } = updateWatch(known?.told ?? [], conversation, judgements, at);
		this.remember(conversation.id, watch);
		const isNew = reached.length > 0 || ended.length > 0;
		const isOfferedAgain = this.offeredAgain.delete(conversation.id) && judgements.some(isToldOf);
		return isNew || isOfferedAgain ? { raw, conversation, reached, ended } : null;
	}

	/** Null when it can't be judged. */
	private async judge(raw: RawConversation, { settings, openingHours }: Judging): Promise<Judged | null> {
		const at = this.deps.now();
		return await this.understand(raw, async (conversation) => {
			const { judgements } = await judgeHeedingAcknowledgement({
				conversation,
				settings,
				openingHours: openingHours(conversation.inbox.id),
				now: at,
				chatwoot: this.deps.chatwoot,
				isTold: (judgement) => isNews(judgement, this.watches.get(conversation.id)?.told ?? []),
				warn: (error) => {
					this.warnOnce(`Conversation #${conversation.id}: it is not known whether somebody took charge. ${messageOf(error)}`);
				},
			});
			return { conversation, at, judgements };
		});
	}

	/** One conversation that can't be read, or an inbox without usable hours, must not keep the others from being watched. */
	private async understand<Result>(raw: RawConversation, judge: (conversation: Conversation) => Result | Promise<Result>): Promise<Result | null> {
		try {
			return await judge(parseConversation(raw, { accountId: this.deps.accountId }));
		} catch (error) {
			if (!(error instanceof ExplainedError)) throw error;
			this.warnOnce(`Conversation #${Number(raw['id'])} is not watched. ${error.message}`);
			return null;
		}
	}

	private warnOnce(message: string): void {
		if (this.warnings.has(message)) return;
		if (this.warnings.size >= MAX_WARNINGS) this.warnings.clear();
		this.warnings.add(message);
		this.deps.warn(message);
	}

	private remember(id: number, watch: Watch): void {
		if (watch.wakeAt === Infinity && watch.told.length === 0) this.watches.delete(id);
		else this.watches.set(id, watch);
	}

	private offerAgain(): void {
		const now = this.deps.now();
		const { offerAgainEverySeconds } = this.options;
		if (offerAgainEverySeconds === 0 || !isOlder(this.lastOfferAt, offerAgainEverySeconds, now)) return;
		this.lastOfferAt = now;
		for (const [id, watch] of this.watches) {
			if (!watch.told.some(isUnended)) continue;
			this.offeredAgain.add(id);
			watch.wakeAt = Math.min(watch.wakeAt, now.getTime());
		}
	}
}

function sweptStatuses({ leaveAlone }: SlaSettings): SweptStatus[] {
	return (['open', 'pending', 'snoozed'] as const).filter((status) => !leaveAlone.statuses.includes(status));
}

/** Whether another try may help: Chatwoot was busy, down, slow or in maintenance. Refused access and wrong settings stay. */
function mayPass(error: unknown): error is ExplainedError {
	if (!(error instanceof ChatwootError)) return error instanceof ExplainedError && error.retryable;
	return error.status === null || ![401, 403, 404].includes(error.status);
}

function isOlder(time: Date | null, seconds: number, now: Date): boolean {
	return time === null || now.getTime() - time.getTime() >= seconds * 1000;
}

function isToldOf({ reached }: SlaJudgement): boolean {
	return reached !== null;
}

function isUnended({ ended }: ToldClock): boolean {
	return !ended;
}
