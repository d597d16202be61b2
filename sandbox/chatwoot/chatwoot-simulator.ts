import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer as readBytes } from 'node:stream/consumers';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { Courier, type Delivery, type Outgoing } from './deliveries';
import type { Agent, Attachment, Contact, Conversation, ConversationStatus, Inbox, Message, Sender, SlaPolicy, Team, Webhook, WorkingHours } from './model';
import { unixSeconds, webhookContact, webhookConversation, webhookMessage, type Account, type ChangedAttributes } from './payloads';
import { answerRest } from './rest';
import type { RestAnswer } from './rest-route';
import { judge } from './sla';

export interface ChatwootSimulatorOptions {
	/** A free one by default. */
	port?: number;
	accountId?: number;
	now?: () => Date;
	/** False for a version that makes no webhook secrets and signs nothing. */
	signs?: boolean;
	/** False for the Community edition, which has no SLA policies. */
	enterprise?: boolean;
	/** How many messages REST takes a minute for one conversation, of whatever sender. 20 by default. */
	messagesPerMinute?: number;
	/** How many conversations a page holds, which is a setting of the server (CONVERSATION_RESULTS_PER_PAGE). 25 by default. */
	pageSize?: number;
}

/** One REST request as it came in. */
export interface RestRequest {
	method: string;
	path: string;
}

/**
 * Chatwoot 4.15 (Enterprise, for its SLAs) with one account, as far as the pack meets it: the REST API, signed webhooks,
 * and the cron job that evaluates SLAs, which runs only when told to (`evaluateSlas`). The newest SLA policy applies to
 * every new conversation, as an automation rule of Chatwoot would have it.
 */
export class ChatwootSimulator {
	static async start(options: ChatwootSimulatorOptions = {}): Promise<ChatwootSimulator> {
		const simulator = new ChatwootSimulator(options);
		simulator.server.listen(options.port ?? 0, '127.0.0.1');
		await once(simulator.server, 'listening');
		return simulator;
	}

	/** The access token of the administrator, and that of an agent, who may not manage webhooks. */
	readonly token = 'sandbox-administrator-token';
	readonly agentToken = 'sandbox-agent-token';
	/** The access token of an agent bot, for which most endpoints are closed. */
	readonly botToken = 'sandbox-bot-token';
	readonly account: Account;
	readonly agents: Agent[] = [];
	readonly inboxes: Inbox[] = [];
	readonly teams: Team[] = [];
	readonly labels: string[] = [];
	readonly conversations: Conversation[] = [];
	readonly webhooks: Webhook[] = [];
	readonly requests: RestRequest[] = [];
	readonly administrator: Agent;
	readonly now: () => Date;
	readonly enterprise: boolean;
	readonly messagesPerMinute: number;
	readonly pageSize: number;
	readonly contacts: Contact[] = [];
	/** Customers' answers to the survey, from 1 to 5. */
	readonly csatRatings: number[] = [];
	readonly slaPolicies: SlaPolicy[] = [];

	private readonly server: Server;
	private readonly courier: Courier;
	private readonly signs: boolean;
	private readonly forcedAnswers: Array<RestAnswer & { request: RegExp }> = [];
	private readonly holds: Array<{ request: RegExp; reach: () => void; released: Promise<void> }> = [];
	private policy: SlaPolicy | null = null;
	private lastId = 0;

	private constructor(options: ChatwootSimulatorOptions) {
		this.account = { id: options.accountId ?? 1, name: 'Sandbox' };
		this.now = options.now ?? (() => new Date());
		this.signs = options.signs ?? true;
		this.enterprise = options.enterprise ?? true;
		this.messagesPerMinute = options.messagesPerMinute ?? 20;
		this.pageSize = options.pageSize ?? 25;
		this.courier = new Courier(this.now);
		this.administrator = this.addAgent({ name: 'Administrator', email: 'admin@example.com', role: 'administrator' });
		this.server = createServer((request, response) => {
			this.answer(request).then(
				({ status, body }) => {
					response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(body);
				},
				() => {
					response.writeHead(500).end('the simulator failed');
				},
			);
		});
	}

