/** The never-match list: these people are never suggested to me, nor I to them. They are not notified and cannot see it. */
import { z } from 'zod';
import { timeSchema } from './common.ts';
import { profileSummarySchema } from './profiles.ts';

export const neverMatchSchema = z.object({ person: profileSummarySchema, createdAt: timeSchema });
export type NeverMatch = z.infer<typeof neverMatchSchema>;
