import { z } from 'zod';

export const Id = z.number().int().positive();

/** A link to a record comes as `[id, name]`, with `load: ''` as the id alone. */
export const LinkId = z.union([Id, z.tuple([Id, z.string()]).transform(([id]) => id)]);

/** A link that may be empty, which comes as false. */
export const MaybeLinkId = z.union([LinkId, z.literal(false).transform(() => null)]);

/** Text that may be empty, which comes as false. */
export const MaybeText = z.union([z.string(), z.literal(false).transform(() => '')]);

/** The name of a linked record; empty for a link that is. */
export const MaybeLinkName = z.union([z.tuple([Id, z.string()]).transform(([, name]) => name), z.literal(false).transform(() => '')]);
