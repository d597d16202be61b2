import { z } from 'zod';

const plainText = (limit: number) => z.object({ type: z.literal('plain_text'), text: z.string().min(1).max(limit) });
const anyText = (limit: number) =>
	z.object({ type: z.enum(['plain_text', 'mrkdwn']), text: z.string().min(1).max(limit), verbatim: z.boolean().optional() });

const button = z
	.object({
		type: z.literal('button'),
		text: plainText(75),
		url: z.string().url().max(3000).optional(),
		style: z.enum(['primary', 'danger']).optional(),
	})
	.passthrough();

/** The blocks in use, with the limits of Slack's Block Kit reference. */
const blockSchema = z.discriminatedUnion('type', [
	z.object({ type: z.literal('header'), text: plainText(150) }).passthrough(),
	z
		.object({
			type: z.literal('section'),
			text: anyText(3000).optional(),
			fields: z.array(anyText(2000)).min(1).max(10).optional(),
		})
		.passthrough(),
	z.object({ type: z.literal('context'), elements: z.array(anyText(3000)).min(1).max(10) }).passthrough(),
	z.object({ type: z.literal('actions'), elements: z.array(button).min(1).max(25) }).passthrough(),
	z.object({ type: z.literal('divider') }).passthrough(),
]);

const blocksSchema = z
	.array(blockSchema)
	.max(50)
	.refine((blocks) => blocks.every((block) => block.type !== 'section' || block.text !== undefined || block.fields !== undefined));

/** The envelope both the Web API and webhooks take. */
export const messageSchema = z.object({
	channel: z.string().optional(),
	text: z.string().default(''),
	blocks: z.array(z.unknown()).default([]),
	/** The message to answer. */
	thread_ts: z.string().optional(),
	reply_broadcast: z.boolean().default(false),
	/** The message to change. */
	ts: z.string().optional(),
});
export type SlackCall = z.infer<typeof messageSchema>;

export type SlackPayload = Pick<SlackCall, 'text' | 'blocks'>;

/** In characters of `text`: what a new message takes, and what a changed one does. */
export const MOST_TEXT = { post: 40_000, update: 4_000 } as const;

/**
 * In characters of all blocks together. Slack does not document it; users report refusals from some 13,200 on, whatever
 * the single blocks allow (https://github.com/slackapi/bolt-js/issues/2509 and 2867), so this is on the safe side.
 */
const MOST_IN_BLOCKS = 12_000;

/** The error Slack refuses the message with, or null when it can be posted. */
export function refusalOf({ text, blocks }: SlackPayload, mostText: number = MOST_TEXT.post): string | null {
	if (text === '' && blocks.length === 0) return 'no_text';
	if (text.length > mostText) return 'msg_too_long';
	if (!blocksSchema.safeParse(blocks).success) return 'invalid_blocks';
	return JSON.stringify(blocks).length > MOST_IN_BLOCKS ? 'msg_blocks_too_long' : null;
}
