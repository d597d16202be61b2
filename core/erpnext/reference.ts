/** DocTypes that messages and to-dos can belong to. */
export const REFERENCE_DOCTYPES = ['Contact', 'Customer', 'Lead'] as const;

export interface Reference {
	doctype: (typeof REFERENCE_DOCTYPES)[number];
	name: string;
}
