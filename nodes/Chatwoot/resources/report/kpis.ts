import { kpis } from '../../../../core/chatwoot/reports';
import { forEach } from '../../operation';
import { periodField, readPeriod } from './period';

export const description = [periodField];

/** Gives open conversations, average times in seconds, and CSAT where Chatwoot tells it. */
export const execute = forEach(readPeriod, (api, period) => kpis(api, period));
