import { listAgents } from '../../../../core/chatwoot/account-lists';
import { listOperation } from '../list-operation';

export const { description, execute } = listOperation(listAgents);
