import { AppointmentsSimulator } from './appointments/appointments-simulator';
import { APPOINTMENTS_WEBHOOK_HEADER, appointmentsCredential, DASHBOARD_HEADER, secondChatwootCredential, WEBHOOK_CREDENTIALS } from './appointments/credentials';
import { ChatwootSimulator } from './chatwoot/chatwoot-simulator';
import { BOARD_LOGIN, ODOO_LOGIN } from './credentials';
import { ERPNEXT_WEBHOOK_SECRET, erpNextCredentials } from './erpnext/credentials';
import { ErpNextSimulator } from './erpnext/erpnext-simulator';
import { odooNodeCredentials } from './odoo/credentials';
import { OdooSimulator } from './odoo/simulator';
import { openAiCredentials } from './openai/credentials';
import { OpenAiSimulator } from './openai/openai-simulator';
import type { Action } from './remote';
import { shopifyCredentials } from './shopify/credentials';
import type { Order } from './shopify/payloads';
import { ShopifySimulator } from './shopify/shopify-simulator';
import type { Stage, StageOptions } from './stage';
import { readWorkflow } from './stage';
import { GATEWAY_HEADER, WHATSAPP_CREDENTIALS } from './whatsapp';
import { settingsOf } from './workflow-settings';

/** One of workflows/*.json between the servers it works with. */
export interface Play {
	options: StageOptions;
	/** Joins the servers to the n8n that has started. */
	begin: (stage: Stage) => Playground;
}

/** What somebody can do, beyond a customer who writes and an agent who replies. */
export interface Playground {
	/** Buttons of the remote. */
	actions?: Record<string, Action>;
	/** Commands to type, or what to look at. */
	hints?: string[];
}

/** The workflows that `npm start -- <workflow>` can show. Without a name it shows `sla-breach-alerts`. */
export const PLAYS: Partial<Record<string, () => Promise<Play>>> = {
	'alert-failures': alertFailures,
	'appointment-notifications': appointmentNotifications,
	'conversation-log': () => withCrms('conversation-log', 'What customers write stands in ERPNext and Odoo: see the executions'),
	'crm-contact-sync': () => withCrms('crm-contact-sync', 'Who writes becomes a contact of ERPNext and of Odoo: see the executions'),
	'customer-recognition': customerRecognition,
	'dashboard-api': dashboardApi,
	'new-message-triage': newMessageTriage,
	'shopify-order-updates': shopifyOrderUpdates,
	'sla-board': slaBoard,
	'sla-digest': slaDigest,
	'whatsapp-contact-sync': whatsAppContactSync,
};

/** With the workflow that tells it of failures. */
async function alertFailures(): Promise<Play> {
	return {
		options: { workflows: [await readWorkflow('alert-failures')], enabled: ['Tell of Failures'] },
		begin: ({ mailbox }) => ({
			actions: {
				'mail-server-goes-down': () => {
					void mailbox.goDown();
					return 'The mail server is down: let a customer write';
				},
				'mail-server-comes-back': () => {
					void mailbox.comeUp();
					return 'The mail server is back: what is missing arrives within ten minutes';
				},
			},
		}),
	};
}

function slaBoard(): Promise<Play> {
	return Promise.resolve({
		options: { workflow: 'sla-board' },
		begin: ({ n8n }) => ({ hints: [`${n8n.webhookUrl}/webhook/sla-board (user ${BOARD_LOGIN.user}, password ${BOARD_LOGIN.password})`] }),
	});
}

function slaDigest(): Promise<Play> {
	return Promise.resolve({ options: { workflow: 'sla-digest' }, begin: () => ({ hints: ['Run the workflow by hand in the editor: mailbox and Slack get the digest'] }) });
}

async function whatsAppContactSync(): Promise<Play> {
	const chatwoot = await ChatwootSimulator.start();
	const { id: inboxId } = chatwoot.addInbox({ name: 'WhatsApp', channelType: 'Channel::Api' });
	const workflow = 'whatsapp-contact-sync';
	return {
		options: { workflow, servers: { chatwoot }, credentials: WHATSAPP_CREDENTIALS, parameters: { Settings: await settingsOf(workflow, { inboxId }) } },
		begin: ({ n8n }) => ({
			hints: [curl(`${n8n.webhookUrl}/webhook/whatsapp`, GATEWAY_HEADER, { messages: [{ from: '31612345678', text: { body: 'Hallo' } }] })],
		}),
	};
}

async function newMessageTriage(): Promise<Play> {
	const openai = await OpenAiSimulator.start();
	const says = (output: object) => JSON.stringify({ output });
	openai.answers(/open/, says({ intent: 'faq', confidence: 0.95, answer: 'Monday to Friday, from 9 am.', summary: 'Opening hours' }));
	openai.answers(/order/, says({ intent: 'request', confidence: 0.9, answer: '', summary: 'An order did not arrive' }));
	const odoo = await OdooSimulator.start({ users: [ODOO_LOGIN] });
	return {
		options: { workflow: 'new-message-triage', servers: { odoo, openai }, credentials: [...openAiCredentials(openai), ...odooNodeCredentials(odoo)] },
		begin: ({ chatwoot }) => {
			const write = (name: string, text: string) => {
				const inbox = chatwoot.inboxes[0] ?? chatwoot.addInbox({ name: 'Website' });
				const { id } = chatwoot.customerWrites({ inbox, contact: { name }, text });
				return `Customer of conversation #${id} wrote`;
			};
			return {
				actions: {
					'customer-asks-for-opening-hours': () => write('Piet', 'When are you open?'),
					'customer-misses-an-order': () => write('Ana', 'Where is my order?'),
				},
			};
		},
	};
}

