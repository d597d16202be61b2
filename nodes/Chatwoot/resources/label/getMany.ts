import { listLabels } from '../../../../core/chatwoot/labels';
import { listOperation } from '../list-operation';

export const { description, execute } = listOperation(listLabels);
