/** Instant talks (いま話す): two people who are free this minute are brought into a room of their own. */
import { z } from 'zod';
import { idSchema, tagSchema, timeSchema } from './common.ts';
import { profileSummarySchema } from './profiles.ts';

/** About what: a tag, or null for anything. */
export const waitForInstantTalkSchema = z.object({ tag: tagSchema.nullable() });

/** A talk that has begun, as one of the two sees it. It is no match: that is only made where both want it afterwards. */
export const instantTalkSchema = z.object({
  id: idSchema,
  /** The other one. */
  person: profileSummarySchema,
  /** What both wanted to talk about; null for anything. */
  tag: z.string().nullable(),
  /** A room that the two alone see. */
  roomId: idSchema,
  startedAt: timeSchema,
});
export type InstantTalk = z.infer<typeof instantTalkSchema>;

export const instantTalkStatusSchema = z.object({
  state: z.enum(['idle', 'waiting', 'talking']),
  /** What I wait for; null while I do not wait, and for anything. */
  tag: z.string().nullable(),
  /** Since when I wait. */
  since: timeSchema.nullable(),
  /** The talk that runs. */
  instantTalk: instantTalkSchema.nullable(),
  /** The next times at which people are usually here, soonest first; none while that is not known. */
  usualTimes: z.array(timeSchema),
});
export type InstantTalkStatus = z.infer<typeof instantTalkStatusSchema>;

/** What one says after a talk. The other one learns of it only where both want to stay in touch. */
export const instantTalkAnswerSchema = z.enum(['stay_in_touch', 'not_again']);
export type InstantTalkAnswer = z.infer<typeof instantTalkAnswerSchema>;

/** The match, once both want to stay in touch. */
export const answeredInstantTalkSchema = z.object({ conversationId: idSchema.nullable() });
