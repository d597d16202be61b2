import type { ChatwootSimulator } from './chatwoot/chatwoot-simulator';
import type { Conversation } from './chatwoot/model';

/** How long a customer of the sandbox waits for a first answer before it is a miss. */
export const THRESHOLD_SECONDS = 10;

/** Chatwoot looks every minute or so; nobody wants to wait that long for a simulation. */
const EVALUATE_EVERY_MS = 1_000;
const CUSTOMERS = ['Jane Doe', 'Óscar Núñez', 'Wei Zhang', 'Amina Diallo', 'Lars & Sons <sales>'];

/** What the people on both sides of the simulated Chatwoot do. */
export interface Story {
	/** Another customer writes for the first time. */
	customerWrites: () => Conversation;
	/** Answers whoever has waited longest; null when nobody waits. */
	agentReplies: () => Conversation | null;
	stop: () => void;
}

export function beginStory(chatwoot: ChatwootSimulator): Story {
	const inbox = chatwoot.addInbox({ name: 'Website' });
	const agent = chatwoot.addAgent({ name: 'Anita', email: 'anita@example.com' });
	chatwoot.addSlaPolicy({ name: `First answer within ${THRESHOLD_SECONDS} s`, firstResponse: THRESHOLD_SECONDS });
	const evaluation = setInterval(() => {
		chatwoot.evaluateSlas();
	}, EVALUATE_EVERY_MS);
	let customers = 0;
	return {
		customerWrites: () => {
			const number = customers++;
			const name = CUSTOMERS[number % CUSTOMERS.length] ?? 'Jane Doe';
			const contact = { name, email: `customer${number + 1}@example.net` };
			return chatwoot.customerWrites({ inbox, contact, text: 'Hello? My order has not arrived.' });
		},
		agentReplies: () => {
			const waiting = chatwoot.conversations.find(({ waitingSince }) => waitingSince !== null);
			if (waiting === undefined) return null;
			chatwoot.agentReplies(waiting, { agent, text: 'Sorry, we are looking into it.' });
			return waiting;
		},
		stop: () => {
			clearInterval(evaluation);
		},
	};
}
