import type { INodeProperties } from 'n8n-workflow';

/** When a field is shown. */
export type Show = NonNullable<NonNullable<INodeProperties['displayOptions']>['show']>;

/** After Route SLA Alert: the person of the delivery. */
const PERSON_OF_DELIVERY = { mode: 'email', value: '={{ $json.delivery.person.email }}' };

export function userField(show: Show, more: Pick<INodeProperties, 'description'> & Partial<INodeProperties>): INodeProperties {
	return {
		displayName: 'User',
		name: 'user',
		type: 'resourceLocator',
		required: true,
		displayOptions: { show },
		default: PERSON_OF_DELIVERY,
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				typeOptions: { searchListMethod: 'searchUsers', searchable: true },
			},
			{ displayName: 'E-Mail', name: 'email', type: 'string', placeholder: 'e.g. anita@example.com' },
			{ displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. 7' },
		],
		...more,
	};
}

/** What activities and messages can be put on, as a choice. The values are Odoo's models. */
export const RECORD_TYPES = [
	{ name: 'Contact', value: 'res.partner', description: "A contact, most often the customer's" },
	{ name: 'Lead or Opportunity', value: 'crm.lead', description: "Needs Odoo's CRM app" },
	{ name: 'Task', value: 'project.task', description: "Needs Odoo's Project app" },
];

export function recordField(show: Show): INodeProperties {
	return {
		displayName: 'Record',
		name: 'record',
		type: 'resourceLocator',
		required: true,
		displayOptions: { show },
		default: { mode: 'list', value: '' },
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				typeOptions: { searchListMethod: 'searchRecords', searchable: true },
			},
			{ displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. 42' },
			{ displayName: "By Customer's E-Mail", name: 'email', type: 'string', placeholder: 'e.g. jane@example.com' },
			{ displayName: "By Customer's Phone", name: 'phone', type: 'string', placeholder: 'e.g. +31612345678' },
		],
		description: "The record itself, or the customer's: of several leads or tasks the newest, of several contacts the oldest",
	};
}

/** For an Options collection. */
export const DEFAULT_COUNTRY: INodeProperties = {
	displayName: 'Default Country',
	name: 'country',
	type: 'string',
	default: '',
	placeholder: 'e.g. NL',
	description: 'Two letters of the country whose phone numbers are written without a country code',
};

/** For an Options collection. */
export const TIME_ZONE: INodeProperties = {
	displayName: 'Time Zone',
	name: 'timeZone',
	type: 'string',
	default: '',
	placeholder: 'e.g. Europe/Amsterdam',
	description: "Where the user is: decides which day is today. Left empty: the workflow's time zone.",
};
