import { OdooSimulator } from '../../sandbox/odoo/simulator';
import { type ChainedNode, chain, inN8n, splitOut, timeWorkflow, webhookNode } from '../in-n8n';
import { inTurns, type Row } from '../row';

const ACTIVITIES = 100;
const TURNS = 3;
const ADMIN = { login: 'admin', password: 'admin', apiKeys: ['admin-key'], name: 'Administrator', isAdmin: true };

/**
 * 100 activities from one execution: *Odoo Notify*, which creates each once however often it is asked, beside n8n's own
 * Odoo node, which creates another every time. Both over JSON-2, as an administrator, because the other one has to read
 * Odoo's models.
 */
export const odooNode: Row = {
	name: 'odoo-node',
	async run() {
		const odoo = await OdooSimulator.start({ users: [ADMIN] });
		try {
			const workflows = [
				chain('ours', [webhookNode('ours', 'lastNode'), splitOut('conversations'), odooNotify]),
				chain('peer', [webhookNode('peer', 'lastNode'), splitOut('conversations'), builtInFor(odoo)]),
			];
			return await inN8n({ workflows, credentials: credentialsFor(odoo) }, async (n8n) => {
				const calls = { ours: 0, peer: 0 };
				let first = 0;
				const create = async (path: keyof typeof calls) => {
					const callsBefore = odoo.requests.length;
					const ms = await timeWorkflow(n8n, path, { conversations: numbersFrom(first) });
					calls[path] = odoo.requests.length - callsBefore;
					first += ACTIVITIES;
					return ms;
				};
				// In the first turn, which does not count, sign-in and look-ups are remembered.
				const time = await inTurns(TURNS, () => create('ours'), () => create('peer'));
				return [
					{ what: `calls for ${ACTIVITIES} activities`, value: calls.ours, unit: '', peer: { what: 'Odoo node', value: calls.peer } },
					{ what: `${ACTIVITIES} activities`, value: time.ours, unit: 'ms', peer: { what: 'Odoo node', value: time.peer } },
				];
			});
		} finally {
			await odoo.stop();
		}
	},
};

const odooNotify: ChainedNode = {
	name: 'Odoo Notify',
	type: 'n8n-nodes-chatwoot-sla.odooNotify',
	typeVersion: 1,
	parameters: {
		resource: 'activity',
		operation: 'create',
		user: { __rl: true, mode: 'email', value: ADMIN.login },
		summary: '=Conversation {{ $json.conversations }} waits',
		key: '=bench:{{ $json.conversations }}',
	},
	credentials: { chatwootSlaOdooApi: { id: 'odoo', name: 'Odoo' } },
};

/** On the administrator's own contact, as ours. */
const builtInFor = ({ users }: OdooSimulator): ChainedNode => ({
	name: 'Odoo',
	type: 'n8n-nodes-base.odoo',
	typeVersion: 2,
	parameters: {
		authentication: 'odooApiKeyApi',
		resource: 'activity',
		operation: 'create',
		res_model: { __rl: true, mode: 'id', value: 'res.partner' },
		res_id: { __rl: true, mode: 'id', value: String(users[0]?.partnerId) },
		activity_type_id: { __rl: true, mode: 'id', value: '4' },
		additionalFields: { mappingMode: 'defineBelow', value: { summary: '=Conversation {{ $json.conversations }} waits', note: 'Nobody answered yet' } },
	},
	credentials: { odooApiKeyApi: { id: 'built-in', name: 'Odoo' } },
});

function numbersFrom(first: number): number[] {
	return Array.from({ length: ACTIVITIES }, (_none, index) => first + index);
}

function credentialsFor(odoo: OdooSimulator) {
	const [apiKey = ''] = ADMIN.apiKeys;
	return [
		{
			id: 'odoo',
			name: 'Odoo',
			type: 'chatwootSlaOdooApi',
			data: { baseUrl: odoo.url, database: odoo.database, login: ADMIN.login, protocol: 'json2', apiKey, password: '' },
		},
		{ id: 'built-in', name: 'Odoo', type: 'odooApiKeyApi', data: { url: odoo.url, db: odoo.database, apiKey } },
	];
}