	get port(): number {
		return (this.server.address() as AddressInfo).port;
	}

	get url(): string {
		return `http://127.0.0.1:${this.port}`;
	}

	async stop(): Promise<void> {
		await this.settle();
		this.server.close();
		this.server.closeAllConnections();
		await once(this.server, 'close');
	}

	/** Everything sent to webhooks, oldest first. */
	get deliveries(): readonly Delivery[] {
		return this.courier.deliveries;
	}

	/** Sends a delivery's very bytes and headers again. */
	async redeliver(delivery: Delivery, options?: { tamperSignature?: boolean }): Promise<Delivery> {
		return await this.courier.redeliver(delivery, options);
	}

	/** What happens meanwhile is told to webhooks only when it is delivered by hand. */
	withhold(happening: () => void): Outgoing[] {
		return this.courier.withhold(happening);
	}

	/** Signs a withheld event now, and sends it. */
	async deliver(outgoing: Outgoing): Promise<Delivery> {
		return await this.courier.deliver(outgoing);
	}

	/** Tells of an event once more, as a delivery of its own: with another id, signed anew. */
	tellAgain({ event, body }: Delivery): void {
		this.dispatch(event, z.record(z.unknown()).parse(JSON.parse(body)));
	}

	/** Resolves when every event so far was delivered or given up. */
	async settle(): Promise<void> {
		await this.courier.settle();
	}

	/** Answers the next REST request like this, whatever it asks: rate limits, failures. `request` chooses by method and path. */
	answerNextWith(status: number, body: object | string = {}, request = /^/): void {
		this.forcedAnswers.push({ request, status, body: typeof body === 'string' ? body : JSON.stringify(body) });
	}

	/** The next such request is answered, and acted on, only once it is released. */
	holdNext(request: RegExp): { reached: Promise<void>; release: () => void } {
		const [reached, reach] = signal();
		const [released, release] = signal();
		this.holds.push({ request, reach, released });
		return { reached, release };
	}

	addInbox(settings: { name: string; channelType?: string; workingHours?: WorkingHours }): Inbox {
		const { name, channelType = 'Channel::WebWidget', workingHours = null } = settings;
		return added(this.inboxes, { id: this.nextId(), name, channelType, workingHours });
	}

	addAgent({ name, email, role = 'agent' }: { name: string; email: string; role?: Agent['role'] }): Agent {
		return added(this.agents, { id: this.nextId(), name, email, role });
	}

	addTeam({ name, members = [] }: { name: string; members?: Agent[] }): Team {
		return added(this.teams, { id: this.nextId(), name, memberIds: members.map(({ id }) => id) });
	}

	addLabel(title: string): void {
		this.labels.push(title);
	}

	/** Thresholds in seconds. */
	addSlaPolicy(policy: { name: string; firstResponse?: number; nextResponse?: number; resolution?: number }): SlaPolicy {
		this.policy = added(this.slaPolicies, {
			id: this.nextId(),
			name: policy.name,
			firstResponseSeconds: policy.firstResponse ?? null,
			nextResponseSeconds: policy.nextResponse ?? null,
			resolutionSeconds: policy.resolution ?? null,
		});
		return this.policy;
	}

	/**
	 * A message from a customer: into the contact's conversation in the inbox, opened again when it was resolved, or
	 * into a new one, which `assignee` has from the beginning. `at` may lie in the past; what follows from it is sent now.
	 */
	customerWrites(told: {
		inbox: Inbox;
		contact: ToldContact;
		text: string;
		at?: Date;
		assignee?: Agent;
	}): Conversation {
		const at = told.at ?? this.now();
		const contact = this.contactFor(told.contact);
		if (told.contact.sourceId !== undefined) contact.addresses.push({ inbox: told.inbox, sourceId: told.contact.sourceId });
		const existing = this.conversations.find((each) => each.inbox === told.inbox && each.contact === contact);
		const conversation = existing ?? this.openConversation(told.inbox, contact, at, told.assignee);
		this.receive(conversation, { text: told.text, at });
		if (existing === undefined) this.applySla(conversation, at);
		return conversation;
	}

