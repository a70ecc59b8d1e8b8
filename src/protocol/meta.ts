/** Information about the server that clients can read without signing in. */
import { z } from 'zod';

export const metaSchema = z.object({
  name: z.string(),
  protocols: z.object({ min: z.number().int(), max: z.number().int() }),
  /** Whether this server can reset forgotten passwords by e-mail. */
  hasPasswordReset: z.boolean(),
});
export type Meta = z.infer<typeof metaSchema>;
