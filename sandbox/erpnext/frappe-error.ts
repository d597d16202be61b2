/** What a Frappe site refuses a request with: the name of its exception, and the status that stands for it. */
export class FrappeError extends Error {
	constructor(
		readonly exception: string,
		readonly status: number,
		message: string,
	) {
		super(message);
	}
}

export const authenticationError = () => new FrappeError('AuthenticationError', 401, '');
export const permissionError = (message: string) => new FrappeError('PermissionError', 403, message);
export const doesNotExist = (message: string) => new FrappeError('DoesNotExistError', 404, message);
export const duplicateEntry = (message: string) => new FrappeError('DuplicateEntryError', 409, message);
/** Every kind of ValidationError has this status. */
export const invalid = (message: string, exception = 'ValidationError') => new FrappeError(exception, 417, message);

/** The body of a refusal (Frappe 15); the list in `_server_messages` is JSON within JSON. */
export function refusalBody({ exception, message }: FrappeError): Record<string, unknown> {
	return {
		exception: `frappe.exceptions.${exception}: ${message}`,
		exc_type: exception,
		...(message === '' ? {} : { _server_messages: JSON.stringify([JSON.stringify({ message, title: 'Message' })]) }),
	};
}