async function shopifyOrderUpdates(): Promise<Play> {
	const chatwoot = await ChatwootSimulator.start();
	const { id: inboxId } = chatwoot.addInbox({ name: 'WhatsApp', channelType: 'Channel::Whatsapp' });
	const shopify = await ShopifySimulator.start();
	const workflow = 'shopify-order-updates';
	const orders: Order[] = [];
	return {
		options: { workflow, servers: { chatwoot, shopify }, credentials: shopifyCredentials(shopify), parameters: { Settings: await settingsOf(workflow, { inboxId }) } },
		begin: ({ n8n }) => {
			shopify.subscribe(`${n8n.webhookUrl}/webhook/shopify`, ['orders/create', 'fulfillments/create', 'fulfillments/update']);
			return {
				actions: {
					'customer-orders': () => {
						const order = shopify.placeOrder({ firstName: 'Ana', phone: '600 11 22 33', locale: 'es-ES' });
						orders.push(order);
						return `Ana ordered #${order.number}`;
					},
					'shop-sends': () => {
						const order = orders.pop();
						if (order === undefined) return 'There is nothing to send';
						shopify.fulfil(order, { trackingNumber: 'ES123', trackingUrl: 'https://track.example.com/ES123' });
						return `Order #${order.number} is on its way`;
					},
				},
			};
		},
	};
}

async function withCrms(workflow: string, hint: string): Promise<Play> {
	const erpnext = await ErpNextSimulator.start();
	erpnext.addUser('anita@example.com');
	const odoo = await OdooSimulator.start({ users: [ODOO_LOGIN, { login: 'anita@example.com', password: 'anita-password', name: 'Anita' }] });
	return {
		options: { workflow, servers: { odoo, erpnext }, credentials: erpNextCredentials(erpnext) },
		begin: ({ n8n }) => {
			const data = { name: 'name', modified: 'modified' };
			erpnext.addWebhook({ doctype: 'Contact', event: 'on_update', url: `${n8n.webhookUrl}/webhook/erpnext-contacts`, secret: ERPNEXT_WEBHOOK_SECRET, data });
			return { hints: [hint] };
		},
	};
}

async function appointmentNotifications(): Promise<Play> {
	const [chatwoot, second, appointments] = [await ChatwootSimulator.start(), await ChatwootSimulator.start(), await AppointmentsSimulator.start()];
	const { id: inboxId } = chatwoot.addInbox({ name: 'Centro' });
	const branches = { centro: { name: 'Centro', account: 'clinic-a', inboxId, timeZone: 'Europe/Madrid', language: 'es', country: 'ES' } };
	const workflow = 'appointment-notifications';
	const reminder = { kind: 'reminder', appointmentId: 'A-1001', phone: '612 345 678', name: 'Ana', startsAt: '2026-12-22T10:00:00+01:00', branch: 'centro' };
	return {
		options: {
			workflow,
			servers: { chatwoot, second, appointments },
			credentials: [...WEBHOOK_CREDENTIALS, appointmentsCredential(appointments), secondChatwootCredential(second)],
			parameters: { Settings: await settingsOf(workflow, { branches: JSON.stringify(branches) }), "Tomorrow's Appointments": { url: `${appointments.url}/appointments` } },
		},
		begin: ({ n8n }) => ({ hints: [curl(`${n8n.webhookUrl}/webhook/appointments`, APPOINTMENTS_WEBHOOK_HEADER, reminder)] }),
	};
}

async function customerRecognition(): Promise<Play> {
	const appointments = await AppointmentsSimulator.start();
	const workflow = 'customer-recognition';
	return {
		options: {
			workflow,
			servers: { appointments },
			credentials: [appointmentsCredential(appointments)],
			parameters: { Settings: await settingsOf(workflow, { directoryUrl: appointments.url, defaultCountry: 'ES' }) },
		},
		begin: ({ chatwoot }) => {
			appointments.add({ id: 'C-77', name: 'Luz Díaz', phone: '+34612345678' });
			return {
				actions: {
					'known-customer-writes': () => {
						const inbox = chatwoot.inboxes[0] ?? chatwoot.addInbox({ name: 'WhatsApp' });
						const { id } = chatwoot.customerWrites({ inbox, contact: { name: 'Luz', phone: '+34612345678' }, text: 'Hola' });
						return `Luz wrote in conversation #${id}`;
					},
				},
			};
		},
	};
}

function dashboardApi(): Promise<Play> {
	return Promise.resolve({
		options: { workflow: 'dashboard-api', credentials: WEBHOOK_CREDENTIALS },
		begin: ({ n8n }) => ({ hints: [curl(`${n8n.webhookUrl}/webhook/dashboard/conversations`, DASHBOARD_HEADER)] }),
	});
}

function curl(url: string, { name, value }: { name: string; value: string }, body?: object): string {
	return `curl ${body === undefined ? '' : `-X POST -H 'content-type: application/json' -d '${JSON.stringify(body)}' `}-H '${name}: ${value}' ${url}`;
}
