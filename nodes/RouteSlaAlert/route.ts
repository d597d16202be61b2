import type { IExecuteFunctions } from 'n8n-workflow';
import type { Alert } from '../../core/alert/alert';
import type { Routing } from '../../core/alert/routing';
import { routeAlert } from '../../core/alert/routing';
import type { Connect } from './look-up';
import { membersOfTeam, withAssigneeEmail } from './look-up';
import type { RoutingSettings } from './settings';

/** Routes one alert, with what Chatwoot has to be asked for. */
export async function route(context: IExecuteFunctions, chatwoot: Connect, alert: Alert, settings: RoutingSettings): Promise<Routing> {
	const known = await withAssigneeEmail(context, chatwoot, alert, settings.rules);
	const teamMembers = await membersOfTeam(context, chatwoot, alert, settings.rules);
	return routeAlert(known, { ...settings, teamMembers }, new Date());
}
