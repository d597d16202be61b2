import type { LabelChange } from '../../../../core/chatwoot/labels';
import { changeLabels } from '../../../../core/chatwoot/labels';
import { ExplainedError } from '../../../../core/errors';
import { conversationId } from '../../fields';
import type { Operation } from '../../operation';
import { forEach } from '../../operation';

export const addLabels = labelOperation('add');
export const removeLabels = labelOperation('remove');
export const setLabels = labelOperation('set');

/** Gives `{ conversationId, labels, renamed, declared }`. */
function labelOperation(change: LabelChange): Operation {
	return {
		description: [
			conversationId,
			{
				displayName: 'Label Names or IDs',
				name: 'labels',
				type: 'multiOptions',
				typeOptions: { loadOptionsMethod: 'getLabels' },
				default: [],
				description: 'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
			},
			{
				displayName: 'Other Labels',
				name: 'otherLabels',
				type: 'string',
				default: '',
				placeholder: 'e.g. journey:first-contact, vip',
				description: 'Labels that are not in the list, with commas between them. What Chatwoot does not allow in a label becomes a hyphen.',
			},
			...(change === 'remove'
				? []
				: [
						{
							displayName: 'Declare Missing Labels',
							name: 'declareLabels',
							type: 'boolean' as const,
							default: false,
							description: 'Whether to add labels to the account that it does not have yet. Needs the token of an administrator.',
						},
					]),
		],
		execute: forEach(
			(parameters) => {
				const texts = [...parameters.list('labels'), ...parameters.list('otherLabels')];
				if (texts.length === 0 && change !== 'set') throw new ExplainedError('There are no labels', { advice: 'Choose or write at least one.' });
				return { id: parameters.id('conversationId', 'Conversation ID'), texts, declare: parameters.flag('declareLabels') };
			},
			async (api, { id, texts, declare }) => ({ conversationId: id, ...(await changeLabels(api, id, change, texts, { declare })) }),
		),
	};
}
