import type { ChatwootError } from '../chatwoot/errors';
import { parseConversation } from '../chatwoot/parse';
import { concurrently } from '../concurrently';
import { BackOff } from './back-off';
import type { Judging, MonitorDependencies, MonitorOptions, RawConversation } from './dependencies';
import { assertAnswering, isOfOneRequest, mayBegin, mayPass } from './failures';
import type { Finding } from './finding';
import { FullSweep } from './full-sweep';
import { Sweeps, sweptStatuses } from './sweeps';
import { warnOnce } from './warn-once';
import type { OpenClock } from './watch';
import { Watches } from './watches';

export type { Judging, MonitorDependencies, MonitorOptions } from './dependencies';

const BATCH_SIZE = 25;
const READS_AT_ONCE = 5;
const SHOWN_UPCOMING = 10;

/** The most pages that a full sweep reads in vain: one of every status. */
const STATUSES = 3;

/**
 * Watches the conversations of an account, on time to the second. Sweeps find what changed; between them every
 * conversation's next stage is known, and when it falls due the conversation is read again and reported if it still
 * holds. What was told is remembered and not told again, until a restart.
 */
export class SlaMonitor {
	private readonly watches: Watches;
	private readonly sweeps: Sweeps;
	private readonly backOff = new BackOff();
	private readonly running = new Set<string>();
	private isStopped = false;
	private lastOfferAt: Date;

	/** `openClocks` are those of the monitor before this one: what has ended since is taken back. */
	constructor(
		private readonly deps: MonitorDependencies,
		private readonly options: MonitorOptions,
		openClocks: readonly OpenClock[] = [],
	) {
		const { accountId, chatwoot, judging, now } = deps;
		const warn = warnOnce(deps.warn);
		this.watches = new Watches({ accountId, chatwoot, warn, now }, openClocks);
		const report = (findings: Finding[]) => { this.report(findings); };
		const answered = () => { this.backOff.succeeded(); };
		this.sweeps = new Sweeps({ chatwoot, judging, now, warn, report, answered, goesOn: () => this.goesOn() }, options, this.watches);
		this.lastOfferAt = now();
	}

	/** How many conversations are watched. */
	get size(): number {
		return this.watches.size;
	}

	/** What was told and has not ended. */
	openClocks(): OpenClock[] {
		return this.watches.openClocks();
	}

	/**
	 * To be called every second. Resolves when the round it began is over; while one runs, another begins only what
	 * has ended. Rejects only with what trying again does not help: refused access, unusable settings.
	 */
	async tick(): Promise<void> {
		this.offerAgain();
		await Promise.all([this.alone('due stages', () => this.readDue()), this.alone('sweep', () => this.sweeps.sweepIfDue())]);
	}

	/** Rejects when watching can't begin: access refused, a wrong address, unusable settings. What may pass by itself is no reason. */
	async check(): Promise<void> {
		try {
			await this.deps.judging();
			await this.deps.chatwoot.listConversations({ status: 'open', page: 1 });
		} catch (error) {
			if (!mayBegin(error)) throw error;
		}
	}

	/** From now on nothing is reported, and no other page or batch asked for. */
	stop(): void {
		this.isStopped = true;
	}

	/** Reads all open conversations once. @returns those at risk or breached; where there are none, the next that will be. */
	async sweepOnce(): Promise<Finding[]> {
		const findings: Finding[] = [];
		let upcoming: RawConversation[] = [];
		const judging = await this.deps.judging();
		const sweep = new FullSweep(sweptStatuses(judging.settings), this.deps.now());
		for (let page = await sweep.nextPage(this.deps.chatwoot); page !== null; page = await sweep.nextPage(this.deps.chatwoot)) {
			findings.push(...(await this.watches.takeAll(page, judging, 0)));
			upcoming = [...upcoming, ...page].sort((one, other) => this.wakeAt(one) - this.wakeAt(other)).slice(0, SHOWN_UPCOMING);
		}
		if (findings.length > 0) return findings;
		return upcoming.flatMap((raw) => this.asUpcoming(raw));
	}

	private asUpcoming(raw: RawConversation): Finding[] {
		if (this.wakeAt(raw) === Infinity) return [];
		return [{ raw, conversation: parseConversation(raw, { accountId: this.deps.accountId }), reached: [], ended: [] }];
	}

	private wakeAt({ id }: RawConversation): number {
		return this.watches.wakeAt(Number(id));
	}

	/** One round of its kind at a time, none while Chatwoot is to be left alone. A failure that may pass is waited out. */
	private async alone(kind: string, round: () => Promise<void>): Promise<void> {
		if (this.running.has(kind) || !this.goesOn()) return;
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

	private goesOn(): boolean {
		return !this.isStopped && this.backOff.isOver(this.deps.now());
	}

	/** Reads every conversation again whose stage fell due. */
	private async readDue(): Promise<void> {
		const due = this.watches.due();
		if (due.length === 0) return;
		const judging = await this.deps.judging();
		for (let start = 0; start < due.length && this.goesOn(); start += BATCH_SIZE) {
			await this.readAgain(due.slice(start, start + BATCH_SIZE), judging);
		}
	}

	/** What can't be read is set apart, unless Chatwoot fails as a whole. */
	private async readAgain(ids: readonly number[], judging: Judging): Promise<void> {
		const findings: Finding[] = [];
		const failures = new Map<number, ChatwootError>();
		try {
			await concurrently(ids, READS_AT_ONCE, async (id) => {
				const raw = await this.read(id, failures);
				const finding = raw === null ? null : await this.watches.take(raw, judging);
				if (finding !== null) findings.push(finding);
			});
			if (failures.size === ids.length) await assertAnswering(this.deps.chatwoot);
			for (const [id, error] of failures) {
				const finding = this.watches.unreadable(id, error);
				if (finding !== null) findings.push(finding);
			}
		} finally {
			this.report(findings);
		}
	}

	/** Null, and noted among the failures, when Chatwoot fails on this conversation. */
	private async read(id: number, failures: Map<number, ChatwootError>): Promise<RawConversation | null> {
		try {
			const raw = await this.deps.chatwoot.getConversation(id);
			this.backOff.succeeded();
			return raw;
		} catch (error) {
			if (!isOfOneRequest(error)) throw error;
			failures.set(id, error);
			return null;
		}
	}

	/** Many at once are read page by page. */
	private offerAgain(): void {
		const now = this.deps.now();
		const { offerAgainEverySeconds } = this.options;
		const isDue = now.getTime() - this.lastOfferAt.getTime() >= offerAgainEverySeconds * 1000;
		if (offerAgainEverySeconds === 0 || !isDue || this.sweeps.isReadingAll) return;
		this.lastOfferAt = now;
		if (this.watches.offerAgain() > this.watches.size / BATCH_SIZE + STATUSES) this.sweeps.readAllNext();
		else this.watches.wakeOffered();
	}

	private report(findings: Finding[]): void {
		if (findings.length > 0 && !this.isStopped) this.deps.report(findings);
	}
}
