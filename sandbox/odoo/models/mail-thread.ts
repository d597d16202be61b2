import { z } from 'zod';
import { missingRecord, pythonError, userError } from '../fault';
import { cleanHtml, escapedParagraph } from '../html';
import type { Call, Method, Model } from '../method';
import { Records } from '../method';
import type { SimulatedMessage } from '../world';

const POST_PARAMS = [
	'body', 'subject', 'message_type', 'email_from', 'author_id', 'parent_id', 'subtype_xmlid', 'subtype_id', 'partner_ids',
	'attachments', 'attachment_ids', 'body_is_html',
];

/** What a model with a mail thread can do. `check` throws when the caller may not, or when a record is missing. */
export function threadMethods({ check }: { check: (call: Call, purpose: 'modify' | 'post') => void }): Record<string, Method> {
	return {
		message_post: {
			on: 'records',
			params: POST_PARAMS,
			takesMore: true,
			run: (call) => {
				check(call, 'post');
				checkPost(call);
				const [resId] = call.ids;
				if (resId === undefined) throw pythonError(`ValueError: Expected singleton: ${call.model}()`);
				const id = keep(call, { resModel: call.model, resId });
				// On 16 the method says how its result is to be sent, on 19 it does not.
				return call.world.version === 16 ? id : new Records('mail.message', [id]);
			},
		},
		message_notify: {
			on: 'records',
			params: POST_PARAMS,
			takesMore: true,
			run: (call) => {
				const { partner_ids: partnerIds = [] } = Post.parse(call.args);
				if (partnerIds.length === 0) return new Records('mail.message', []);
				return new Records('mail.message', [keep(call, { resModel: false, resId: false })]);
			},
		},
		message_subscribe: { on: 'records', params: ['partner_ids', 'subtype_ids'], run: () => true },
		message_unsubscribe: { on: 'records', params: ['partner_ids'], run: () => null },
	};
}

/** The mixin itself: notifications without a document. */
export const mailThread: Model = { label: 'Email Thread', methods: threadMethods({ check: () => undefined }) };

const Post = z.object({
	body: z.string().default(''),
	message_type: z.string().default('notification'),
	subtype_xmlid: z.string().default('mail.mt_note'),
	partner_ids: z.array(z.number()).optional(),
	body_is_html: z.boolean().default(false),
});

function checkPost({ world, caller, args }: Call): void {
	const { message_type: type, partner_ids: partnerIds = [] } = Post.parse(args);
	const unknown = Object.keys(args).find((name) => !POST_PARAMS.includes(name));
	if (unknown !== undefined && world.version === 19) {
		throw pythonError(`ValueError: Those values are not supported when posting or notifying: ${unknown}`);
	}
	if (type === 'user_notification') throw pythonError('ValueError: Use message_notify to send a user notification');
	const missing = partnerIds.find((id) => !world.hasPartner(id));
	if (missing === undefined) return;
	throw world.version === 16
		? userError('The operation cannot be completed: another model requires the record being deleted.')
		: missingRecord('res.partner', missing, caller.id);
}

function keep({ world, caller, args }: Call, document: Pick<SimulatedMessage, 'resModel' | 'resId'>): number {
	const { body, body_is_html: isHtml, message_type: type, subtype_xmlid: subtype, partner_ids: partnerIds = [] } = Post.parse(args);
	const id = world.nextId('mail.message');
	const staysHtml = world.version === 16 || isHtml;
	world.messages.push({
		id,
		...document,
		body: staysHtml ? cleanHtml(body) : escapedParagraph(body),
		type,
		subtype,
		partnerIds,
		authorId: caller.partnerId,
		createdBy: caller.id,
		createdAt: new Date(),
	});
	return id;
}
