/** Names are those of core/report/language/english.ts. */
export const OWN_TEXTS_EXAMPLE = '{ "nl": { "board.title": "SLA-bord", "digest.title": "SLA-overzicht", "unit.h": "u" } }';
