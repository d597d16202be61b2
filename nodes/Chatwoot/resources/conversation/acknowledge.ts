import { acknowledge, type Acknowledgement } from '../../../../core/chatwoot/acknowledge';
import type { ChatwootApi } from '../../../../core/chatwoot/api';
import { ExplainedError } from '../../../../core/errors';
import { conversationId, sendAs } from '../../fields';
import { forEach, type Operation } from '../../operation';
import type { Parameters } from '../../parameters';
import { readSender } from '../../read';

/** Empty where the policy counts no label. */
const LABEL_OF_ALERT = "={{ $json.acknowledgement?.label ?? '' }}";

export const description = [
	conversationId,
	{
		displayName: 'Label',
		name: 'label',
		type: 'string' as const,
		default: LABEL_OF_ALERT,
		placeholder: 'e.g. sla-acknowledged',
		description: 'The Acknowledgement Label of your policy; an alert brings it along. Left empty: no label.',
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

/** Gives `{ conversationId, labels, noteId }`. Several alerts of one conversation are acknowledged by one label and one note. */
export const execute: Operation['execute'] = async (context) => {
	const acknowledged = new Map<string, ReturnType<typeof acknowledge>>();
	return await forEach(
		(parameters, api) => ({ id: parameters.id('conversationId', 'Conversation ID'), acknowledgement: readAcknowledgement(parameters, api) }),
		async (api, { id, acknowledgement }) => {
			const what = `${id} ${acknowledgement.label}`;
			const written = acknowledged.get(what) ?? acknowledge(api, id, acknowledgement);
			acknowledged.set(what, written);
			return { conversationId: id, ...(await written) };
		},
	)(context);
};

function readAcknowledgement(parameters: Parameters, api: ChatwootApi): Acknowledgement {
	const [label, note] = [parameters.text('label'), parameters.text('note')];
	if (label !== '' || note !== '') return { label, note, as: readSender(parameters, api) };
	throw new ExplainedError('Label and Private Note are both empty', {
		advice: 'Fill in at least one of them: nothing in the conversation would show that somebody takes care of it.',
	});
}
