/** Whether a text has the form of an e-mail address that other systems take. */
export function isEmailAddress(text: string): boolean {
	return /^[^\s@,]+@[^\s@,]+\.[^\s@,]+$/.test(text);
}
