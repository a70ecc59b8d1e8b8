/**
 * Proposals in the database. Each write is one atomic step that requires the revision the caller has read: of two
 * simultaneous writes the first one succeeds, and the second one finds nothing to change.
 */
import type { Model } from 'mongoose';
import { isDuplicateKey } from '../database/database-errors.ts';
import { newId } from '../database/ids.ts';
import { insertOnce } from '../database/insert-once.ts';
import { trusted } from '../database/models.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Interval } from '../kernel/hooks.ts';
import type { Person } from '../kernel/person.ts';
import type { AppointmentMinutes } from '../protocol/proposals.ts';
import type { ProposalDoc } from './proposal-model.ts';
import { endOf, reservedQuarters } from './proposal-rules.ts';

/** A time and the person who proposes it. */
export interface ProposedTime {
  proposerId: string;
  startsAt: Date;
  minutes: AppointmentMinutes;
}

export class ProposalStore {
  readonly #proposals: Model<ProposalDoc>;
  readonly #clock: Clock;

  constructor({ proposals, clock }: { proposals: Model<ProposalDoc>; clock: Clock }) {
    this.#proposals = proposals;
    this.#clock = clock;
  }

  find(tenantId: string, proposalId: string): Promise<ProposalDoc | null> {
    return this.#proposals.findOne({ _id: proposalId, tenantId }).lean<ProposalDoc>().exec();
  }

  findMine({ tenantId, personId }: Person, proposalId: string): Promise<ProposalDoc | null> {
    return this.#proposals.findOne({ _id: proposalId, tenantId, personIds: personId }).lean<ProposalDoc>().exec();
  }

  findOpen(tenantId: string, matchId: string): Promise<ProposalDoc | null> {
    return this.#proposals
      .findOne({ tenantId, openPlace: openPlaceOf(tenantId, matchId) })
      .lean<ProposalDoc>()
      .exec();
  }

  /** Stores a new proposal. Returns null if the match already has an open one. */
  async insert(
    match: Pick<ProposalDoc, 'tenantId' | 'matchId' | 'conversationId' | 'personIds'>,
    time: ProposedTime,
  ): Promise<ProposalDoc | null> {
    const now = this.#clock.date();
    const proposal: ProposalDoc = {
      _id: newId(),
      ...match,
      ...timeFields(time),
      state: 'proposed',
      revision: 0,
      openPlace: openPlaceOf(match.tenantId, match.matchId),
      roomId: null,
      createdAt: now,
      changedAt: now,
    };
    return (await insertOnce(this.#proposals, proposal)) ? proposal : null;
  }

  /** Replaces the proposed time. Returns null if the proposal was changed or ended in the meantime. */
  change(proposal: ProposalDoc, time: ProposedTime): Promise<ProposalDoc | null> {
    const $set = { ...timeFields(time), state: 'proposed', roomId: null, changedAt: this.#clock.date() } as const;
    return this.#step(proposal, { $set, $unset: { promised: 1 } });
  }

  /**
   * Accepts the proposed time. Returns null if the proposal was changed or ended in the meantime, and `taken` if one of the
   * two has another appointment at that time.
   */
  async accept(proposal: ProposalDoc): Promise<ProposalDoc | 'taken' | null> {
    const $set = { state: 'accepted', promised: reservedQuarters(proposal), changedAt: this.#clock.date() } as const;
    try {
      return await this.#step(proposal, { $set });
    } catch (error) {
      if (isDuplicateKey(error)) return 'taken';
      throw error;
    }
  }

  /** Ends the proposal. Returns null if it was changed or ended in the meantime. */
  end(proposal: ProposalDoc, state: 'declined' | 'cancelled' | 'over'): Promise<ProposalDoc | null> {
    const $set = { state, roomId: null, changedAt: this.#clock.date() };
    return this.#step(proposal, { $set, $unset: { openPlace: 1, promised: 1 } });
  }

  /** Stores the room of an appointment, without a new revision. Returns null if this revision is no longer accepted. */
  setRoom({ _id, tenantId, revision }: ProposalDoc, roomId: string): Promise<ProposalDoc | null> {
    return this.#proposals
      .findOneAndUpdate(
        { _id, tenantId, revision, state: 'accepted' },
        { $set: { roomId } },
        { returnDocument: 'after' },
      )
      .lean<ProposalDoc>()
      .exec();
  }

  /** The times of the person's appointments that overlap the interval. */
  async committedTimes({ tenantId, personId }: Person, { from, to }: Interval): Promise<Interval[]> {
    const found = await this.#proposals
      .find({ tenantId, personIds: personId, state: 'accepted', endsAt: trusted({ $gt: from }) })
      .lean<ProposalDoc[]>();
    return found
      .filter(({ startsAt }) => startsAt < to)
      .map(({ startsAt, endsAt }) => ({ from: startsAt, to: endsAt }));
  }

  /** The open proposals and appointments of a person. */
  openOf({ tenantId, personId }: Person): Promise<ProposalDoc[]> {
    return this.#proposals
      .find({ tenantId, personIds: personId, state: trusted({ $in: ['proposed', 'accepted'] }) })
      .lean<ProposalDoc[]>()
      .exec();
  }

  /** The open proposals and appointments of a person that end after `now`, soonest first. */
  comingOf({ tenantId, personId }: Person, { now, max }: { now: Date; max: number }): Promise<ProposalDoc[]> {
    return this.#proposals
      .find({
        tenantId,
        personIds: personId,
        state: trusted({ $in: ['proposed', 'accepted'] }),
        endsAt: trusted({ $gt: now }),
      })
      .sort({ endsAt: 1 })
      .limit(max)
      .lean<ProposalDoc[]>()
      .exec();
  }

  #step({ _id, tenantId, revision, state }: ProposalDoc, change: { $set: object; $unset?: object }) {
    return this.#proposals
      .findOneAndUpdate(
        { _id, tenantId, revision, state },
        { ...change, $inc: { revision: 1 } },
        { returnDocument: 'after' },
      )
      .lean<ProposalDoc>()
      .exec();
  }
}

function timeFields({ proposerId, startsAt, minutes }: ProposedTime) {
  return { proposerId, startsAt, minutes, endsAt: endOf(startsAt, minutes) };
}

function openPlaceOf(tenantId: string, matchId: string): string {
  return `${tenantId}:${matchId}`;
}
