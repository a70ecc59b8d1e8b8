/** Finds shared free slots of two matched people, and proposes and answers times. See `appointments.ts` for accepted times. */

import type { Actor } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Limits } from '../kernel/config.ts';
import { ConflictError, ForbiddenError, InvalidInputError, NotFoundError } from '../kernel/errors.ts';
import type { Events } from '../kernel/events.ts';
import type { Hooks } from '../kernel/hooks.ts';
import type { Person } from '../kernel/person.ts';
import { DAY_MS } from '../kernel/time.ts';
import type { MatchService, RunningMatch } from '../matching/index.ts';
import type { NotificationService } from '../notifications/index.ts';
import { type ProfileService, sharedSlots } from '../profiles/index.ts';
import type { AppointmentMinutes, ChangeProposal, Proposal, ProposeTime, SharedSlots } from '../protocol/proposals.ts';
import type { Appointments } from './appointments.ts';
import type { ProposalDoc } from './proposal-model.ts';
import { endStateOf, isOpen, problemWith, toProposal } from './proposal-rules.ts';
import type { ProposalStore, ProposedTime } from './proposal-store.ts';

/** The most slots in an answer; nobody looks through more. */
const MAX_SLOTS = 200;

export interface ProposalServiceOptions {
  proposalStore: ProposalStore;
  appointments: Appointments;
  matches: Pick<MatchService, 'getRunning' | 'members'>;
  profiles: Pick<ProfileService, 'freeTimes'>;
  hooks: Pick<Hooks, 'busyTimes'>;
  notifications: Pick<NotificationService, 'notify'>;
  events: Events;
  clock: Clock;
  limits: Pick<Limits, 'appointmentSlotDays' | 'appointmentLeadMs' | 'appointmentAheadMs'>;
}

export class ProposalService {
  readonly #parts: ProposalServiceOptions;

  constructor(parts: ProposalServiceOptions) {
    this.#parts = parts;
  }

  /** The times in the coming days at which both people are free and have no other commitment. @throws NotFoundError */
  async slots(actor: Actor, matchId: string, { minutes }: { minutes: AppointmentMinutes }): Promise<SharedSlots> {
    const { matches, profiles, hooks, clock, limits } = this.#parts;
    const { tenantId, personIds } = await matches.getRunning(actor, matchId);
    const from = new Date(clock.now() + limits.appointmentLeadMs);
    const within = { from, to: new Date(from.getTime() + limits.appointmentSlotDays * DAY_MS) };
    const freeTimes = await profiles.freeTimes(tenantId, personIds);
    const withoutHours = personIds.filter((id) => !freeTimes.has(id));
    const calendars = await Promise.all(
      personIds.map(async (id) => {
        const time = freeTimes.get(id) ?? { weekly: [], timeZone: 'UTC' };
        return { ...time, busy: await hooks.busyTimes({ tenantId, personId: id }, within) };
      }),
    );
    const [a, b] = calendars;
    const slots = a && b && withoutHours.length === 0 ? sharedSlots(a, b, { ...within, minutes }) : [];
    const shown = slots.slice(0, MAX_SLOTS);
    return {
      slots: shown.map((slot) => ({ startsAt: slot.from.toISOString(), endsAt: slot.to.toISOString() })),
      withoutHours: [...withoutHours],
    };
  }

  /** The open proposal or appointment of the match, if there is one. @throws NotFoundError */
  async current(actor: Actor, matchId: string): Promise<{ proposal: Proposal | null }> {
    const { tenantId } = await this.#parts.matches.getRunning(actor, matchId);
    const found = await this.#parts.proposalStore.findOpen(tenantId, matchId);
    return { proposal: found && toProposal(found) };
  }

