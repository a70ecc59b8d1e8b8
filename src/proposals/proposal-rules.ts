/** Pure functions about proposals and appointments. */
import { MINUTE_MS } from '../kernel/time.ts';
import type { AppointmentMinutes, Proposal } from '../protocol/proposals.ts';
import type { ProposalDoc } from './proposal-model.ts';

const QUARTER = 15 * MINUTE_MS;

export function endOf(startsAt: Date, minutes: AppointmentMinutes): Date {
  return new Date(startsAt.getTime() + minutes * MINUTE_MS);
}

/** The quarters of an hour that the appointment reserves for each of the two, as stored in `promised`. */
export function reservedQuarters({ tenantId, personIds, startsAt, endsAt }: ProposalDoc): string[] {
  const quarters: number[] = [];
  for (let at = startsAt.getTime(); at < endsAt.getTime(); at += QUARTER) quarters.push(at / QUARTER);
  return personIds.flatMap((personId) => quarters.map((quarter) => `${tenantId}:${personId}:${quarter}`));
}

/** The reason why a time cannot be proposed; null if it can. */
export function problemWith(
  startsAt: Date,
  { now, aheadMs }: { now: number; aheadMs: number },
): 'time_passed' | 'time_too_far' | null {
  if (startsAt.getTime() <= now) return 'time_passed';
  return startsAt.getTime() > now + aheadMs ? 'time_too_far' : null;
}

/** The final state of a proposal that this person ends. */
export function endStateOf({ state, proposerId }: ProposalDoc, personId: string): 'declined' | 'cancelled' {
  return state === 'proposed' && proposerId !== personId ? 'declined' : 'cancelled';
}

export function isOpen({ state }: Pick<ProposalDoc, 'state'>): boolean {
  return state === 'proposed' || state === 'accepted';
}

/** Converts to the wire form. */
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
