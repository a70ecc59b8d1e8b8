/** The directory of an organisation: a service such as Entra ID or Okta that keeps its people and groups through SCIM 2.0. */
import { z } from 'zod';

export const directorySchema = z.object({
  /** The address to enter in the directory, with a key that has `organisation:manage_directory`. */
  url: z.string(),
  /** Users and groups that the directory has made. */
  userCount: z.number().int(),
  groupCount: z.number().int(),
});
export type Directory = z.infer<typeof directorySchema>;
