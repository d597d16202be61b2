import type { Delivery } from './alert';
import type { Routing } from './routing';

/** One line of what would become of an alert: a message to somebody, now or later, or why there is none. */
export type PreviewLine =
	| { person: string; email: string; channel: string; when: string; why: string; text: string; locale: string; capPerHour: number | null }
	| { unrouted: string };

export function previewOf({ deliveries, deferred, unrouted }: Routing): PreviewLine[] {
	return [
		...deliveries.map((delivery) => line(delivery, 'now')),
		...deferred.map((delivery) => line(delivery, delivery.deferred.until)),
		...(unrouted === null ? [] : [{ unrouted }]),
	];
}

function line({ text, delivery }: Delivery, when: string): PreviewLine {
	const { person, channel, why, locale, capPerHour } = delivery;
	return { person: person.name, email: person.email, channel, when, why, text, locale, capPerHour };
}
