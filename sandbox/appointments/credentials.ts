import type { ChatwootSimulator } from '../chatwoot/chatwoot-simulator';
import type { ImportedCredential } from '../n8n/server';
import type { AppointmentsSimulator } from './appointments-simulator';

/** What the appointment system sends with every request to n8n. */
export const APPOINTMENTS_WEBHOOK_HEADER = { name: 'X-Appointments-Webhook-Key', value: 'sandbox-webhook-key' };

/** What the dashboard sends with every request to n8n. */
export const DASHBOARD_HEADER = { name: 'X-Dashboard-Key', value: 'sandbox-dashboard-key' };

/** With the ids and names that workflows/*.json refer to. */
export const WEBHOOK_CREDENTIALS: ImportedCredential[] = [
	{ id: 'appointments-webhook', name: 'Appointments Webhook', type: 'httpHeaderAuth', data: APPOINTMENTS_WEBHOOK_HEADER },
	{ id: 'dashboard', name: 'Dashboard', type: 'httpHeaderAuth', data: DASHBOARD_HEADER },
];

export function appointmentsCredential({ header }: AppointmentsSimulator): ImportedCredential {
	return { id: 'appointments', name: 'Appointment System', type: 'httpHeaderAuth', data: header };
}

/** A second account: that of another tenant. */
export function secondChatwootCredential(chatwoot: ChatwootSimulator): ImportedCredential {
	return {
		id: 'chatwoot-2',
		name: 'Chatwoot, Second Account',
		type: 'chatwootSlaApi',
		data: { baseUrl: chatwoot.url, accountId: chatwoot.account.id, accessToken: chatwoot.token, botToken: chatwoot.botToken, publicUrl: chatwoot.url },
	};
}
