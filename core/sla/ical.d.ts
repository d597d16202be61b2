/**
 * The parts of ical.js 2.2 used here. Its own types are those of an ES module, which TypeScript does not let CommonJS
 * import, though the package has a CommonJS build.
 */
declare module 'ical.js' {
	export default ICAL;

	namespace ICAL {
		class Component {
			static fromString(text: string): Component;
			getAllSubcomponents(name: string): Component[];
			getAllProperties(name: string): Property[];
			getFirstPropertyValue(name: string): unknown;
		}

		class Property {
			getFirstValue(): unknown;
		}

		class Event {
			constructor(component: Component, options: { exceptions: Event[] });
			readonly component: Component;
			readonly uid: string | null;
			readonly startDate: Time;
			/** Exclusive. Made from the duration, or a day after a start without a time, where the event has none. */
			readonly endDate: Time;
			isRecurring(): boolean;
			iterator(): Occurrences;
		}

		interface Occurrences {
			/** Nothing after the last one. */
			next(): Time | null | undefined;
		}

		class Recur {
			readonly freq: string;
			/** The BY… parts. */
			readonly parts: { BYMONTH?: number[]; BYMONTHDAY?: number[]; BYDAY?: string[]; [part: string]: unknown };
		}

		class Time {
			readonly year: number;
			/** From 1. */
			readonly month: number;
			readonly day: number;
			readonly hour: number;
			readonly minute: number;
			readonly second: number;
			readonly zone: Timezone;
			/** ISO 8601 */
			toString(): string;
		}

		class Timezone {
			static readonly utcTimezone: Timezone;
		}
	}
}
