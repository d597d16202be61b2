import type { Agent, AppliedSla, Attachment, Contact, Conversation, Inbox, Message, SlaEvent, SlaPolicy, Webhook, WorkingHours } from './model';
import { MESSAGE_TYPES } from './model';

export interface Account {
	id: number;
	name: string;
}

/** `changed_attributes` of a webhook: a list of one-key objects. */
export type ChangedAttributes = Array<Record<string, { previous_value: unknown; current_value: unknown }>>;

/** The account as REST answers it. Its features are named one by one. */
export function accountPayload({ id, name }: Account): Record<string, unknown> {
	return {
		id,
		name,
		locale: 'en',
		domain: null,
		support_email: 'support@example.com',
		status: 'active',
		created_at: '2026-01-01T00:00:00.000Z',
		cache_keys: {},
		features: { macros: true },
		settings: {},
		latest_chatwoot_version: null,
	};
}

/** A conversation as webhooks carry it. Its assignee has no e-mail, and 0 in `waiting_since` means that nobody waits. */
export function webhookConversation(account: Account, conversation: Conversation): Record<string, unknown> {
	return {
		...commonConversation(conversation),
		account,
		channel: conversation.inbox.channelType,
		contact_inbox: {
			id: conversation.contact.id,
			contact_id: conversation.contact.id,
			inbox_id: conversation.inbox.id,
			source_id: sourceIdOf(conversation),
		},
		messages: lastOfPeople(conversation).map((message) => numberedMessage(account, conversation, message)),
		meta: {
			sender: contactPayload(conversation.contact),
			assignee: conversation.assignee && assigneePayload(conversation.assignee),
			assignee_type: conversation.assignee && 'User',
			team: conversation.team && { id: conversation.team.id, name: conversation.team.name },
			hmac_verified: false,
		},
		first_reply_created_at: conversation.firstReplyAt?.toISOString() ?? null,
		waiting_since: unixSeconds(conversation.waitingSince),
	};
}

/** The address under which the inbox knows the contact. */
function sourceIdOf({ contact, inbox }: Conversation): string {
	return contact.addresses.find((address) => address.inbox === inbox)?.sourceId ?? `source-${contact.id}`;
}

/** A conversation as REST answers it: the assignee with e-mail, times in unix seconds with 0 for none. */
export function restConversation(account: Account, conversation: Conversation): Record<string, unknown> {
	return {
		...commonConversation(conversation),
		account_id: account.id,
		messages: lastOfPeople(conversation).map((message) => numberedMessage(account, conversation, message)),
		meta: {
			sender: contactPayload(conversation.contact),
			channel: conversation.inbox.channelType,
			assignee: conversation.assignee && agentPayload(account, conversation.assignee),
			assignee_type: conversation.assignee && 'User',
			team: conversation.team && { id: conversation.team.id, name: conversation.team.name },
			hmac_verified: false,
		},
		first_reply_created_at: unixSeconds(conversation.firstReplyAt),
		waiting_since: unixSeconds(conversation.waitingSince),
	};
}

/** A conversation carries its last message, but none of the lines about what happened. */
function lastOfPeople({ messages }: Conversation): Message[] {
	return messages.filter(({ type }) => type !== 'activity').slice(-1);
}

/** A message event: the message names its type, and the whole conversation is inside. */
export function webhookMessage(account: Account, conversation: Conversation, message: Message): Record<string, unknown> {
	return {
		id: message.id,
		content: message.content,
		message_type: message.type,
		private: message.private,
		content_type: 'text',
		content_attributes: {},
		created_at: message.createdAt.toISOString(),
		source_id: null,
		sender: senderPayload(message),
		inbox: { id: conversation.inbox.id, name: conversation.inbox.name },
		account,
		conversation: webhookConversation(account, conversation),
		...attachmentPayloads(account, message),
	};
}

/** A contact event: the contact itself. */
export function webhookContact(account: Account, contact: Contact): Record<string, unknown> {
	return { ...contactPayload(contact), type: undefined, account, avatar: '' };
}