  /**
   * Proposes a time.
   * @throws NotFoundError; InvalidInputError `time_passed` or `time_too_far`; ConflictError `proposal_open`
   */
  async propose(actor: Actor, matchId: string, input: ProposeTime): Promise<Proposal> {
    const { matches, proposalStore } = this.#parts;
    const match = await matches.getRunning(actor, matchId);
    const inserted = await proposalStore.insert(matchFields(match), this.#timeBy(actor, input));
    if (!inserted) {
      throw new ConflictError('proposal_open', 'There is already an open proposal. Change it instead.');
    }
    // Re-check after writing: the match may have ended before there was a proposal to cancel.
    try {
      await matches.getRunning(actor, matchId);
    } catch (error) {
      await proposalStore.end(inserted, 'cancelled');
      throw error;
    }
    return this.#afterProposing(inserted);
  }

  /** Replaces the time by another proposed one. @throws the errors of `propose`, ConflictError `proposal_changed` */
  async change(actor: Actor, proposalId: string, { revision, ...input }: ChangeProposal): Promise<Proposal> {
    const before = await this.#getOpen(actor, proposalId, revision);
    const after = await this.#parts.proposalStore.change(before, this.#timeBy(actor, input));
    if (!after) throw changed();
    await this.#parts.appointments.closeRoomIfEmpty(before);
    return this.#afterProposing(after);
  }

  /**
   * Accepts the time that the other person proposed. Idempotent.
   * @throws NotFoundError
   * @throws ForbiddenError if the actor proposed the time
   * @throws ConflictError `proposal_changed`, `proposal_expired`, or `time_taken` if one of the two has another appointment
   */
  async accept(actor: Actor, proposalId: string, revision: number): Promise<Proposal> {
    const found = await this.#getMine(actor, proposalId);
    if (found.proposerId === actor.personId) {
      throw new ForbiddenError('own_proposal', 'You proposed this time. Only the other person can accept it.');
    }
    if (isAcceptanceOf(found, revision)) return toProposal(found);
    if (found.state !== 'proposed' || found.revision !== revision) throw changed();
    if (found.startsAt.getTime() <= this.#parts.clock.now()) {
      throw new ConflictError('proposal_expired', 'The proposed time has passed. Propose another one.');
    }
    // Schedule the jobs first: if the process stops before the next step, they find no accepted revision and do nothing.
    await this.#parts.appointments.scheduleAppointment({ ...found, revision: revision + 1 });
    const accepted = await this.#parts.proposalStore.accept(found);
    if (accepted === 'taken') {
      throw new ConflictError('time_taken', 'One of you has another appointment at that time. Propose another one.');
    }
    if (accepted) return this.#afterAccepting(accepted);
    const latest = await this.#getMine(actor, proposalId);
    if (isAcceptanceOf(latest, revision)) return toProposal(latest);
    throw changed();
  }

  /**
   * Declines the other's proposal, withdraws one's own, or cancels an appointment. Idempotent.
   * @throws NotFoundError, ConflictError `proposal_changed`
   */
  async cancel(actor: Actor, proposalId: string, revision: number): Promise<Proposal> {
    const found = await this.#getMine(actor, proposalId);
    if (!isOpen(found) && found.revision === revision + 1) return toProposal(found);
    if (!isOpen(found) || found.revision !== revision) throw changed();
    const ended = await this.#parts.proposalStore.end(found, endStateOf(found, actor.personId));
    if (!ended) throw changed();
    await this.#parts.appointments.closeRoomIfEmpty(found);
    this.#announce(ended);
    const kind = notificationOf(found, ended);
    if (kind) await this.#notifyOther(kind, ended, actor.personId);
    return toProposal(ended);
  }

  /** The actor's coming appointments and open proposals, each with the other person, soonest first, at most `max`. */
  async listComing(actor: Actor, max: number): Promise<{ proposal: Proposal; otherId: string }[]> {
    const { proposalStore, clock } = this.#parts;
    const found = await proposalStore.comingOf(actor, { now: clock.date(), max });
    return found.map((doc) => {
      const otherId = doc.personIds.find((id) => id !== actor.personId) ?? actor.personId;
      return { proposal: toProposal(doc), otherId };
    });
  }

  /** Returns a proposal of the actor, open or not. @throws NotFoundError */
  async get(actor: Actor, proposalId: string): Promise<ProposalDoc> {
    return this.#getMine(actor, proposalId);
  }

  /** Cancels the open proposals of a person whose account is deleted, then deletes all of them. Idempotent. */
  async erasePerson(person: Person): Promise<void> {
    const { proposalStore, appointments } = this.#parts;
    const open = await proposalStore.openOf(person);
    await Promise.all(open.map((proposal) => appointments.cancel(proposal)));
  }

  #timeBy({ personId }: Actor, input: ProposeTime): ProposedTime {
    const { clock, limits } = this.#parts;
    const startsAt = new Date(input.startsAt);
    const reason = problemWith(startsAt, { now: clock.now(), aheadMs: limits.appointmentAheadMs });
    if (reason) {
      const days = Math.round(limits.appointmentAheadMs / DAY_MS);
      throw new InvalidInputError(reason, `startsAt: expected a future time at most ${days} days ahead.`);
    }
    return { proposerId: personId, startsAt, minutes: input.minutes };
  }