	/** A message of the customer in a conversation, which is opened again when it was resolved or snoozed. */
	receive(conversation: Conversation, told: { text: string; at?: Date; attachments?: Attachment[] }): Message {
		const at = told.at ?? this.now();
		const message = this.addMessage(conversation, {
			...plainMessage(told.text, at, { kind: 'contact', contact: conversation.contact }),
			type: 'incoming',
			attachments: told.attachments ?? [],
		});
		this.changeContact(conversation.contact, { lastActivityAt: at });
		if (conversation.status === 'resolved' || conversation.status === 'snoozed') this.setStatus(conversation, 'open');
		if (conversation.waitingSince === null) {
			this.change(conversation, { waiting_since: [null, unixSeconds(at)] }, () => (conversation.waitingSince = at));
		}
		return message;
	}

	/** A new conversation, as REST makes it: without a message. */
	startConversation(inbox: Inbox, contact: Contact, sourceId: string | null): Conversation {
		if (!contact.addresses.some((address) => address.inbox === inbox)) {
			contact.addresses.push({ inbox, sourceId: sourceId ?? randomUUID() });
		}
		const conversation = this.openConversation(inbox, contact, this.now());
		this.applySla(conversation, this.now());
		return conversation;
	}

	/** A reply of a person to the customer: it sets the first reply and ends the waiting. */
	agentReplies(conversation: Conversation, told: Told & { agent: Agent }): Message {
		const createdAt = told.at ?? this.now();
		const message = this.addMessage(conversation, {
			...plainMessage(told.text, createdAt, { kind: 'user', agent: told.agent }),
			...extras(told),
		});
		const changes: Changes = {};
		if (conversation.firstReplyAt === null) changes['first_reply_created_at'] = [null, createdAt.toISOString()];
		if (conversation.waitingSince !== null) changes['waiting_since'] = [unixSeconds(conversation.waitingSince), null];
		if (Object.keys(changes).length === 0) return message;
		this.change(conversation, changes, () => {
			conversation.firstReplyAt ??= createdAt;
			conversation.waitingSince = null;
		});
		return message;
	}

	/** A message of the agent bot: no reply of a person, but the end of the waiting (since about 4.10, chatwoot#13181). */
	botSends(conversation: Conversation, told: Told): Message {
		const message = this.addMessage(conversation, { ...plainMessage(told.text, told.at ?? this.now(), { kind: 'bot' }), ...extras(told) });
		if (conversation.waitingSince !== null) {
			const change = [unixSeconds(conversation.waitingSince), null] as const;
			this.change(conversation, { waiting_since: change }, () => (conversation.waitingSince = null));
		}
		return message;
	}

	privateNote(conversation: Conversation, told: Told & { agent: Agent | null }): Message {
		const sender: Sender = told.agent === null ? { kind: 'bot' } : { kind: 'user', agent: told.agent };
		return this.addMessage(conversation, { ...plainMessage(told.text, told.at ?? this.now(), sender), ...extras(told), private: true });
	}

	/** An agent opens it, which changes nothing that webhooks or `updated_at` tell of. */
	agentLooksIn(conversation: Conversation): void {
		conversation.agentLastSeenAt = this.now();
	}

	setPriority(conversation: Conversation, priority: string | null): void {
		if (priority === conversation.priority) return;
		this.change(conversation, { priority: [conversation.priority, priority] }, () => (conversation.priority = priority));
	}

