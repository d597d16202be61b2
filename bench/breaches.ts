import type { ChatwootSimulator } from '../sandbox/chatwoot/chatwoot-simulator';

/** Conversations that nobody answers, whose first response time is missed one after the other, spread evenly. */
export interface Breaches {
	count: number;
	/** Unix seconds: the first and, so many seconds later, the last. */
	firstDue: number;
	spreadSeconds: number;
	thresholdSeconds: number;
}

export function addBreaches(chatwoot: ChatwootSimulator, { count, firstDue, spreadSeconds, thresholdSeconds }: Breaches): void {
	const inbox = chatwoot.addInbox({ name: 'Website' });
	chatwoot.addSlaPolicy({ name: 'Gold', firstResponse: thresholdSeconds });
	for (let index = 0; index < count; index++) {
		const due = firstDue + Math.floor((index * spreadSeconds) / count);
		const at = new Date((due - thresholdSeconds) * 1000);
		chatwoot.customerWrites({ inbox, contact: { name: `Customer ${index}` }, text: 'Hello?', at });
	}
}
