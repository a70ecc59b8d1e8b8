/**
 * Rounds: every week or every two weeks, people who said yes are paired with someone new, in a community or among everyone in
 * the tenant. Whether two people met, and whom a person would rather not meet again, is private.
 */
import { z } from 'zod';
import { idSchema, languageSchema, timeSchema, timeZoneSchema } from './common.ts';
import { wireLimits } from './limits.ts';
import { profileSummarySchema } from './profiles.ts';

/** Why two people were paired, as one of them sees it. Clients translate it into text. */
export const roundReasonSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('shared_tags'), tags: z.array(z.string()) }),
  z.object({ kind: z.literal('you_can_teach'), skills: z.array(z.string()) }),
  z.object({ kind: z.literal('you_want_to_learn'), skills: z.array(z.string()) }),
  /** Hours per week when both are usually free. */
  z.object({ kind: z.literal('shared_hours'), hours: z.number().int() }),
  z.object({ kind: z.literal('same_languages'), languages: z.array(languageSchema) }),
  z.object({ kind: z.literal('never_met') }),
  /** Nobody new was available. `rounds`: how many rounds ago the two last met. */
  z.object({ kind: z.literal('met_before'), rounds: z.number().int() }),
]);
export type RoundReason = z.infer<typeof roundReasonSchema>;

export const roundEverySchema = z.enum(['week', 'two_weeks']);
export type RoundEvery = z.infer<typeof roundEverySchema>;

/** What happens with the odd one out: becomes the third at a table, or is paired first the next time. */
export const oddOneOutSchema = z.enum(['trio', 'next_time']);
export type OddOneOut = z.infer<typeof oddOneOutSchema>;

/** none: I do not take part; next: only in the next round; always: until I say no. */
export const roundAnswerSchema = z.enum(['none', 'next', 'always']);
export type RoundAnswer = z.infer<typeof roundAnswerSchema>;

export const roundScheduleSchema = z.object({
  /** The community of the rounds; null: everyone in the tenant. */
  communityId: idSchema.nullable(),
  isOpen: z.boolean(),
  every: roundEverySchema,
  oddOneOut: oddOneOutSchema,
  /** Rounds are always at the same hour in this time zone. */
  timeZone: z.string(),
  nextAt: timeSchema,
  /** A yes after this time counts for the round after the next. A no counts immediately. */
  answerBy: timeSchema,
  myAnswer: roundAnswerSchema,
  /** Whether I can open, change and close the rounds. */
  isMine: z.boolean(),
});
export type RoundSchedule = z.infer<typeof roundScheduleSchema>;

/** The rounds, null if they were never opened; and whether I can open them. */
export const shownRoundsSchema = z.object({ schedule: roundScheduleSchema.nullable(), mayOpen: z.boolean() });
export type ShownRounds = z.infer<typeof shownRoundsSchema>;

/** The rounds of a community; without `communityId`, those of everyone. */
export const ofCommunitySchema = z.object({ communityId: idSchema.optional() });
export type OfCommunity = z.infer<typeof ofCommunitySchema>;

export const openRoundsSchema = z.object({
  communityId: idSchema,
  every: roundEverySchema.default('week'),
  oddOneOut: oddOneOutSchema.default('trio'),
  /** Time of the first round, in the future. The next rounds are at the same hour in `timeZone`. */
  firstAt: timeSchema,
  timeZone: timeZoneSchema.default('Asia/Tokyo'),
});
export type OpenRounds = z.infer<typeof openRoundsSchema>;

export const closeRoundsSchema = z.object({ communityId: idSchema });

export const answerRoundSchema = ofCommunitySchema.extend({ answer: roundAnswerSchema });
export type AnswerRound = z.infer<typeof answerRoundSchema>;

/** Between these times I take part in no round, independent of my answer. */
export const roundPauseSchema = z.object({ from: timeSchema, until: timeSchema });
export type RoundPause = z.infer<typeof roundPauseSchema>;
/** Null ends the pause. */
export const setRoundPauseSchema = z.object({ pause: roundPauseSchema.nullable() });
export const shownRoundPauseSchema = z.object({ pause: roundPauseSchema.nullable() });
export type ShownRoundPause = z.infer<typeof shownRoundPauseSchema>;

/** A person I was paired with. */
export const roundPartnerSchema = z.object({
  person: profileSummarySchema,
  reasons: z.array(roundReasonSchema),
  /** Our conversation; null if our match has ended. */
  conversationId: idSchema.nullable(),
});
export type RoundPartner = z.infer<typeof roundPartnerSchema>;

/** My table in a round. */
export const roundPairSchema = z.object({
  id: idSchema,
  communityId: idSchema.nullable(),
  partners: z.array(roundPartnerSchema),
  createdAt: timeSchema,
  /** My answer to "did you meet?"; null if I have not answered. Others cannot see it. */
  didMeet: z.boolean().nullable(),
});
export type RoundPair = z.infer<typeof roundPairSchema>;

/** The answer to "did you meet?". A new answer replaces the previous one. */
export const answerMeetingSchema = z.object({
  didMeet: z.boolean(),
  /** People of the table whom I would rather not meet again: they are added to my never-match list. */
  ratherNotIds: z.array(idSchema).max(wireLimits.roundPartners).default([]),
});
export type AnswerMeeting = z.infer<typeof answerMeetingSchema>;
