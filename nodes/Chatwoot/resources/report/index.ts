import { resourceOf } from '../../resource';
import * as byDay from './byDay';
import * as kpis from './kpis';
import * as summary from './summary';

export const report = resourceOf('Report', 'report', {
	kpis: { ...kpis, name: 'KPIs', action: 'Get the KPIs', about: 'Open conversations, average response and resolution time, CSAT' },
	byDay: { ...byDay, name: 'By Day', action: 'Get numbers by day', about: 'Conversations, messages and times of each of the last days' },
	summary: { ...summary, name: 'Summary', action: 'Get a summary', about: 'Conversations, messages and times, and those of the period before' },
});
