/** Proposals of a time between the two of a match: shared free slots, proposing, answering. `appointments.ts` handles accepted ones. */

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

/** Slots that are told at most: more than anyone looks through. */
const SLOTS = 200;

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

  /** When both of a match are free in the coming days, and promised to nobody. @throws NotFoundError */
  async slots(actor: Actor, matchId: string, { minutes }: { minutes: AppointmentMinutes }): Promise<SharedSlots> {
    const { matches, profiles, hooks, clock, limits } = this.#parts;
    const { tenantId, personIds } = await matches.getRunning(actor, matchId);
    const from = new Date(clock.now() + limits.appointmentLeadMs);
    const within = { from, to: new Date(from.getTime() + limits.appointmentSlotDays * DAY_MS) };
    const freeTimes = await profiles.freeTimes(tenantId, personIds);
    const withoutHours = personIds.filter((id) => !freeTimes.has(id));
    const known = await Promise.all(
      personIds.map(async (id) => {
        const time = freeTimes.get(id) ?? { weekly: [], timeZone: 'UTC' };
        return { ...time, busy: await hooks.busyTimes({ tenantId, personId: id }, within) };
      }),
    );
    const [a, b] = known;
    const slots = a && b && withoutHours.length === 0 ? sharedSlots(a, b, { ...within, minutes }) : [];
    const shown = slots.slice(0, SLOTS);
    return {
      slots: shown.map((slot) => ({ startsAt: slot.from.toISOString(), endsAt: slot.to.toISOString() })),
      withoutHours: [...withoutHours],
    };
  }

  /** What is proposed or agreed on between the two. @throws NotFoundError */
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
    const made = await proposalStore.insert(placeOf(match), this.#timeBy(actor, input));
    if (!made) {
      throw new ConflictError('proposal_open', 'There is a proposal already. Change that one.');
    }
    // The match may have ended while this was written: whoever is later looks.
    try {
      await matches.getRunning(actor, matchId);
    } catch (error) {
      await proposalStore.end(made, 'cancelled');
      throw error;
    }
    return this.#proposed(made);
  }

  /** Proposes another time instead. @throws as `propose`, and ConflictError `proposal_changed` */
  async change(actor: Actor, proposalId: string, { revision, ...input }: ChangeProposal): Promise<Proposal> {
    const before = await this.#getOpen(actor, proposalId, revision);
    const after = await this.#parts.proposalStore.change(before, this.#timeBy(actor, input));
    if (!after) throw changed();
    await this.#parts.appointments.leaveRoom(before);
    return this.#proposed(after);
  }

  /**
   * Accepts the other's time. Accepting it again gives the same.
   * @throws NotFoundError; ForbiddenError for a time of one's own; ConflictError `proposal_changed`, `time_taken` where one
   * of the two is promised then, or `proposal_expired`
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
    // First what is to happen then: it finds that nothing is agreed on, should the next step not be reached.
    await this.#parts.appointments.plan({ ...found, revision: revision + 1 });
    const accepted = await this.#parts.proposalStore.accept(found);
    if (accepted === 'taken') {
      throw new ConflictError('time_taken', 'One of you has another appointment at that time. Propose another one.');
    }
    if (accepted) return this.#accepted(accepted);
    const now = await this.#getMine(actor, proposalId);
    if (isAcceptanceOf(now, revision)) return toProposal(now);
    throw changed();
  }

  /** Declines, takes back or calls off. Doing so again gives the same. @throws NotFoundError, ConflictError `proposal_changed` */
  async cancel(actor: Actor, proposalId: string, revision: number): Promise<Proposal> {
    const found = await this.#getMine(actor, proposalId);
    if (!isOpen(found) && found.revision === revision + 1) return toProposal(found);
    if (!isOpen(found) || found.revision !== revision) throw changed();
    const ended = await this.#parts.proposalStore.end(found, endStateOf(found, actor.personId));
    if (!ended) throw changed();
    await this.#parts.appointments.leaveRoom(found);
    this.#announce(ended);
    const kind = notificationOf(found, ended);
    if (kind) await this.#tell(kind, ended, actor.personId);
    return toProposal(ended);
  }

  /** A proposal of mine, open or not. @throws NotFoundError */
  async get(actor: Actor, proposalId: string): Promise<ProposalDoc> {
    return this.#getMine(actor, proposalId);
  }

  /** Ends what someone who leaves has open, and removes it all. Safe to run twice. */
  async erasePerson(person: Person): Promise<void> {
    const { proposalStore, appointments } = this.#parts;
    const open = await proposalStore.openOf(person);
    await Promise.all(open.map((proposal) => appointments.callOff(proposal)));
    await proposalStore.removeOf(person);
  }

  #timeBy({ personId }: Actor, input: ProposeTime): ProposedTime {
    const { clock, limits } = this.#parts;
    const startsAt = new Date(input.startsAt);
    const reason = problemWith(startsAt, { now: clock.now(), aheadMs: limits.appointmentAheadMs });
    if (reason) throw new InvalidInputError(reason, 'startsAt: expected a moment in the coming weeks.');
    return { proposerId: personId, startsAt, minutes: input.minutes };
  }

  async #getMine({ tenantId, personId }: Actor, proposalId: string): Promise<ProposalDoc> {
    const { proposalStore, matches } = this.#parts;
    const found = await proposalStore.findMine({ tenantId, personId }, proposalId);
    // With the match it is gone for both: there may be a block between them.
    if (!found || (await matches.members(tenantId, found.matchId)).length === 0) throw notFound();
    return found;
  }

  async #getOpen(actor: Actor, proposalId: string, revision: number): Promise<ProposalDoc> {
    const found = await this.#getMine(actor, proposalId);
    if (!isOpen(found) || found.revision !== revision) throw changed();
    return found;
  }

  async #proposed(proposal: ProposalDoc): Promise<Proposal> {
    await this.#parts.appointments.expect(proposal);
    this.#announce(proposal);
    await this.#tell('time_proposed', proposal, proposal.proposerId);
    return toProposal(proposal);
  }

  async #accepted(proposal: ProposalDoc): Promise<Proposal> {
    this.#announce(proposal);
    const accepterId = proposal.personIds.find((id) => id !== proposal.proposerId) ?? proposal.proposerId;
    await this.#tell('time_accepted', proposal, accepterId);
    return toProposal(proposal);
  }

  #announce(proposal: ProposalDoc): void {
    const { personIds } = proposal;
    this.#parts.events.announce('proposalChanged', { personIds, proposal: toProposal(proposal) });
  }

  /** Tells the other of the two what this one did. */
  async #tell(
    kind: 'time_proposed' | 'time_accepted' | 'time_declined' | 'appointment_cancelled',
    { _id, tenantId, personIds, conversationId, startsAt, revision }: ProposalDoc,
    personId: string,
  ): Promise<void> {
    await this.#parts.notifications.notify({
      tenantId,
      personIds: personIds.filter((id) => id !== personId),
      key: `proposal:${_id}:${revision}`,
      kind,
      data: { personId, conversationId, startsAt: startsAt.toISOString() },
    });
  }
}

function placeOf({ tenantId, matchId, conversationId, personIds }: RunningMatch) {
  return { tenantId, matchId, conversationId, personIds: [...personIds] };
}

/** Whether it was accepted as it stood at this revision. */
function isAcceptanceOf(proposal: ProposalDoc, revision: number): boolean {
  return proposal.state === 'accepted' && proposal.revision === revision + 1;
}

/** A proposal that its author takes back notifies nobody: there is nothing to do about it. */
function notificationOf(before: ProposalDoc, ended: ProposalDoc): 'appointment_cancelled' | 'time_declined' | null {
  if (before.state === 'accepted') return 'appointment_cancelled';
  return ended.state === 'declined' ? 'time_declined' : null;
}

function notFound(): NotFoundError {
  return new NotFoundError('This proposal does not exist, or you cannot see it.');
}

function changed(): ConflictError {
  return new ConflictError('proposal_changed', 'The proposal has changed. Read it again and answer the new one.');
}
