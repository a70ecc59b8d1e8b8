/** Who is online. Only visible to people who share a match. Who is active is visible to nobody. */
import { z } from 'zod';
import { idSchema } from './common.ts';
import { wireLimits } from './limits.ts';

export const presenceSchema = z.object({ personId: idSchema, isOnline: z.boolean() });
export type Presence = z.infer<typeof presenceSchema>;

/** People without a match with the reader are always reported as offline. */
export const readPresenceSchema = z.object({ personIds: z.array(idSchema).max(wireLimits.presencePeople) });
export const setPresenceSchema = z.object({ isActive: z.boolean() });
export const presenceListSchema = z.object({ items: z.array(presenceSchema) });
