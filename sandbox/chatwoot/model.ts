/** What the simulated Chatwoot keeps. Times are Dates; payloads.ts makes them what Chatwoot sends. */
export interface Inbox {
	id: number;
	name: string;
	channelType: string;
	/** Null: not switched on. */
	workingHours: WorkingHours | null;
}

export interface WorkingHours {
	/** IANA */
	timeZone: string;
	/** One for each open day, 0 is Sunday; times HH:mm, from 00:00 to 24:00 is "open all day". */
	days: Array<{ day: number; from: string; to: string }>;
}

export interface Agent {
	id: number;
	email: string;
	name: string;
	role: 'administrator' | 'agent';
}

export interface Team {
	id: number;
	name: string;
	memberIds: number[];
}

export interface Contact {
	id: number;
	name: string;
	email: string | null;
	/** E.164 */
	phone: string | null;
	identifier: string | null;
	blocked: boolean;
	customAttributes: Record<string, unknown>;
	labels: string[];
	/** The addresses under which inboxes know the contact. */
	addresses: Array<{ inbox: Inbox; sourceId: string }>;
	createdAt: Date;
	updatedAt: Date;
	/** When the contact last wrote. */
	lastActivityAt: Date | null;
}

export interface SlaPolicy {
	id: number;
	name: string;
	firstResponseSeconds: number | null;
	nextResponseSeconds: number | null;
	resolutionSeconds: number | null;
}

export type SlaStatus = 'active' | 'hit' | 'missed' | 'active_with_misses';

export interface AppliedSla {
	id: number;
	policy: SlaPolicy;
	status: SlaStatus;
	createdAt: Date;
	updatedAt: Date;
}

export interface SlaEvent {
	id: number;
	type: 'frt' | 'nrt' | 'rt';
	meta: { message_id?: number };
	createdAt: Date;
}

export type MessageType = 'incoming' | 'outgoing' | 'activity' | 'template';

export interface Message {
	id: number;
	type: MessageType;
	content: string;
	private: boolean;
	createdAt: Date;
	sender: Sender;
	attachments: Attachment[];
	template: Record<string, unknown> | null;
}

/** Nobody: Chatwoot's own lines about what happened. */
export type Sender = { kind: 'contact'; contact: Contact } | { kind: 'user'; agent: Agent } | { kind: 'bot' } | { kind: 'nobody' };

export interface Attachment {
	id: number;
	fileName: string;
	mimeType: string;
	bytes: Buffer;
}

export type ConversationStatus = 'open' | 'resolved' | 'pending' | 'snoozed';

export interface Conversation {
	/** The display id. */
	id: number;
	inbox: Inbox;
	contact: Contact;
	status: ConversationStatus;
	priority: string | null;
	labels: string[];
	customAttributes: Record<string, unknown>;
	snoozedUntil: Date | null;
	assignee: Agent | null;
	team: Team | null;
	createdAt: Date;
	updatedAt: Date;
	lastActivityAt: Date;
	firstReplyAt: Date | null;
	/** When it was resolved last. */
	resolvedAt: Date | null;
	waitingSince: Date | null;
	/** When an agent last opened it. */
	agentLastSeenAt: Date | null;
	messages: Message[];
	sla: AppliedSla | null;
	slaEvents: SlaEvent[];
}

export interface Webhook {
	id: number;
	name: string | null;
	url: string;
	subscriptions: string[];
	secret: string | null;
}

export const MESSAGE_TYPES: readonly MessageType[] = ['incoming', 'outgoing', 'activity', 'template'];

/** What Chatwoot 4.15 lets a webhook subscribe to. */
export const SUBSCRIPTIONS: readonly string[] = [
	'conversation_status_changed',
	'conversation_updated',
	'conversation_created',
	'contact_created',
	'contact_updated',
	'message_created',
	'message_updated',
	'webwidget_triggered',
	'inbox_created',
	'inbox_updated',
	'conversation_typing_on',
	'conversation_typing_off',
];

/** What people and bots wrote in a conversation, without Chatwoot's own lines. */
export function written({ messages }: Pick<Conversation, 'messages'>): Message[] {
	return messages.filter(({ type }) => type !== 'activity');
}
