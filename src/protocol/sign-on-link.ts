/** Part of an error: an account with the e-mail address of a new identity exists, and the person must prove that it is theirs. */
import { z } from 'zod';
import { timeSchema } from './common.ts';

/** `signOn.link` finishes this sign-in. */
export const signOnLinkSchema = z.object({
  challengeId: z.string(),
  email: z.string(),
  /** Whether `signOn.mailCode` can mail a code to the address. */
  canMail: z.boolean(),
  /** Whether a password or a mailed code needs a code of the second factor, too. */
  needsCode: z.boolean(),
  /** The challenge also ends after some wrong attempts. */
  expiresAt: timeSchema,
});
export type SignOnLink = z.infer<typeof signOnLinkSchema>;
