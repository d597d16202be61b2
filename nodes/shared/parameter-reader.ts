/**
 * Reads a top-level parameter of a node, expressions resolved; `fallback` when it is hidden or was never set. Triggers,
 * webhooks and actions read theirs with different arguments: this is what they have in common.
 */
export type ParameterReader = (name: string, fallback?: unknown) => unknown;
