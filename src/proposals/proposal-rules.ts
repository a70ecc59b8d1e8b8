/** Pure functions about proposals and appointments, no I/O. */
import { MINUTE_MS } from '../kernel/time.ts';
import type { AppointmentMinutes, Proposal } from '../protocol/proposals.ts';
import type { ProposalDoc } from './proposal-model.ts';

const QUARTER = 15 * MINUTE_MS;

/** When it ends. */
export function endOf(startsAt: Date, minutes: AppointmentMinutes): Date {
  return new Date(startsAt.getTime() + minutes * MINUTE_MS);
}

/** What each of the two gives away by agreeing: the quarters of an hour that the appointment takes. */
export function promisesOf({ tenantId, personIds, startsAt, endsAt }: ProposalDoc): string[] {
  const quarters: number[] = [];
  for (let at = startsAt.getTime(); at < endsAt.getTime(); at += QUARTER) quarters.push(at / QUARTER);
  return personIds.flatMap((personId) => quarters.map((quarter) => `${tenantId}:${personId}:${quarter}`));
}

/** Why a time cannot be proposed; null where it can. */
export function problemWith(
  startsAt: Date,
  { now, aheadMs }: { now: number; aheadMs: number },
): 'time_passed' | 'time_too_far' | null {
  if (startsAt.getTime() <= now) return 'time_passed';
  return startsAt.getTime() > now + aheadMs ? 'time_too_far' : null;
}

/** How a proposal ends that this person ends. */
export function endStateOf({ state, proposerId }: ProposalDoc, personId: string): 'declined' | 'cancelled' {
  return state === 'proposed' && proposerId !== personId ? 'declined' : 'cancelled';
}

export function isOpen({ state }: Pick<ProposalDoc, 'state'>): boolean {
  return state === 'proposed' || state === 'accepted';
}

/** As it travels. */
export function toProposal(doc: ProposalDoc): Proposal {
  return {
    id: doc._id,
    matchId: doc.matchId,
    conversationId: doc.conversationId,
    proposerId: doc.proposerId,
    startsAt: doc.startsAt.toISOString(),
    endsAt: doc.endsAt.toISOString(),
    minutes: doc.minutes,
    state: doc.state,
    revision: doc.revision,
    roomId: doc.roomId,
    changedAt: doc.changedAt.toISOString(),
  };
}
