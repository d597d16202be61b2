import { resourceOf } from '../../resource';
import * as kpis from './kpis';
import * as summary from './summary';

export const report = resourceOf('Report', 'report', {
	kpis: { ...kpis, name: 'KPIs', action: 'Get the KPIs', about: 'Open conversations, average response and resolution time, CSAT' },
	summary: { ...summary, name: 'Summary', action: 'Get a summary', about: 'Conversations, messages and times, and those of the period before' },
});
