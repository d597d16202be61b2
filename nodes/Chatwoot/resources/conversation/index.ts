import { resourceOf } from '../../resource';
import * as acknowledge from './acknowledge';
import { setAssignee, setTeam } from './assign';
import { addLabels, removeLabels, setLabels } from './changeLabels';
import * as get from './get';
import * as getMany from './getMany';
import * as getOrCreate from './getOrCreate';
import * as setCustomAttributes from './setCustomAttributes';
import * as setPriority from './setPriority';
import * as setStatus from './setStatus';

export const conversation = resourceOf('Conversation', 'conversation', {
	getOrCreate: {
		...getOrCreate,
		name: 'Get or Create',
		action: 'Get or create a conversation',
		about: "Find a contact's conversation in an inbox, or begin it",
	},
	acknowledge: {
		...acknowledge,
		name: 'Acknowledge',
		action: 'Acknowledge the missed times of a conversation',
		about: 'End the reminders and escalations of what was missed so far, with a label and a note',
	},
	addLabels: { ...addLabels, name: 'Add Labels', action: 'Add labels to a conversation', about: 'Add labels and keep the others' },
	get: { ...get, name: 'Get', action: 'Get a conversation', about: 'Read one conversation' },
	getMany: { ...getMany, name: 'Get Many', action: 'Get many conversations', about: 'List conversations by status, assignee, inbox, team and label' },
	removeLabels: { ...removeLabels, name: 'Remove Labels', action: 'Remove labels from a conversation', about: 'Remove labels and keep the others' },
	setAssignee: { ...setAssignee, name: 'Set Assignee', action: 'Set the assignee of a conversation', about: 'Give a conversation to an agent, or take it away' },
	setCustomAttributes: {
		...setCustomAttributes,
		name: 'Set Custom Attributes',
		action: 'Set custom attributes of a conversation',
		about: 'Change some attributes and keep the others',
	},
	setLabels: { ...setLabels, name: 'Set Labels', action: 'Set the labels of a conversation', about: 'Replace all labels' },
	setPriority: { ...setPriority, name: 'Set Priority', action: 'Set the priority of a conversation', about: 'Change how urgent a conversation is' },
	setStatus: { ...setStatus, name: 'Set Status', action: 'Set the status of a conversation', about: 'Open, resolve, snooze or set aside a conversation' },
	setTeam: { ...setTeam, name: 'Set Team', action: 'Set the team of a conversation', about: 'Give a conversation to a team, or take it away' },
});
