import type { ChatwootError } from '../chatwoot/errors';
import type { SlaSettings } from '../sla/evaluate';
import type { Judging, MonitorDependencies, MonitorOptions, RawConversation } from './dependencies';
import { assertAnswering, isOfOneRequest, mayPass } from './failures';
import type { Finding } from './finding';
import type { SweptStatus } from './full-sweep';
import { FullSweep } from './full-sweep';
import type { Watches } from './watches';

/** What sweeps need of the monitor. */
export interface SweepDependencies extends Pick<MonitorDependencies, 'chatwoot' | 'judging' | 'now' | 'warn'> {
	report: (findings: Finding[]) => void;
	/** Called when Chatwoot answered. */
	answered: () => void;
	/** Whether Chatwoot may be asked on. */
	goesOn: () => boolean;
}

/** Sweeps overlap, so that what changed while one ran is in the next. */
const OVERLAP_SECONDS = 60;

/** How soon all is read again when a list could not be. */
const SOON_SECONDS = 600;

/** How often in a row what changed lately may fail to be listed while Chatwoot answers other requests. */
const MAX_TRIES = 3;

/**
 * Finds what changed. A full sweep reads all conversations, a page at a time; between its pages and between full sweeps
 * one request tells what changed since the last.
 */
export class Sweeps {
	private full: FullSweep | null = null;
	/** Unix milliseconds. */
	private fullDueAt = -Infinity;
	private lastSweepAt: Date | null = null;
	private failures = 0;
	/** The stalest conversations of the last full sweep, until a sweep shows whether one of them changed meanwhile. */
	private unsettled: FullSweep['stalest'] = new Map();

	constructor(
		private readonly deps: SweepDependencies,
		private readonly options: Pick<MonitorOptions, 'sweepEverySeconds' | 'fullSweepEverySeconds'>,
		private readonly watches: Watches,
	) {}

	get isReadingAll(): boolean {
		return this.full !== null;
	}

	/** All conversations are read by the next sweep. */
	readAllNext(): void {
		this.fullDueAt = -Infinity;
	}

	async sweepIfDue(): Promise<void> {
		if (this.isReadingAll || this.deps.now().getTime() >= this.fullDueAt) await this.sweepAll();
		else await this.sweepUpdatedIfDue();
	}

	private async sweepAll(): Promise<void> {
		const judging = await this.deps.judging();
		const sweep = (this.full ??= new FullSweep(sweptStatuses(judging.settings), this.deps.now()));
		this.lastSweepAt ??= sweep.startedAt;
		while (this.deps.goesOn()) {
			await this.sweepUpdatedIfDue();
			const page = await this.list(() => sweep.nextPage(this.deps.chatwoot), (error) => { this.pageFailed(sweep, error); });
			if (page === undefined) return;
			if (page === null) {
				this.endFullSweep(sweep);
				return;
			}
			await this.takeAll(page, judging);
		}
	}

	private pageFailed(sweep: FullSweep, error: ChatwootError): void {
		const left = sweep.pageFailed();
		if (left !== null) this.deps.warn(`Page ${left.page} of the ${left.status} conversations is left out. ${error.message}`);
	}

	private endFullSweep(sweep: FullSweep): void {
		const { fullSweepEverySeconds } = this.options;
		const nextAfter = sweep.isComplete ? fullSweepEverySeconds : Math.min(fullSweepEverySeconds, SOON_SECONDS);
		this.fullDueAt = sweep.startedAt.getTime() + nextAfter * 1000;
		this.full = null;
		this.unsettled = sweep.stalest;
		this.lastSweepAt = sweep.startedAt;
		this.watches.lookAfterMissing(sweep);
	}

	private async sweepUpdatedIfDue(): Promise<void> {
		const startedAt = this.deps.now();
		const passedSeconds = (startedAt.getTime() - (this.lastSweepAt ?? startedAt).getTime()) / 1000;
		if (passedSeconds < this.options.sweepEverySeconds) return;
		const judging = await this.deps.judging();
		const withinSeconds = Math.ceil(passedSeconds) + OVERLAP_SECONDS;
		const updated = await this.list(() => this.deps.chatwoot.listUpdatedConversations(withinSeconds), (error) => { this.updatedFailed(startedAt, error); });
		if (updated === undefined) return;
		this.failures = 0;
		await this.takeAll(updated, judging);
		if (updated.some((raw) => this.hasLeftFirstPage(raw))) await this.readStalest(judging);
		this.unsettled = new Map();
		this.lastSweepAt = startedAt;
	}

	/** What stays unknown is found by a full sweep. */
	private updatedFailed(startedAt: Date, error: ChatwootError): void {
		if (++this.failures < MAX_TRIES) return;
		this.failures = 0;
		this.lastSweepAt = startedAt;
		this.fullDueAt = Math.min(this.fullDueAt, startedAt.getTime() + SOON_SECONDS * 1000);
		this.deps.warn(`What changed lately is left out. ${error.message}`);
	}

	private hasLeftFirstPage({ id, updated_at: updatedAt }: RawConversation): boolean {
		return this.unsettled.has(Number(id)) && this.unsettled.get(Number(id)) !== updatedAt;
	}

	/** The first pages again: see FullSweep. One that Chatwoot fails on was left out before. */
	private async readStalest(judging: Judging): Promise<void> {
		for (const status of sweptStatuses(judging.settings)) {
			const first = await this.list(() => this.deps.chatwoot.listConversations({ status, page: 1 }), () => undefined);
			if (first !== undefined) await this.takeAll(first.conversations, judging);
		}
	}

	/** Undefined when Chatwoot fails on this list alone, which is to be asked for again later. */
	private async list<List>(ask: () => Promise<List>, failed: (error: ChatwootError) => void): Promise<List | undefined> {
		try {
			const list = await ask();
			this.deps.answered();
			return list;
		} catch (error) {
			if (!isOfOneRequest(error) || !mayPass(error)) throw error;
			await assertAnswering(this.deps.chatwoot);
			failed(error);
			return undefined;
		}
	}

	private async takeAll(conversations: readonly RawConversation[], judging: Judging): Promise<void> {
		this.deps.report(await this.watches.takeAll(conversations, judging));
	}
}

export function sweptStatuses({ leaveAlone }: SlaSettings): SweptStatus[] {
	return (['open', 'pending', 'snoozed'] as const).filter((status) => !leaveAlone.statuses.includes(status));
}