	/** Replaces the conversation's custom attributes. */
	setCustomAttributes(conversation: Conversation, attributes: Record<string, unknown>): void {
		const change = [conversation.customAttributes, attributes] as const;
		this.change(conversation, { custom_attributes: change }, () => (conversation.customAttributes = attributes));
	}

	/** A contact with nobody's phone, e-mail or identifier: whoever calls has seen to it. */
	addContact(told: ToldContact): Contact {
		const contact = added(this.contacts, {
			id: this.nextId(),
			name: told.name,
			email: told.email ?? null,
			phone: told.phone ?? null,
			identifier: told.identifier ?? null,
			blocked: told.blocked ?? false,
			customAttributes: told.customAttributes ?? {},
			labels: [],
			addresses: [],
			createdAt: this.now(),
			updatedAt: this.now(),
			lastActivityAt: null,
		});
		this.dispatch('contact_created', { ...webhookContact(this.account, contact), event: 'contact_created' });
		return contact;
	}

	/** Gives the contact what is named, custom attributes as a whole; webhooks hear of it when something changes by that. */
	changeContact(contact: Contact, wanted: ContactChanges): void {
		const before = { ...contact };
		Object.assign(contact, wanted);
		const changes = Object.fromEntries(
			CONTACT_COLUMNS.filter(([field]) => !isDeepStrictEqual(before[field], contact[field])).map(([field, column]) => [
				column,
				[before[field], contact[field]] as const,
			]),
		);
		if (Object.keys(changes).length === 0) return;
		contact.updatedAt = this.now();
		const changed = changedAttributes({ ...changes, updated_at: [before.updatedAt, contact.updatedAt] });
		this.dispatch('contact_updated', { ...webhookContact(this.account, contact), event: 'contact_updated', changed_attributes: changed });
	}

	/** Everything of the second contact becomes the first's. */
	mergeContacts(base: Contact, merged: Contact): void {
		for (const conversation of this.conversations) if (conversation.contact === merged) conversation.contact = base;
		base.addresses.push(...merged.addresses);
		this.contacts.splice(this.contacts.indexOf(merged), 1);
		this.changeContact(base, {
			phone: base.phone ?? merged.phone,
			email: base.email ?? merged.email,
			identifier: base.identifier ?? merged.identifier,
			customAttributes: { ...merged.customAttributes, ...base.customAttributes },
		});
	}

	/** `by` whom; the administrator where it is not said. */
	assign(conversation: Conversation, to: { agent?: Agent | null; team?: Team | null; by?: Agent }): void {
		const { agent, team, by = this.administrator } = to;
		if (agent !== undefined && agent !== conversation.assignee) {
			const change = [conversation.assignee?.id ?? null, agent?.id ?? null] as const;
			this.change(conversation, { assignee_id: change }, () => (conversation.assignee = agent));
			this.note(conversation, assignmentLine(agent, by));
		}
		if (team !== undefined && team !== conversation.team) {
			const change = [conversation.team?.id ?? null, team?.id ?? null] as const;
			this.change(conversation, { team_id: change }, () => (conversation.team = team));
		}
	}

	resolve(conversation: Conversation): void {
		this.setStatus(conversation, 'resolved');
	}

	snooze(conversation: Conversation, until: Date | null): void {
		conversation.snoozedUntil = until;
		this.setStatus(conversation, 'snoozed');
	}

	setStatus(conversation: Conversation, status: ConversationStatus): void {
		if (status !== 'snoozed') conversation.snoozedUntil = null;
		if (status === conversation.status) return;
		if (status === 'resolved') conversation.resolvedAt = this.now();
		const changed = { status: [conversation.status, status] } as const;
		this.change(conversation, changed, () => (conversation.status = status));
		this.announce('conversation_status_changed', conversation, changedAttributes(changed));
	}

