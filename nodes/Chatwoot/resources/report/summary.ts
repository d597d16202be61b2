import { summary } from '../../../../core/chatwoot/reports';
import { forEach } from '../../operation';
import { periodField, readPeriod } from './period';

export const description = [periodField];

/** Gives the account's numbers, and under `previous` those of as many days before. */
export const execute = forEach(readPeriod, (api, period) => summary(api, period));
