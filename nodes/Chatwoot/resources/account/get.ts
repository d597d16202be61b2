import { getAccount } from '../../../../core/chatwoot/account-lists';
import { forEach } from '../../operation';

export const description = [];

/** Gives the account of the credential. */
export const execute = forEach(
	() => null,
	(api) => getAccount(api),
);
