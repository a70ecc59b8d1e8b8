/** Information about the server that clients can read without signing in. */
import { z } from 'zod';
import { openProviderSchema } from './open-challenge.ts';

export const metaSchema = z.object({
  name: z.string(),
  protocols: z.object({ min: z.number().int(), max: z.number().int() }),
  /** Whether this server can reset forgotten passwords by e-mail. */
  hasPasswordReset: z.boolean(),
  /** Providers with whose accounts people can sign in and sign up, see `openSignOn.begin`, and their names for buttons. */
  openProviders: z.array(z.object({ id: openProviderSchema, name: z.string() })),
});
export type Meta = z.infer<typeof metaSchema>;

const countSchema = z.number().int();

/** Who runs this server, and what it keeps for how long: what a page about privacy tells people. */
export const aboutSchema = z.object({
  /** Null where the operators have not said it. */
  operator: z.object({ name: z.string().nullable(), email: z.string().nullable() }),
  /** Whether the server sends mail by a mail server, and notifications by the push services of browsers. */
  sends: z.object({ mail: z.boolean(), push: z.boolean() }),
  /** What is deleted by itself, and when. Everything else is kept until the person deletes it, or the account. */
  kept: z.object({
    /** A signed-in device that is not used. */
    sessionDays: countSchema,
    /** Entries of the audit log. */
    auditDays: countSchema,
    /** The mark of a device on which someone has signed in before. Only the device keeps it. */
    knownDeviceDays: countSchema,
    /** A former e-mail address, so that its change can be undone. */
    formerAddressDays: countSchema,
    notificationDays: countSchema,
    /** The newest of one person. Older ones are deleted sooner. */
    notifications: countSchema,
    /** Who talked to whom in instant talks, without what was said. */
    instantTalkDays: countSchema,
    /** Reports to the operators. */
    reportDays: countSchema,
    /** The archive that a person has asked for, and does not remove. */
    exportDays: countSchema,
    /** An organisation that is to be deleted. */
    organisationDays: countSchema,
  }),
});
export type About = z.infer<typeof aboutSchema>;
