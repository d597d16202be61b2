import { isBareAddress } from '../../core/email-address';
import { ExplainedError } from '../../core/errors';

/**
 * One bare e-mail address, or an error that names the field it was typed into. Only the form is checked: whether a
 * mailbox exists is for the mail server to say.
 */
export function checkEmailAddress(address: string, field: string): string {
	if (address === '') {
		throw new ExplainedError(`${field} holds no e-mail address`, {
			advice: `Set ${field}, or give the person an e-mail address in Route SLA Alert.`,
		});
	}
	if (!isBareAddress(address) || address.length > 254) {
		throw new ExplainedError(`${field} holds no valid e-mail address: "${shown(address)}"`, {
			advice: 'Enter one bare address, e.g. anita@example.com',
		});
	}
	return address;
}

function shown(address: string): string {
	return address.replace(/\s+/g, ' ').slice(0, 80);
}
