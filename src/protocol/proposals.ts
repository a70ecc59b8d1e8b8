/** Proposals and appointments: one of a match proposes a time; accepted, it is an appointment, and at that time the room of the two opens. */
import { z } from 'zod';
import { idSchema, queryNumberSchema, timeSchema } from './common.ts';

/** How long an appointment lasts. */
export const appointmentMinutesSchema = z.union([z.literal(30), z.literal(60)]);
export type AppointmentMinutes = z.infer<typeof appointmentMinutesSchema>;

/** When an appointment begins: at a quarter of an hour, in UTC as everywhere. */
const startSchema = timeSchema.refine(
  (time) => Date.parse(time) % (15 * 60_000) === 0,
  'expected a quarter of an hour',
);

export const proposalSchema = z.object({
  id: idSchema,
  matchId: idSchema,
  conversationId: idSchema,
  /** Who proposed the time as it stands; the other one answers. */
  proposerId: idSchema,
  startsAt: timeSchema,
  endsAt: timeSchema,
  minutes: appointmentMinutesSchema,
  /**
   * `proposed` waits for the other's answer, `accepted` is agreed on. `declined` by the other, `cancelled` by who had
   * proposed or agreed, or `over`: then there may be another one.
   */
  state: z.enum(['proposed', 'accepted', 'declined', 'cancelled', 'over']),
  /** Grows with each change. An answer names the one that it answers. */
  revision: z.number().int(),
  /** The room of the two, from the time on until it closes. */
  roomId: idSchema.nullable(),
  changedAt: timeSchema,
});
export type Proposal = z.infer<typeof proposalSchema>;

export const proposeTimeSchema = z.object({ startsAt: startSchema, minutes: appointmentMinutesSchema });
export type ProposeTime = z.infer<typeof proposeTimeSchema>;

/** The revision that was on the screen: where it has changed meanwhile the answer is refused with `proposal_changed`. */
export const answerProposalSchema = z.object({ revision: z.number().int().min(0).max(1_000_000) });
export const changeProposalSchema = proposeTimeSchema.extend(answerProposalSchema.shape);
export type ChangeProposal = z.infer<typeof changeProposalSchema>;

/** The proposal that is open between the two, if there is one. */
export const currentProposalSchema = z.object({ proposal: proposalSchema.nullable() });

export const slotsQuerySchema = z.object({
  /** Length of the appointment in minutes. */
  minutes: queryNumberSchema<AppointmentMinutes>().pipe(appointmentMinutesSchema).default(30),
});

/** Times of the coming days at which both are free and promised to nobody. */
export const sharedSlotsSchema = z.object({
  slots: z.array(z.object({ startsAt: timeSchema, endsAt: timeSchema })),
  /** Who of the two has not said when there is time; then there are no slots, and any time may be proposed. */
  withoutHours: z.array(idSchema),
});
export type SharedSlots = z.infer<typeof sharedSlotsSchema>;
