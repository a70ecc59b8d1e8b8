/**
 * Proposals in the database. Each write is one atomic step that names the revision it is an answer to: of two that come at
 * once the first counts, and the second finds nothing to change.
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
import { endOf, promisesOf } from './proposal-rules.ts';

/** A time, and who proposes it. */
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
      .findOne({ tenantId, openPlace: placeOf(tenantId, matchId) })
      .lean<ProposalDoc>()
      .exec();
  }

  /** Null where the two have an open one already. */
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
      openPlace: placeOf(match.tenantId, match.matchId),
      roomId: null,
      createdAt: now,
      changedAt: now,
    };
    return (await insertOnce(this.#proposals, proposal)) ? proposal : null;
  }

  /** Another time instead. Null where it was changed or ended meanwhile. */
  change(proposal: ProposalDoc, time: ProposedTime): Promise<ProposalDoc | null> {
    const $set = { ...timeFields(time), state: 'proposed', roomId: null, changedAt: this.#clock.date() } as const;
    return this.#step(proposal, { $set, $unset: { promised: 1 } });
  }

  /** Null where it was changed or ended meanwhile; `taken` where one of the two is promised at that time. */
  async accept(proposal: ProposalDoc): Promise<ProposalDoc | 'taken' | null> {
    const $set = { state: 'accepted', promised: promisesOf(proposal), changedAt: this.#clock.date() } as const;
    try {
      return await this.#step(proposal, { $set });
    } catch (error) {
      if (isDuplicateKey(error)) return 'taken';
      throw error;
    }
  }

  /** Null where it was changed or ended meanwhile. */
  end(proposal: ProposalDoc, state: 'declined' | 'cancelled' | 'over'): Promise<ProposalDoc | null> {
    const $set = { state, roomId: null, changedAt: this.#clock.date() };
    return this.#step(proposal, { $set, $unset: { openPlace: 1, promised: 1 } });
  }

  /** The room of the two is open; null where there is nothing agreed on any more. The revision stays. */
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

  /** Appointments of the person that overlap this time. */
  async committedTimes({ tenantId, personId }: Person, { from, to }: Interval): Promise<Interval[]> {
    const found = await this.#proposals
      .find({ tenantId, personIds: personId, state: 'accepted', endsAt: trusted({ $gt: from }) })
      .lean<ProposalDoc[]>();
    return found
      .filter(({ startsAt }) => startsAt < to)
      .map(({ startsAt, endsAt }) => ({ from: startsAt, to: endsAt }));
  }

  /** Those of a person that are open. */
  openOf({ tenantId, personId }: Person): Promise<ProposalDoc[]> {
    return this.#proposals
      .find({ tenantId, personIds: personId, state: trusted({ $in: ['proposed', 'accepted'] }) })
      .lean<ProposalDoc[]>()
      .exec();
  }

  async removeOf({ tenantId, personId }: Person): Promise<void> {
    await this.#proposals.deleteMany({ tenantId, personIds: personId });
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

function placeOf(tenantId: string, matchId: string): string {
  return `${tenantId}:${matchId}`;
}
