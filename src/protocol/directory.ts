/** The directory of an organisation: a service such as Entra ID or Okta that keeps its people and groups through SCIM 2.0. */
import { z } from 'zod';
import { idSchema, timeSchema } from './common.ts';
import { wireLimits } from './limits.ts';
import { profileSummarySchema } from './profiles.ts';
import { lineSchema } from './text-schemas.ts';

/** A token with which a directory calls `/scim/v2`. */
export const directoryTokenSchema = z.object({
  id: idSchema,
  name: z.string(),
  /** Whether it works: it can be disabled and enabled again. */
  isEnabled: z.boolean(),
  /** The token works while this person may manage the directory. */
  createdBy: profileSummarySchema,
  createdAt: timeSchema,
  /** To within a minute; null if it was never used. */
  lastUsedAt: timeSchema.nullable(),
});
export type DirectoryToken = z.infer<typeof directoryTokenSchema>;

/** A new token. The secret is returned only once. */
export const createdDirectoryTokenSchema = directoryTokenSchema.extend({ secret: z.string() });
export type CreatedDirectoryToken = z.infer<typeof createdDirectoryTokenSchema>;

export const newDirectoryTokenSchema = z.object({ name: lineSchema(wireLimits.groupNameChars) });
export const directoryTokenStateSchema = z.object({ isEnabled: z.boolean() });

export const directorySchema = z.object({
  /** The address to enter in the directory. */
  url: z.string(),
  tokens: z.array(directoryTokenSchema),
  /** Users and groups that the directory has made. */
  userCount: z.number().int(),
  groupCount: z.number().int(),
});
export type Directory = z.infer<typeof directorySchema>;
