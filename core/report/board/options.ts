import type { ReportLanguage } from '../language/language';
import type { BoardQuery } from './query';

/** How a board is shown. */
export interface BoardOptions {
	query: BoardQuery;
	language: ReportLanguage;
	/** Empty for the board's own name. */
	title: string;
	now: Date;
	/** Seconds; 0 for a page that stays as it is. */
	refreshSeconds: number;
	/** Whether the page asks n8n by POST at its own address before it loads itself again, and stays while there is no answer. */
	staysWhileAway: boolean;
	/** More rows than that are counted, not shown. */
	maxRows: number;
	/** Said where the workflow read no more conversations than that, though there may be more; null where it read all. */
	readLimit: number | null;
	/** What could not be judged, and why the first of it could not. */
	failures: { count: number; reason: string } | null;
}
