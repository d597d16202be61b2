import { createLabel, labelTitle } from '../../../../core/chatwoot/labels';
import { forEach } from '../../operation';

export const description = [
	{
		displayName: 'Title',
		name: 'title',
		type: 'string' as const,
		required: true,
		default: '',
		placeholder: 'e.g. vip',
		description: 'Letters, digits, _ and -. Anything else becomes a hyphen.',
	},
	{ displayName: 'Description', name: 'labelDescription', type: 'string' as const, default: '', placeholder: 'e.g. Our best customers' },
	{ displayName: 'Color', name: 'color', type: 'color' as const, default: '#1F93FF' },
	{
		displayName: 'Show on Sidebar',
		name: 'showOnSidebar',
		type: 'boolean' as const,
		default: true,
		description: 'Whether agents see the label beside their conversations',
	},
];

/** Gives the label. */
export const execute = forEach(
	(parameters) => ({
		title: labelTitle(parameters.requiredText('title', 'Title')),
		description: parameters.text('labelDescription'),
		color: parameters.text('color'),
		showOnSidebar: parameters.flag('showOnSidebar'),
	}),
	(api, label) => createLabel(api, label),
);
