import { mergeCustomAttributes } from '../../../../core/chatwoot/conversations';
import { conversationId } from '../../fields';
import { forEach } from '../../operation';

export const description = [
	conversationId,
	{
		displayName: 'Custom Attributes',
		name: 'customAttributes',
		type: 'json' as const,
		required: true,
		default: '{}',
		description: 'As JSON, e.g. { "order": "1001" }. Attributes that are not named stay; null takes one away.',
	},
];

/** Gives `{ conversationId, customAttributes }` with all attributes the conversation has now. */
export const execute = forEach(
	(parameters) => ({
		id: parameters.id('conversationId', 'Conversation ID'),
		attributes: parameters.object('customAttributes', 'Custom Attributes'),
	}),
	async (api, { id, attributes }) => ({ conversationId: id, customAttributes: await mergeCustomAttributes(api, id, attributes) }),
);
