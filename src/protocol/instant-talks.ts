/** Instant talks (いま話す): two people who are free now are paired and get a private room. */
import { z } from 'zod';
import { idSchema, timeSchema } from './common.ts';
import { profileSummarySchema } from './profiles.ts';
import { tagSchema } from './text-schemas.ts';

/** The tag to talk about; null for anything. */
export const waitForInstantTalkSchema = z.object({ tag: tagSchema.nullable() });

/** A started talk, as one of the two sees it. It is not a match; it becomes one only if both want it afterwards. */
export const instantTalkSchema = z.object({
  id: idSchema,
  /** The other person. */
  person: profileSummarySchema,
  /** The tag that both chose; null for anything. */
  tag: z.string().nullable(),
  /** A room that only the two can see. */
  roomId: idSchema,
  startedAt: timeSchema,
});
export type InstantTalk = z.infer<typeof instantTalkSchema>;

export const instantTalkStatusSchema = z.object({
  state: z.enum(['idle', 'waiting', 'talking']),
  /** The tag that I chose; null for anything, and if I am not waiting. */
  tag: z.string().nullable(),
  /** When I started waiting; null if I am not waiting. */
  since: timeSchema.nullable(),
  /** The running talk; null if there is none. */
  instantTalk: instantTalkSchema.nullable(),
  /** The next times when people usually wait, soonest first; empty if not enough is known. */
  usualTimes: z.array(timeSchema),
});
export type InstantTalkStatus = z.infer<typeof instantTalkStatusSchema>;

/** The answer after a talk. The other person sees it only if both want to stay in touch. */
export const instantTalkAnswerSchema = z.enum(['stay_in_touch', 'not_again']);
export type InstantTalkAnswer = z.infer<typeof instantTalkAnswerSchema>;

/** The conversation of the new match, if both want to stay in touch. */
export const answeredInstantTalkSchema = z.object({ conversationId: idSchema.nullable() });
