/** Call me in: tags for which a person wants a notification when someone is alone in a room. */
import { z } from 'zod';
import { tagsSchema } from './text-schemas.ts';

/** Empty: never. The number of suggestions per day is limited in any case. */
export const callInSchema = z.object({ tags: tagsSchema });
export type CallIn = z.infer<typeof callInSchema>;
