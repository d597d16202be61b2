import { OdooFault } from './faults';

/**
 * Whether Odoo said no to what was asked, and so undid all of it. No refusal are: an answer that never came, a server
 * that is busy, a credential that does not fit, and a method that did its work but could not say so.
 */
export function isRefusal(error: unknown): error is OdooFault {
	return error instanceof OdooFault && !error.retryable && ['rights', 'missing-record', 'other'].includes(error.kind);
}