/** A message as REST and a conversation's `messages` have it: the type is a number. */
export function numberedMessage(account: Account, conversation: Conversation, message: Message): Record<string, unknown> {
	return {
		id: message.id,
		content: message.content,
		account_id: account.id,
		inbox_id: conversation.inbox.id,
		conversation_id: conversation.id,
		message_type: MESSAGE_TYPES.indexOf(message.type),
		created_at: unixSeconds(message.createdAt),
		private: message.private,
		status: 'sent',
		content_type: 'text',
		content_attributes: {},
		sender: senderPayload(message),
		sender_type: SENDER_TYPES[message.sender.kind],
		...attachmentPayloads(account, message),
	};
}

const SENDER_TYPES = { contact: 'Contact', user: 'User', bot: 'AgentBot', nobody: null } as const;

/** Nothing where there are none. */
function attachmentPayloads(account: Account, message: Message): Record<string, unknown> {
	if (message.attachments.length === 0) return {};
	return { attachments: message.attachments.map((attachment) => attachmentPayload(account, message, attachment)) };
}

function attachmentPayload(account: Account, message: Message, { id, fileName, mimeType, bytes }: Attachment): Record<string, unknown> {
	return {
		id,
		message_id: message.id,
		file_type: /^(image|video|audio)\//.exec(mimeType)?.[1] ?? 'file',
		account_id: account.id,
		data_url: `https://chatwoot.example.com/rails/active_storage/blobs/redirect/${id}/${encodeURIComponent(fileName)}`,
		thumb_url: '',
		file_size: bytes.length,
	};
}

export function agentPayload(account: Account, { id, email, name, role }: Agent): Record<string, unknown> {
	return {
		id,
		account_id: account.id,
		availability_status: 'online',
		auto_offline: true,
		confirmed: true,
		email,
		available_name: name,
		name,
		role,
		thumbnail: '',
	};
}

export function inboxPayload({ id, name, channelType, workingHours }: Inbox): Record<string, unknown> {
	const hours = workingHours ?? UNTOUCHED_HOURS;
	return {
		id,
		name,
		channel_type: channelType,
		working_hours_enabled: workingHours !== null,
		timezone: hours.timeZone,
		working_hours: [0, 1, 2, 3, 4, 5, 6].map((day) => workingDayPayload(day, hours)),
	};
}

/** What Chatwoot makes for a new inbox, switched off. */
const UNTOUCHED_HOURS: WorkingHours = {
	timeZone: 'UTC',
	days: [1, 2, 3, 4, 5].map((day) => ({ day, from: '09:00', to: '17:00' })),
};

/** Open all day is stored as 0:00–23:59. */
function workingDayPayload(day: number, { days }: WorkingHours): Record<string, unknown> {
	const hours = days.find((each) => each.day === day);
	const allDay = hours?.from === '00:00' && hours.to === '24:00';
	const [openHour, openMinutes] = hours?.from.split(':').map(Number) ?? [null, null];
	const [closeHour, closeMinutes] = allDay ? [23, 59] : (hours?.to.split(':').map(Number) ?? [null, null]);
	return {
		day_of_week: day,
		closed_all_day: hours === undefined,
		open_hour: openHour,
		open_minutes: openMinutes,
		close_hour: closeHour,
		close_minutes: closeMinutes,
		open_all_day: allDay,
	};
}

export function webhookSettings(account: Account, { id, name, url, subscriptions, secret }: Webhook): Record<string, unknown> {
	return { id, name, url, account_id: account.id, subscriptions, ...(secret === null ? {} : { secret }) };
}

/** 0 where there is no time, as Chatwoot writes it. */
export function unixSeconds(time: Date | null): number {
	return time === null ? 0 : Math.floor(time.getTime() / 1000);
}

