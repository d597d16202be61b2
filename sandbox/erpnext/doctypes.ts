import type { Document, Row } from './document';
import { checkEmail, rowsOf, text } from './document';
import { invalid } from './frappe-error';

/** A field that links to documents: of one DocType, or of the one that another field names. */
export type LinkTo = { doctype: string } | { doctypeIn: string };

export interface DocType {
	fields: readonly string[];
	/** Child tables: the field, and the DocType of its rows. */
	tables?: Readonly<Record<string, { doctype: string; fields: readonly string[] }>>;
	required?: readonly string[];
	unique?: readonly string[];
	/** Fields whose text is one of these. */
	options?: Readonly<Record<string, readonly string[]>>;
	links?: Readonly<Record<string, LinkTo>>;
	defaults?: Row;
	/** The name that a new document would like to have; null for a random one. */
	nameOf: (document: Document) => string | null;
	/** Whether a name that is taken gets a number behind it; else it is refused. */
	numbersNames?: boolean;
	/** What the DocType itself does before it is saved. */
	validate?: (document: Document) => void;
}

/** The DocTypes of ERPNext (15) that the pack meets, with the custom field that its documentation asks for. */
export const DOCTYPES: Readonly<Record<string, DocType>> = {
	User: { fields: ['email', 'full_name', 'enabled'], nameOf: ({ email }) => text(email) },
	Contact: {
		fields: ['first_name', 'middle_name', 'last_name', 'full_name', 'email_id', 'phone', 'mobile_no', 'company_name', 'status', 'user', 'chatwoot_contact_id'],
		tables: {
			email_ids: { doctype: 'Contact Email', fields: ['email_id', 'is_primary'] },
			phone_nos: { doctype: 'Contact Phone', fields: ['phone', 'is_primary_phone', 'is_primary_mobile_no'] },
			links: { doctype: 'Dynamic Link', fields: ['link_doctype', 'link_name'] },
		},
		unique: ['chatwoot_contact_id'],
		defaults: { status: 'Passive' },
		nameOf: (contact) => fullName(contact),
		numbersNames: true,
		validate: validateContact,
	},
	Lead: {
		fields: ['lead_name', 'first_name', 'last_name', 'company_name', 'email_id', 'phone', 'mobile_no', 'status', 'lead_owner'],
		options: { status: ['Lead', 'Open', 'Replied', 'Opportunity', 'Quotation', 'Lost Quotation', 'Interested', 'Converted', 'Do Not Contact'] },
		defaults: { status: 'Lead' },
		links: { lead_owner: { doctype: 'User' } },
		nameOf: () => null,
		validate: (lead) => {
			if (text(lead['first_name']) + text(lead['lead_name']) + text(lead['company_name']) === '') {
				throw invalid("A Lead requires either a person's name or an organization's name");
			}
			checkEmail(lead['email_id']);
		},
	},
	Customer: {
		fields: ['customer_name', 'customer_type', 'customer_group', 'territory', 'email_id', 'mobile_no'],
		required: ['customer_name', 'customer_type'],
		options: { customer_type: ['Company', 'Individual', 'Partnership'] },
		defaults: { customer_type: 'Company' },
		nameOf: ({ customer_name: name }) => text(name),
		numbersNames: true,
	},
	Communication: {
		fields: [
			'subject', 'content', 'communication_type', 'communication_medium', 'communication_date', 'sent_or_received', 'sender',
			'sender_full_name', 'recipients', 'phone_no', 'reference_doctype', 'reference_name', 'status', 'message_id',
		],
		tables: { timeline_links: { doctype: 'Communication Link', fields: ['link_doctype', 'link_name'] } },
		required: ['subject'],
		options: {
			communication_type: ['Communication', 'Automated Message'],
			communication_medium: ['', 'Email', 'Chat', 'Phone', 'SMS', 'Event', 'Meeting', 'Visit', 'Other'],
			sent_or_received: ['Sent', 'Received'],
			status: ['Open', 'Replied', 'Closed', 'Linked'],
		},
		defaults: { communication_type: 'Communication', sent_or_received: 'Sent', communication_medium: '', status: 'Open' },
		links: { reference_name: { doctypeIn: 'reference_doctype' } },
		nameOf: () => null,
		validate: ({ sender }) => {
			checkEmail(sender);
		},
	},
	ToDo: {
		fields: ['description', 'status', 'priority', 'date', 'allocated_to', 'assigned_by', 'reference_type', 'reference_name'],
		required: ['description'],
		options: { status: ['Open', 'Closed', 'Cancelled'], priority: ['High', 'Medium', 'Low'] },
		defaults: { status: 'Open', priority: 'Medium' },
		links: { allocated_to: { doctype: 'User' }, reference_name: { doctypeIn: 'reference_type' } },
		nameOf: () => null,
	},
};

function fullName({ first_name: first, middle_name: middle, last_name: last }: Document): string {
	return [first, middle, last].map(text).filter((part) => part !== '').join(' ');
}

/** The e-mail and the numbers of a contact come from its tables, whatever else was written into them. */
function validateContact(contact: Document): void {
	const emails = rowsOf(contact['email_ids']);
	for (const { email_id: email } of emails) checkEmail(email);
	const [onlyEmail] = emails;
	if (onlyEmail !== undefined && emails.length === 1) onlyEmail['is_primary'] = 1;
	contact['email_id'] = text(primary(emails, 'is_primary', 'Email ID')?.['email_id']);
	const phones = rowsOf(contact['phone_nos']);
	for (const { phone } of phones) checkPhone(text(phone));
	contact['phone'] = text(primary(phones, 'is_primary_phone', 'Phone')?.['phone']);
	contact['mobile_no'] = text(primary(phones, 'is_primary_mobile_no', 'Mobile No')?.['phone']);
	contact['full_name'] = fullName(contact);
}

function primary(all: Row[], flag: string, label: string): Row | undefined {
	const marked = all.filter((row) => row[flag] === 1 || row[flag] === true);
	if (marked.length > 1) throw invalid(`Only one <strong>${label}</strong> can be set as primary.`);
	return marked[0];
}

function checkPhone(phone: string): void {
	if (!/^[0-9 +_\-,.*#()]{1,20}$/.test(phone)) throw invalid(`${phone} is not a valid Phone Number`, 'InvalidPhoneNumberError');
}
