import { resourceOf } from '../../resource';
import * as get from './get';

export const account = resourceOf('Account', 'account', {
	get: { ...get, name: 'Get', action: 'Get the account', about: "Read the credential's account: name, language, features" },
});
