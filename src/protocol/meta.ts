/** What a client may want to know before anyone signs in. */
import { z } from 'zod';

export const metaSchema = z.object({
  name: z.string(),
  protocols: z.object({ min: z.number().int(), max: z.number().int() }),
  /** Whether a forgotten password can be reset by e-mail here. */
  hasPasswordReset: z.boolean(),
});
export type Meta = z.infer<typeof metaSchema>;
