import { Arrivals } from '../arrivals';
import { MOST_TEXT, refusalOf, type SlackCall, type SlackPayload } from './payload';

/** A message as it stands in its channel. */
export interface SlackPost extends SlackPayload {
	via: 'bot' | 'webhook';
	/** The channel's id. */
	channel: string;
	ts: string;
	/** Whether the request carried an Authorization header. */
	authorized: boolean;
	/** The message it answers; null for one of the channel's own. */
	thread: string | null;
	/** Whether an answer is shown in the channel too. */
	broadcast: boolean;
	/** How often it was changed. */
	edits: number;
}

export type Refused = { error: string };

/** The channels of a Slack and what stands in them. */
export class Workspace {
	readonly arrivals = new Arrivals<SlackPost>();
	readonly updates = new Arrivals<SlackPost>();
	private readonly deleted = new Set<string>();
	private noReplies: string | null = null;

	/** `channels`: `#name` → id. */
	constructor(private readonly channels: ReadonlyMap<string, string>) {}

	/** What chat.postMessage does. */
	post(call: SlackCall): SlackPost | Refused {
		const channel = this.find(call.channel ?? '');
		if (channel === null) return { error: 'channel_not_found' };
		const error = refusalOf(call);
		if (error !== null) return { error };
		const thread = call.thread_ts ?? null;
		if (thread !== null && this.message(channel, thread) === null) return { error: 'thread_not_found' };
		if (thread !== null && this.noReplies !== null) return { error: this.noReplies };
		return this.add({ ...call, via: 'bot', channel, authorized: true, thread, broadcast: thread !== null && call.reply_broadcast });
	}

	/** What chat.update does: it takes no names of channels and no members, and less text. */
	update(call: SlackCall): SlackPost | Refused {
		if (!/^[CDG][A-Z0-9]+$/.test(call.channel ?? '')) return { error: 'channel_not_found' };
		const message = this.message(call.channel ?? '', call.ts ?? '');
		if (message === null) return { error: 'message_not_found' };
		if (message.via !== 'bot') return { error: 'cant_update_message' };
		const error = refusalOf(call, MOST_TEXT.update);
		if (error !== null) return { error };
		const updated = Object.assign(message, { text: call.text, blocks: call.blocks, edits: message.edits + 1 });
		this.updates.add(updated);
		return updated;
	}

	/** What an incoming webhook does, in the first of the channels. */
	takeFromWebhook(payload: SlackPayload, authorized: boolean): SlackPost | Refused {
		const error = refusalOf(payload);
		if (error !== null) return { error };
		const [channel = ''] = this.channels.values();
		return this.add({ ...payload, via: 'webhook', channel, authorized, thread: null, broadcast: false });
	}

	/** As somebody with the right to does in Slack. */
	delete(ts: string): void {
		this.deleted.add(ts);
	}

	refuseReplies(error: string): void {
		this.noReplies = error;
	}

	/** By id or `#name`; a member's id opens a direct message. */
	private find(target: string): string | null {
		if (/^U[A-Z0-9]+$/.test(target)) return `D${target.slice(1)}`;
		const isDirect = this.arrivals.items.some(({ channel }) => channel === target);
		const isKnown = isDirect || [...this.channels.values()].includes(target);
		return isKnown ? target : (this.channels.get(target) ?? null);
	}

	private message(channel: string, ts: string): SlackPost | null {
		const found = this.arrivals.items.find((message) => message.channel === channel && message.ts === ts);
		return found === undefined || this.deleted.has(ts) ? null : found;
	}

	private add({ text, blocks, via, channel, authorized, thread, broadcast }: Omit<SlackPost, 'ts' | 'edits'>): SlackPost {
		const ts = `1700000000.${String(this.arrivals.items.length + 1).padStart(6, '0')}`;
		const message: SlackPost = { text, blocks, via, channel, authorized, thread, broadcast, ts, edits: 0 };
		this.arrivals.add(message);
		return message;
	}
}