	/** Replaces the conversation's labels. */
	setLabels(conversation: Conversation, labels: string[], by: { name: string } = this.administrator): void {
		const { labels: previous } = conversation;
		this.change(conversation, { label_list: [previous, labels] }, () => (conversation.labels = labels));
		const [added, removed] = [labels.filter((label) => !previous.includes(label)), previous.filter((label) => !labels.includes(label))];
		if (added.length > 0) this.note(conversation, `${by.name} added ${added.join(', ')}`);
		if (removed.length > 0) this.note(conversation, `${by.name} removed ${removed.join(', ')}`);
	}

	/**
	 * One run of Chatwoot's SLA job. It records every miss, but tells webhooks only when `sla_status` changes: of a
	 * second miss nothing is heard.
	 */
	evaluateSlas(now: Date = this.now()): void {
		for (const conversation of this.conversations) {
			const { sla } = conversation;
			const verdict = judge(conversation, now);
			if (sla === null || verdict === null) continue;
			for (const miss of verdict.misses) conversation.slaEvents.push({ ...miss, id: this.nextId(), createdAt: now });
			if (verdict.status === sla.status) continue;
			Object.assign(sla, { status: verdict.status, updatedAt: now });
			this.announce('conversation_updated', conversation, null);
		}
	}

	/** Null when Chatwoot has this URL already. */
	addWebhook(settings: Pick<Webhook, 'name' | 'url' | 'subscriptions'>): Webhook | null {
		if (this.webhooks.some(({ url }) => url === settings.url)) return null;
		return added(this.webhooks, { ...settings, id: this.nextId(), secret: this.signs ? randomBytes(24).toString('base64url') : null });
	}

	removeWebhook(id: number): void {
		this.webhooks.splice(0, Infinity, ...this.webhooks.filter((webhook) => webhook.id !== id));
	}

	private openConversation(inbox: Inbox, contact: Contact, at: Date, assignee: Agent | null = null): Conversation {
		const conversation = added<Conversation>(this.conversations, {
			id: this.conversations.length + 1,
			inbox,
			contact,
			status: 'open',
			priority: null,
			labels: [],
			customAttributes: {},
			snoozedUntil: null,
			assignee,
			team: null,
			createdAt: at,
			updatedAt: this.now(),
			lastActivityAt: at,
			firstReplyAt: null,
			resolvedAt: null,
			waitingSince: at,
			agentLastSeenAt: null,
			messages: [],
			sla: null,
			slaEvents: [],
		});
		this.announce('conversation_created', conversation);
		return conversation;
	}

	private applySla(conversation: Conversation, at: Date): void {
		const { policy } = this;
		if (policy === null) return;
		this.change(conversation, { sla_policy_id: [null, policy.id] }, () => {
			conversation.sla = { id: this.nextId(), policy, status: 'active', createdAt: at, updatedAt: at };
		});
	}

	private addMessage(conversation: Conversation, message: Omit<Message, 'id'>): Message {
		const stored = this.store(conversation, message);
		conversation.lastActivityAt = message.createdAt;
		this.dispatch('message_created', { ...webhookMessage(this.account, conversation, stored), event: 'message_created' });
		return stored;
	}

	/** A line about what happened, which agents see between the messages and no webhook is told of. */
	private note(conversation: Conversation, line: string): void {
		this.store(conversation, { ...plainMessage(line, this.now(), { kind: 'nobody' }), type: 'activity' });
	}

	/** Every message touches its conversation, of which no webhook is told. */
	private store(conversation: Conversation, message: Omit<Message, 'id'>): Message {
		conversation.updatedAt = this.now();
		return added(conversation.messages, { ...message, id: this.nextId() });
	}

	private change(conversation: Conversation, changes: Changes, apply: () => void): void {
		apply();
		conversation.updatedAt = this.now();
		this.announce('conversation_updated', conversation, changedAttributes(changes));
	}

	private announce(event: string, conversation: Conversation, changed?: ChangedAttributes | null): void {
		const payload = webhookConversation(this.account, conversation);
		this.dispatch(event, { ...payload, event, ...(changed === undefined ? {} : { changed_attributes: changed }) });
	}

