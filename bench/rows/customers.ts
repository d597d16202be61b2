import { setTimeout as delay } from 'node:timers/promises';
import { createChatwootApi } from '../../core/chatwoot/api';
import { findContact } from '../../core/chatwoot/contacts';
import { phoneCandidates } from '../../core/phone/candidates';
import { AppointmentsSimulator } from '../../sandbox/appointments/appointments-simulator';
import {
	APPOINTMENTS_WEBHOOK_HEADER,
	appointmentsCredential,
	secondChatwootCredential,
	WEBHOOK_CREDENTIALS,
} from '../../sandbox/appointments/credentials';
import { ChatwootSimulator } from '../../sandbox/chatwoot/chatwoot-simulator';
import { readWorkflow, type Stage, startStage } from '../../sandbox/stage';
import { settingsOf } from '../../sandbox/workflow-settings';
import type { Measurement, Row } from '../row';
import { percentile } from '../row';
import { chatwootTransport } from '../transport';

const CUSTOMERS = 2000;
const TIMES = 100;
/** Between two events, as from a busy desk. */
const PAUSE_MS = 250;

const RECOGNITION = 'customer-recognition';
const NOTIFICATIONS = 'appointment-notifications';

/**
 * What the operators of an appointment system ask for: an event answered within 100 ms, a customer detected within
 * 50 ms, a message sent within 500 ms. Answers and messages in a real n8n, which recognises the customers meanwhile.
 */
export const customers: Row = {
	name: 'customers',
	async run() {
		const chatwoot = await ChatwootSimulator.start();
		const appointments = await AppointmentsSimulator.start();
		const inbox = chatwoot.addInbox({ name: 'WhatsApp', channelType: 'Channel::Api' });
		for (let index = 0; index < CUSTOMERS; index++) {
			chatwoot.addContact({ name: nameOf(index), phone: phoneOf(index) });
			appointments.add({ name: nameOf(index), phone: phoneOf(index) });
		}
		const writes = (index: number) => chatwoot.customerWrites({ inbox, contact: { name: nameOf(index), phone: phoneOf(index) }, text: 'Hello' });
		// Conversations that are there already: each further message is one event.
		for (let index = 0; index < TIMES; index++) writes(index);
		const stage = await startWorkflows(chatwoot, appointments, inbox.id);
		try {
			const detected = await timesOf((index) => detect(chatwoot, index));
			const answered = await timesOf(async (index) => {
				writes(index);
				await chatwoot.settle();
			}, PAUSE_MS);
			await appointments.waitForInteractions(TIMES, 120_000);
			const sent = await timesOf((index) => postReminder(stage, index));
			return [...bounded('event answered', answered, 100), ...bounded('customer detected', detected, 50), ...bounded('reminder posted and sent', sent, 500)];
		} finally {
			await stage.stop();
		}
	},
};

async function startWorkflows(chatwoot: ChatwootSimulator, appointments: AppointmentsSimulator, inboxId: number): Promise<Stage> {
	const branches = { centro: { name: 'Centro', account: 'clinic-a', inboxId, timeZone: 'Europe/Amsterdam', language: 'en', country: 'NL' } };
	const notifications = { Settings: await settingsOf(NOTIFICATIONS, { branches: JSON.stringify(branches) }) };
	return await startStage({
		workflow: RECOGNITION,
		parameters: { Settings: await settingsOf(RECOGNITION, { directoryUrl: appointments.url, defaultCountry: 'NL' }) },
		workflows: [await readWorkflow(NOTIFICATIONS, { parameters: notifications })],
		servers: { chatwoot, appointments },
		credentials: [...WEBHOOK_CREDENTIALS, appointmentsCredential(appointments), secondChatwootCredential(chatwoot)],
	});
}

async function detect(chatwoot: ChatwootSimulator, index: number): Promise<void> {
	const api = createChatwootApi({ baseUrl: chatwoot.url, accountId: chatwoot.account.id }, chatwootTransport(chatwoot.token));
	const phones = phoneCandidates(`06 ${phoneOf(index).slice(4)}`, 'NL');
	const match = await findContact(api, { phones, email: '', identifier: '' });
	if (match?.contact.name !== nameOf(index)) throw new Error(`${nameOf(index)} was not detected`);
}

async function postReminder({ n8n }: Stage, index: number): Promise<void> {
	const response = await fetch(`${n8n.webhookUrl}/webhook/appointments`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', [APPOINTMENTS_WEBHOOK_HEADER.name]: APPOINTMENTS_WEBHOOK_HEADER.value },
		body: JSON.stringify({ kind: 'reminder', appointmentId: index, phone: phoneOf(index), branch: 'centro', startsAt: '2030-01-07T10:00:00Z' }),
	});
	const answer = await response.text();
	if (!answer.includes('"sent":true')) throw new Error(`the reminder was not sent: ${answer}`);
}

/** How long something takes, done so many times one after another, in milliseconds. */
async function timesOf(act: (index: number) => Promise<void>, pauseMs = 0): Promise<number[]> {
	const times: number[] = [];
	for (let index = 0; index < TIMES; index++) {
		const startedAt = performance.now();
		await act(index);
		times.push(performance.now() - startedAt);
		await delay(pauseMs);
	}
	return times;
}

function bounded(what: string, times: number[], atMost: number): Measurement[] {
	return [
		{ what: `${what}, p50`, value: percentile(times, 0.5), unit: 'ms', atMost },
		{ what: `${what}, p99`, value: percentile(times, 0.99), unit: 'ms', atMost },
	];
}

function nameOf(index: number): string {
	return `Customer ${index}`;
}

function phoneOf(index: number): string {
	return `+316${String(10_000_000 + index)}`;
}
