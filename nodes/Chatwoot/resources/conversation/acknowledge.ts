import { acknowledge } from '../../../../core/chatwoot/acknowledge';
import { DEFAULT_ACKNOWLEDGEMENT_LABEL } from '../../../shared/sla-properties';
import { conversationId, sendAs } from '../../fields';
import { forEach } from '../../operation';
import { readSender } from '../../read';

export const description = [
	conversationId,
	{
		displayName: 'Label',
		name: 'label',
		type: 'string' as const,
		required: true,
		default: DEFAULT_ACKNOWLEDGEMENT_LABEL,
		placeholder: 'e.g. sla-acknowledged',
		description: 'The Acknowledgement Label of your policy',
	},
	{
		displayName: 'Private Note',
		name: 'note',
		type: 'string' as const,
		typeOptions: { rows: 2 },
		default: '',
		placeholder: 'e.g. Anita takes care of it',
		description: 'What agents read in the conversation. Left empty: no note.',
	},
	sendAs,
];

/** Gives `{ conversationId, labels, noteId }`. */
export const execute = forEach(
	(parameters, api) => ({
		id: parameters.id('conversationId', 'Conversation ID'),
		acknowledgement: { label: parameters.requiredText('label', 'Label'), note: parameters.text('note'), as: readSender(parameters, api) },
	}),
	async (api, { id, acknowledgement }) => ({ conversationId: id, ...(await acknowledge(api, id, acknowledgement)) }),
);
