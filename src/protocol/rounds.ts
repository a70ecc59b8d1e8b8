/**
 * Rounds: every week or two, whoever said yes is paired with someone new, in a community or among everyone of the tenant.
 * Whether two met, and whom one would rather not meet again, is told to nobody.
 */
import { z } from 'zod';
import { idSchema, languageSchema, timeSchema, timeZoneSchema } from './common.ts';
import { wireLimits } from './limits.ts';
import { profileSummarySchema } from './profiles.ts';

/** Why two were paired, as one of them sees it; the client puts it in words. */
export const roundReasonSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('shared_tags'), tags: z.array(z.string()) }),
  z.object({ kind: z.literal('you_can_teach'), skills: z.array(z.string()) }),
  z.object({ kind: z.literal('you_want_to_learn'), skills: z.array(z.string()) }),
  /** Hours of a week in which both usually have time. */
  z.object({ kind: z.literal('shared_hours'), hours: z.number().int() }),
  z.object({ kind: z.literal('same_languages'), languages: z.array(languageSchema) }),
  z.object({ kind: z.literal('never_met') }),
  /** Nobody new was left; so many rounds ago the two last met. */
  z.object({ kind: z.literal('met_before'), rounds: z.number().int() }),
]);
export type RoundReason = z.infer<typeof roundReasonSchema>;

export const roundEverySchema = z.enum(['week', 'two_weeks']);
export type RoundEvery = z.infer<typeof roundEverySchema>;

/** What becomes of the one who is left over: a third at someone's table, or the first to be paired the next time. */
export const oddOneOutSchema = z.enum(['trio', 'next_time']);
export type OddOneOut = z.infer<typeof oddOneOutSchema>;

/** none: I take no part; next: in the next round only; always: until I say no. */
export const roundAnswerSchema = z.enum(['none', 'next', 'always']);
export type RoundAnswer = z.infer<typeof roundAnswerSchema>;

export const roundScheduleSchema = z.object({
  /** The community whose members it is for; null for everyone of the tenant. */
  communityId: idSchema.nullable(),
  isOpen: z.boolean(),
  every: roundEverySchema,
  oddOneOut: oddOneOutSchema,
  /** By whose clock it is always the same hour. */
  timeZone: z.string(),
  nextAt: timeSchema,
  /** A yes that comes later counts for the round after. A no always counts at once. */
  answerBy: timeSchema,
  myAnswer: roundAnswerSchema,
  /** Whether I may open, change and close it. */
  isMine: z.boolean(),
});
export type RoundSchedule = z.infer<typeof roundScheduleSchema>;

/** Null where no rounds have been opened, and whether I may open them. */
export const shownRoundsSchema = z.object({ schedule: roundScheduleSchema.nullable(), mayOpen: z.boolean() });
export type ShownRounds = z.infer<typeof shownRoundsSchema>;

/** Whose rounds: a community's, or without one those of everyone. */
export const ofCommunitySchema = z.object({ communityId: idSchema.optional() });
export type OfCommunity = z.infer<typeof ofCommunitySchema>;

export const openRoundsSchema = z.object({
  communityId: idSchema,
  every: roundEverySchema.default('week'),
  oddOneOut: oddOneOutSchema.default('trio'),
  /** The first round; in the future. The next ones are at the same hour by the clock of `timeZone`. */
  firstAt: timeSchema,
  timeZone: timeZoneSchema.default('Asia/Tokyo'),
});
export type OpenRounds = z.infer<typeof openRoundsSchema>;

export const closeRoundsSchema = z.object({ communityId: idSchema });

export const answerRoundSchema = ofCommunitySchema.extend({ answer: roundAnswerSchema });
export type AnswerRound = z.infer<typeof answerRoundSchema>;

/** Between these moments I am in no round, whatever I answered. */
export const roundPauseSchema = z.object({ from: timeSchema, until: timeSchema });
export type RoundPause = z.infer<typeof roundPauseSchema>;
/** Null ends it. */
export const setRoundPauseSchema = z.object({ pause: roundPauseSchema.nullable() });
export const shownRoundPauseSchema = z.object({ pause: roundPauseSchema.nullable() });
export type ShownRoundPause = z.infer<typeof shownRoundPauseSchema>;

/** Someone I was paired with. */
export const roundPartnerSchema = z.object({
  person: profileSummarySchema,
  reasons: z.array(roundReasonSchema),
  /** Our conversation; null once our match has ended. */
  conversationId: idSchema.nullable(),
});
export type RoundPartner = z.infer<typeof roundPartnerSchema>;

/** A table of a round that I sat at. */
export const roundPairSchema = z.object({
  id: idSchema,
  communityId: idSchema.nullable(),
  partners: z.array(roundPartnerSchema),
  createdAt: timeSchema,
  /** What I said to "did you meet?"; null where I have not. The others never see it. */
  didMeet: z.boolean().nullable(),
});
export type RoundPair = z.infer<typeof roundPairSchema>;

/** "Did you meet?" Answering again replaces the answer. */
export const answerMeetingSchema = z.object({
  didMeet: z.boolean(),
  /** Whom of them I would rather not be paired with again: they go to my never-match list. */
  ratherNotIds: z.array(idSchema).max(wireLimits.roundPartners).default([]),
});
export type AnswerMeeting = z.infer<typeof answerMeetingSchema>;
