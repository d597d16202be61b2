import type { Html } from '../html';
import { html } from '../html';
import type { RowState } from './query';

/** Each state has a shape of its own, so that nobody has to tell colours apart. */
const SHAPES: Record<RowState, Html> = {
	breached: html`<path d="M8 0h8l8 8v8l-8 8H8l-8-8V8z"/><path class="cut" d="m7.5 7.5 9 9m0-9-9 9"/>`,
	atRisk: html`<path d="M12 1 24 22H0z"/><path class="cut" d="M12 8v7m0 2.5v1.5"/>`,
	onTrack: html`<circle cx="12" cy="12" r="11"/><path class="cut" d="M12 6v6l4 3"/>`,
	paused: html`<rect x="1" y="1" width="22" height="22" rx="5"/><path class="cut" d="M9 7v10m6-10v10"/>`,
	met: html`<circle cx="12" cy="12" r="11"/><path class="cut" d="m6.5 12.5 4 4 7-8"/>`,
	none: html`<circle class="ring" cx="12" cy="12" r="9"/><path class="ring" d="m6 18 12-12"/>`,
};

/** The shapes, once a page. */
export const SYMBOLS: Html = html`<svg width="0" height="0" class="unseen" aria-hidden="true" focusable="false">${Object.entries(SHAPES).map(
	([state, shape]) => html`<symbol id="symbol-${state}" viewBox="0 0 24 24">${shape}</symbol>`,
)}</svg>`;

/** Only beside its state in words: screen readers leave it out. */
export function symbol(state: RowState): Html {
	return html`<svg class="symbol" aria-hidden="true" focusable="false"><use href="#symbol-${state}"/></svg>`;
}
