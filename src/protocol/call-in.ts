/** Call me in: for which tags I want to be told when someone sits alone in a room. */
import { z } from 'zod';
import { tagsSchema } from './common.ts';

/** Empty for never. Few suggestions a day, whatever is chosen. */
export const callInSchema = z.object({ tags: tagsSchema });
export type CallIn = z.infer<typeof callInSchema>;
