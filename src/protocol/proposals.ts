/** Proposals: one person of a match proposes a time. An accepted proposal is an appointment; its room opens at that time. */
import { z } from 'zod';
import { idSchema, queryNumberSchema, timeSchema } from './common.ts';

export const appointmentMinutesSchema = z.union([z.literal(30), z.literal(60)]);
export type AppointmentMinutes = z.infer<typeof appointmentMinutesSchema>;

/** Appointments start at a quarter of an hour. */
const startSchema = timeSchema.refine(
  (time) => Date.parse(time) % (15 * 60_000) === 0,
  'expected a quarter of an hour',
);

export const proposalSchema = z.object({
  id: idSchema,
  matchId: idSchema,
  conversationId: idSchema,
  /** The person who proposed the current time. The other person answers. */
  proposerId: idSchema,
  startsAt: timeSchema,
  endsAt: timeSchema,
  minutes: appointmentMinutesSchema,
  /**
   * `proposed`: waits for the other person's answer. `accepted`: it is an appointment. `declined` (by the other person),
   * `cancelled` (by the proposer, or after it was accepted) and `over` are final: a new proposal can be made.
   */
  state: z.enum(['proposed', 'accepted', 'declined', 'cancelled', 'over']),
  /** Increases with each change. An answer must contain the revision that it answers. */
  revision: z.number().int(),
  /** The room of the appointment while it is open. */
  roomId: idSchema.nullable(),
  changedAt: timeSchema,
});
export type Proposal = z.infer<typeof proposalSchema>;

export const proposeTimeSchema = z.object({ startsAt: startSchema, minutes: appointmentMinutesSchema });
export type ProposeTime = z.infer<typeof proposeTimeSchema>;

/** The revision that the person has seen. If the proposal has changed since, the answer is rejected with `proposal_changed`. */
export const answerProposalSchema = z.object({ revision: z.number().int().min(0).max(1_000_000) });
export const changeProposalSchema = proposeTimeSchema.extend(answerProposalSchema.shape);
export type ChangeProposal = z.infer<typeof changeProposalSchema>;

/** The open proposal or appointment of the two; null if there is none. */
export const currentProposalSchema = z.object({ proposal: proposalSchema.nullable() });

export const slotsQuerySchema = z.object({
  /** Length of the appointment in minutes. */
  minutes: queryNumberSchema<AppointmentMinutes>().pipe(appointmentMinutesSchema).default(30),
});

/** Times in the coming days when both people are free and have no appointment. */
export const sharedSlotsSchema = z.object({
  slots: z.array(z.object({ startsAt: timeSchema, endsAt: timeSchema })),
  /** Those of the two who have not set free hours. If there are any, `slots` is empty; any time can be proposed. */
  withoutHours: z.array(idSchema),
});
export type SharedSlots = z.infer<typeof sharedSlotsSchema>;