  async #getMine({ tenantId, personId }: Actor, proposalId: string): Promise<ProposalDoc> {
    const { proposalStore, matches } = this.#parts;
    const found = await proposalStore.findMine({ tenantId, personId }, proposalId);
    // After the match has ended, neither of the two can see the proposal: there may be a block between them.
    if (!found || (await matches.members(tenantId, found.matchId)).length === 0) throw notFound();
    return found;
  }

  async #getOpen(actor: Actor, proposalId: string, revision: number): Promise<ProposalDoc> {
    const found = await this.#getMine(actor, proposalId);
    if (!isOpen(found) || found.revision !== revision) throw changed();
    return found;
  }

  async #afterProposing(proposal: ProposalDoc): Promise<Proposal> {
    await this.#parts.appointments.scheduleLapse(proposal);
    this.#announce(proposal);
    await this.#notifyOther('time_proposed', proposal, proposal.proposerId);
    return toProposal(proposal);
  }

  async #afterAccepting(proposal: ProposalDoc): Promise<Proposal> {
    this.#announce(proposal);
    const accepterId = proposal.personIds.find((id) => id !== proposal.proposerId) ?? proposal.proposerId;
    await this.#notifyOther('time_accepted', proposal, accepterId);
    return toProposal(proposal);
  }

  #announce(proposal: ProposalDoc): void {
    const { personIds } = proposal;
    this.#parts.events.announce('proposalChanged', { personIds, proposal: toProposal(proposal) });
  }

  /** Notifies the other person of what `personId` did. */
  async #notifyOther(
    kind: 'time_proposed' | 'time_accepted' | 'time_declined' | 'appointment_cancelled',
    { _id, tenantId, matchId, personIds, conversationId, startsAt, revision }: ProposalDoc,
    personId: string,
  ): Promise<void> {
    await this.#parts.notifications.notify({
      tenantId,
      personIds: personIds.filter((id) => id !== personId),
      kind,
      key: `${kind}:${matchId}`,
      occasion: `${_id}:${revision}`,
      byId: personId,
      data: { personId, conversationId, startsAt: startsAt.toISOString() },
    });
  }
}

function matchFields({ tenantId, matchId, conversationId, personIds }: RunningMatch) {
  return { tenantId, matchId, conversationId, personIds: [...personIds] };
}

/** Whether the proposal with this revision was accepted and has not changed since. */
function isAcceptanceOf(proposal: ProposalDoc, revision: number): boolean {
  return proposal.state === 'accepted' && proposal.revision === revision + 1;
}

/** The notification for an ended proposal; null if the proposer has withdrawn it, which needs no reaction. */
function notificationOf(before: ProposalDoc, ended: ProposalDoc): 'appointment_cancelled' | 'time_declined' | null {
  if (before.state === 'accepted') return 'appointment_cancelled';
  return ended.state === 'declined' ? 'time_declined' : null;
}

function notFound(): NotFoundError {
  return new NotFoundError('This proposal does not exist, or you cannot see it.');
}

function changed(): ConflictError {
  return new ConflictError('proposal_changed', 'The proposal has changed. Reload it and answer the current version.');
}
