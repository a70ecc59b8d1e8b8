/** The never-match list: people who are not to be suggested to me, nor I to them. Private and silent. */
import { z } from 'zod';
import { timeSchema } from './common.ts';
import { profileSummarySchema } from './profiles.ts';

export const neverMatchSchema = z.object({ person: profileSummarySchema, createdAt: timeSchema });
export type NeverMatch = z.infer<typeof neverMatchSchema>;