function commonConversation(conversation: Conversation): Record<string, unknown> {
	return {
		id: conversation.id,
		inbox_id: conversation.inbox.id,
		status: conversation.status,
		priority: conversation.priority,
		labels: conversation.labels,
		custom_attributes: conversation.customAttributes,
		additional_attributes: {},
		can_reply: true,
		unread_count: unreadBy(conversation),
		agent_last_seen_at: unixSeconds(conversation.agentLastSeenAt),
		snoozed_until: conversation.snoozedUntil && unixSeconds(conversation.snoozedUntil),
		created_at: unixSeconds(conversation.createdAt),
		last_activity_at: unixSeconds(conversation.lastActivityAt),
		timestamp: unixSeconds(conversation.lastActivityAt),
		updated_at: conversation.updatedAt.getTime() / 1000,
		sla_policy_id: conversation.sla?.policy.id ?? null,
		applied_sla: conversation.sla && appliedSlaPayload(conversation.sla),
		sla_events: conversation.slaEvents.map(slaEventPayload),
	};
}

/** What the customer wrote since an agent looked in, ten at most. */
function unreadBy({ messages, agentLastSeenAt }: Conversation): number {
	const unread = messages.filter(({ type, createdAt }) => type === 'incoming' && (agentLastSeenAt === null || createdAt > agentLastSeenAt));
	return Math.min(unread.length, 10);
}

function appliedSlaPayload({ id, policy, status, createdAt, updatedAt }: AppliedSla): Record<string, unknown> {
	return {
		id,
		sla_id: policy.id,
		sla_status: status,
		sla_name: policy.name,
		sla_description: '',
		sla_first_response_time_threshold: policy.firstResponseSeconds,
		sla_next_response_time_threshold: policy.nextResponseSeconds,
		sla_resolution_time_threshold: policy.resolutionSeconds,
		sla_only_during_business_hours: false,
		created_at: unixSeconds(createdAt),
		updated_at: unixSeconds(updatedAt),
	};
}

function slaEventPayload({ id, type, meta, createdAt }: SlaEvent): Record<string, unknown> {
	return { id, event_type: type, meta, created_at: unixSeconds(createdAt), updated_at: unixSeconds(createdAt) };
}

function contactPayload({ id, name, email, phone, identifier, blocked, customAttributes }: Contact): Record<string, unknown> {
	return {
		id,
		name,
		email,
		phone_number: phone,
		identifier,
		thumbnail: '',
		blocked,
		additional_attributes: {},
		custom_attributes: customAttributes,
		type: 'contact',
	};
}

/** A contact as the endpoints of contacts answer it. */
export function restContact(contact: Contact): Record<string, unknown> {
	return {
		...contactPayload(contact),
		type: undefined,
		availability_status: 'offline',
		last_activity_at: contact.lastActivityAt && unixSeconds(contact.lastActivityAt),
		created_at: unixSeconds(contact.createdAt),
		contact_inboxes: contact.addresses.map(({ inbox, sourceId }) => contactInboxPayload(inbox, sourceId)),
	};
}

export function contactInboxPayload({ id, name, channelType }: Inbox, sourceId: string): Record<string, unknown> {
	return { source_id: sourceId, inbox: { id, avatar_url: '', channel_id: id, name, channel_type: channelType, provider: null } };
}

export function slaPolicyPayload(policy: SlaPolicy): Record<string, unknown> {
	return {
		id: policy.id,
		name: policy.name,
		description: '',
		first_response_time_threshold: policy.firstResponseSeconds,
		next_response_time_threshold: policy.nextResponseSeconds,
		resolution_time_threshold: policy.resolutionSeconds,
		only_during_business_hours: false,
	};
}

function assigneePayload({ id, name }: Agent): Record<string, unknown> {
	return { id, name, available_name: name, avatar_url: '', type: 'user', availability_status: 'online', thumbnail: '' };
}

function senderPayload({ sender }: Message): Record<string, unknown> | undefined {
	if (sender.kind === 'nobody') return undefined;
	if (sender.kind === 'contact') return contactPayload(sender.contact);
	if (sender.kind === 'bot') return { id: 1, name: 'Sandbox Bot', avatar_url: '', type: 'agent_bot' };
	return { id: sender.agent.id, name: sender.agent.name, email: sender.agent.email, type: 'user' };
}