	private dispatch(event: string, payload: Record<string, unknown>): void {
		for (const webhook of this.webhooks) {
			if (webhook.subscriptions.includes(event)) this.courier.send(webhook, event, payload);
		}
	}

	private contactFor(told: ToldContact): Contact {
		const known = this.contacts.find((contact) =>
			told.phone === undefined ? contact.name === told.name && contact.email === (told.email ?? null) : contact.phone === told.phone,
		);
		return known ?? this.addContact(told);
	}

	private async answer(request: IncomingMessage): Promise<RestAnswer> {
		const bytes = await readBytes(request);
		const url = new URL(request.url ?? '/', this.url);
		const method = request.method ?? 'GET';
		this.requests.push({ method, path: url.pathname + url.search });
		const token = request.headers['api_access_token'];
		const contentType = request.headers['content-type'] ?? '';
		const call = { method, url, bytes, contentType, token: typeof token === 'string' ? token : '' };
		const held = this.holds.findIndex(({ request: chosen }) => chosen.test(`${method} ${url.pathname}`));
		const [hold] = this.holds.splice(held, held === -1 ? 0 : 1);
		hold?.reach();
		await hold?.released;
		const forced = this.forcedAnswers.findIndex(({ request: chosen }) => chosen.test(`${method} ${url.pathname}`));
		return this.forcedAnswers.splice(forced, forced === -1 ? 0 : 1)[0] ?? answerRest(this, call);
	}

	/** An id that nothing else has. */
	nextId(): number {
		return ++this.lastId;
	}
}

type ContactChanges = Partial<Pick<Contact, 'name' | 'email' | 'phone' | 'identifier' | 'blocked' | 'customAttributes' | 'lastActivityAt'>>;

/** What webhooks call the fields of a contact. */
const CONTACT_COLUMNS: ReadonlyArray<readonly [field: keyof ContactChanges, column: string]> = [
	['name', 'name'],
	['email', 'email'],
	['phone', 'phone_number'],
	['identifier', 'identifier'],
	['blocked', 'blocked'],
	['customAttributes', 'custom_attributes'],
	['lastActivityAt', 'last_activity_at'],
];

/** A contact as a test tells of it. */
interface ToldContact {
	name: string;
	email?: string;
	phone?: string;
	identifier?: string;
	blocked?: boolean;
	customAttributes?: Record<string, unknown>;
	/** The address under which the inbox knows the contact. */
	sourceId?: string;
}

interface Told {
	text: string;
	at?: Date;
	attachments?: Attachment[];
	template?: Record<string, unknown> | null;
}

function assignmentLine(agent: Agent | null, by: Agent): string {
	if (agent === null) return `Conversation unassigned by ${by.name}`;
	return agent === by ? `${agent.name} self-assigned this conversation` : `Assigned to ${agent.name} by ${by.name}`;
}

function plainMessage(content: string, createdAt: Date, sender: Sender): Omit<Message, 'id'> {
	return { type: 'outgoing', content, private: false, createdAt, sender, attachments: [], template: null };
}

function extras({ attachments = [], template = null }: Told): Pick<Message, 'attachments' | 'template'> {
	return { attachments, template };
}

/** From what to what, by attribute. */
type Changes = Record<string, readonly [previous: unknown, current: unknown]>;

function changedAttributes(changes: Changes): ChangedAttributes {
	return Object.entries(changes).map(([attribute, [previous, current]]) => ({
		[attribute]: { previous_value: previous, current_value: current },
	}));
}

function signal(): [reached: Promise<void>, reach: () => void] {
	let reach: () => void = () => undefined;
	const reached = new Promise<void>((resolve) => (reach = resolve));
	return [reached, reach];
}

function added<Item>(list: Item[], item: Item): Item {
	list.push(item);
	return item;
}
