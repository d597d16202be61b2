/** Whether a text has the form of an e-mail address that other systems take. */
export function isEmailAddress(text: string): boolean {
	return /^[^\s@,]+@[^\s@,]+\.[^\s@,]+$/.test(text);
}

/**
 * Whether a text is one bare address, by its form only: Chatwoot takes `anita@localhost` and `müller@example.de`. Nothing
 * of what stands around addresses in a list or a header may be in it.
 */
export function isBareAddress(text: string): boolean {
	return /^[^\s@<>()[\],;:"\\\p{Cc}]+@[^\s@<>()[\],;:"\\\p{Cc}]+$/u.test(text);
}
