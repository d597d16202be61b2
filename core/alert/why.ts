import { z } from 'zod';
import type { Alert } from './alert';
import { oneLine } from './details';
import type { Language } from './language/language';

/** Why its reader gets the alert, as Route SLA Alert put it; empty where it did not. */
export function whyText(alert: Alert, language: Language): string {
	const why = oneLine(itemSchema.parse(alert).delivery.why);
	return why === '' ? '' : language.say('why.label', { why });
}

const itemSchema = z.object({ delivery: z.object({ why: z.string().catch('') }).catch({ why: '' }) });
