/** Profiles: how others see a person. The id of a profile is the person's id. */
import { z } from 'zod';
import { idSchema, languageSchema, pageQuerySchema, timeSchema, timeZoneSchema } from './common.ts';
import { freeHoursSchema } from './free-hours.ts';
import { wireLimits } from './limits.ts';
import { lineSchema, linkSchema, nameSchema, tagsSchema, textSchema } from './text-schemas.ts';

/** A unique name in the tenant. */
export const handleSchema = z
  .string()
  .overwrite((text) => text.trim().toLowerCase())
  .regex(/^[a-z][a-z0-9_]{2,23}$/, 'expected 3 to 24 letters a-z, digits or _, beginning with a letter');

const skillsSchema = z.array(lineSchema(wireLimits.skillChars)).max(wireLimits.skills);

/** A person as shown on cards, messages and in lists. */
export const profileSummarySchema = z.object({
  id: idSchema,
  handle: handleSchema,
  displayName: z.string(),
  avatarUrl: z.string().nullable(),
});
export type ProfileSummary = z.infer<typeof profileSummarySchema>;

export const profileSchema = profileSummarySchema.extend({
  bio: z.string(),
  canTeach: z.array(z.string()),
  wantsToLearn: z.array(z.string()),
  tags: z.array(z.string()),
  languages: z.array(languageSchema),
  timeZone: z.string(),
  /** Null on profiles of other people: they only see shared free times, not the whole week. */
  freeHours: freeHoursSchema.nullable(),
  links: z.array(z.string()),
  /** Whether visitors without an account see my public topics. Null until I have chosen, and on profiles of other people. */
  showsTopicsToVisitors: z.boolean().nullable(),
  /** Whether visitors see my name and picture. Null on profiles of other people. */
  showsNameToVisitors: z.boolean().nullable(),
  createdAt: timeSchema,
});
export type Profile = z.infer<typeof profileSchema>;

/** People by name or handle, newest first. */
export const listProfilesSchema = pageQuerySchema.extend({ q: textSchema(1, 100) });
export type ListProfiles = z.infer<typeof listProfilesSchema>;

/** Missing fields stay unchanged. */
export const updateProfileSchema = z.object({
  handle: handleSchema.optional(),
  displayName: nameSchema(wireLimits.displayNameChars).optional(),
  bio: textSchema(0, wireLimits.bioChars).optional(),
  canTeach: skillsSchema.optional(),
  wantsToLearn: skillsSchema.optional(),
  tags: tagsSchema.optional(),
  languages: z.array(languageSchema).min(1).max(10).optional(),
  timeZone: timeZoneSchema.optional(),
  /** Usual free hours in `timeZone`. */
  freeHours: freeHoursSchema.optional(),
  links: z.array(linkSchema).max(wireLimits.links).optional(),
  showsTopicsToVisitors: z.boolean().optional(),
  showsNameToVisitors: z.boolean().optional(),
});
export type UpdateProfile = z.infer<typeof updateProfileSchema>;
