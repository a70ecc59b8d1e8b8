/** The tables of rounds: seats people, lists their tables, and stores whether they met. */

import type { Model } from 'mongoose';
import { insertOnce } from '../database/insert-once.ts';
import { trusted } from '../database/models.ts';
import { findPage, type PageQuery } from '../database/page.ts';
import type { Actor } from '../kernel/actor.ts';
import { idInCircle } from '../kernel/circles.ts';
import { NotFoundError } from '../kernel/errors.ts';
import { mapLimited } from '../kernel/limited-work.ts';
import type { Person } from '../kernel/person.ts';
import { type MatchService, pairKey } from '../matching/index.ts';
import type { NotificationService } from '../notifications/index.ts';
import type { PairListService } from '../people-lists/editing/index.ts';
import type { BlockList } from '../people-lists/index.ts';
import type { ProfileService } from '../profiles/index.ts';
import type { Page } from '../protocol/common.ts';
import type { AnswerMeeting, RoundPair } from '../protocol/rounds.ts';
import { type RoundPerson, reasonsOf } from './plan/round-reasons.ts';
import type { RoundDoc } from './round-model.ts';
import type { RoundPairDoc } from './round-pair-model.ts';
import { pairReasons, pairsAt, partnersNamed, withoutAnswer } from './table-rules.ts';

export interface RoundTablesOptions {
  rounds: Model<RoundDoc>;
  roundPairs: Model<RoundPairDoc>;
  matches: Pick<MatchService, 'pair' | 'conversationsWith'>;
  neverMatch: Pick<PairListService, 'add'>;
  notifications: Pick<NotificationService, 'notify'>;
  blockList: BlockList;
  profiles: Pick<ProfileService, 'summaries'>;
}

/** This many tables are seated at the same time; each needs a few writes. */
const AT_ONCE = 10;

export class RoundTables {
  readonly #parts: RoundTablesOptions;
  readonly #pairs: Model<RoundPairDoc>;

  constructor(parts: RoundTablesOptions) {
    this.#parts = parts;
    this.#pairs = parts.roundPairs;
  }

  /** Seats the people of a round's plan and notifies them. Idempotent: a repeated call completes what is missing. */
  async seat(
    round: RoundDoc,
    people: ReadonlyMap<string, RoundPerson>,
    met: ReadonlyMap<string, number>,
  ): Promise<void> {
    await mapLimited([...round.tables.entries()], AT_ONCE, async ([at, table]) => {
      // People whose account was deleted after planning are not seated.
      const present = table.flatMap((id) => people.get(id) ?? []);
      if (present.length >= 2) await this.#seatTable(round, `${round._id}-${at}`, present, met);
    });
  }

  /** The actor's tables, newest first, without people whom the actor has blocked or who have blocked the actor. */
  async list(actor: Actor, query: PageQuery): Promise<Page<RoundPair>> {
    const filter = { tenantId: actor.tenantId, personIds: actor.personId };
    const { docs, nextCursor } = await findPage({ model: this.#pairs, filter, ...query });
    return { items: await this.#view(actor, docs), nextCursor };
  }

  /**
   * Stores the actor's answer to "did you meet?", which only the actor can see, and adds the people in `ratherNotIds` to the
   * actor's never-match list.
   * @throws NotFoundError if the actor did not sit at the table
   */
  async answer(actor: Actor, pairId: string, { didMeet, ratherNotIds }: AnswerMeeting): Promise<RoundPair> {
    const { tenantId, personId } = actor;
    const mine = { _id: pairId, tenantId, personIds: personId };
    const table = await this.#pairs.findOne(mine).lean<RoundPairDoc>();
    const [shown] = table ? await this.#view(actor, [table]) : [];
    if (!table || !shown) throw new NotFoundError('You did not sit at this table. Reload your rounds.');
    for (const otherId of partnersNamed(table, personId, ratherNotIds)) {
      await this.#parts.neverMatch.add(actor, otherId);
    }
    await this.#pairs.updateOne(mine, { $pull: { answers: { personId } } });
    await this.#pairs.updateOne(mine, { $push: { answers: { personId, didMeet } } });
    return { ...shown, didMeet };
  }

  /** Asks the people of a round who have not answered "did you meet?". */
  async askWhoMet(tenantId: string, roundId: string): Promise<void> {
    const tables = await this.#pairs.find({ tenantId, roundId }).lean<RoundPairDoc[]>();
    for (const table of tables) {
      for (const [personId, otherId] of withoutAnswer(table)) {
        await this.#parts.notifications.notify({
          tenantId,
          personIds: [personId],
          kind: 'round_did_you_meet',
          key: `round-did-you-meet:${table._id}`,
          byId: null,
          data: { personId: otherId, pairId: table._id },
        });
      }
    }
  }

  /** Deletes the tables of two of a person who is deleted, and takes the person off tables that are planned. */
  async erasePerson({ tenantId, personId }: Person): Promise<void> {
    const { rounds } = this.#parts;
    await this.#pairs.deleteMany({ tenantId, personIds: personId, 'personIds.2': trusted({ $exists: false }) });
    // Rounds that are being held at this moment still have planned tables.
    await rounds.updateMany({ tenantId, isDone: false }, { $pull: { 'tables.$[]': personId } });
  }

  async #seatTable(
    round: RoundDoc,
    pairId: string,
    people: readonly RoundPerson[],
    met: ReadonlyMap<string, number>,
  ): Promise<void> {
    const { tenantId, _id: roundId, circle, plannedAt } = round;
    const personIds = people.map(({ id }) => id);
    const reasons = pairsAt(personIds).map(([a, b]) => {
      const [one, other] = [people.find(({ id }) => id === a), people.find(({ id }) => id === b)];
      const found = one && other ? reasonsOf(one, other, met.get(pairKey(a, b)) ?? null) : [];
      return { personId: a, otherId: b, reasons: found.map(({ reason }) => reason) };
    });
    await insertOnce(this.#pairs, {
      _id: pairId,
      tenantId,
      circle,
      roundId,
      personIds,
      reasons,
      answers: [],
      createdAt: plannedAt,
    });
    const table = await this.#pairs.findOne({ _id: pairId, tenantId }).lean<RoundPairDoc>();
    if (table) await this.#introduce(table);
  }

  /**
   * Opens a conversation for each pair. A table of three gets three conversations, so that a block or the end of one match
   * leaves the others unchanged, and no new circle is needed.
   */
  async #introduce(table: RoundPairDoc): Promise<void> {
    const { matches } = this.#parts;
    const { tenantId, personIds } = table;
    const opened: { pairIds: readonly string[]; conversationId: string }[] = [];
    for (const pairIds of pairsAt(personIds)) {
      try {
        const { match } = await matches.pair({
          tenantId,
          personIds: pairIds,
          topicId: null,
          suppressNotification: true,
        });
        opened.push({ pairIds, conversationId: match.conversationId });
      } catch (error) {
        // One of the two blocked the other after planning: neither is notified.
        if (!(error instanceof NotFoundError)) throw error;
      }
    }
    for (const personId of personIds) await this.#notify(table, personId, opened);
  }

  async #notify(
    table: RoundPairDoc,
    personId: string,
    opened: readonly { pairIds: readonly string[]; conversationId: string }[],
  ): Promise<void> {
    const mine = opened.filter(({ pairIds }) => pairIds.includes(personId));
    const [first] = mine;
    const otherId = first?.pairIds.find((id) => id !== personId);
    if (!first || !otherId) return;
    await this.#parts.notifications.notify({
      tenantId: table.tenantId,
      personIds: [personId],
      kind: 'round_paired',
      key: `round-paired:${table._id}`,
      byId: null,
      data: {
        personId: otherId,
        pairId: table._id,
        conversationId: first.conversationId,
        partners: mine.length,
        communityId: idInCircle('community', table.circle),
        reasons: pairReasons(table, personId, otherId),
      },
    });
  }

  async #view(actor: Actor, tables: readonly RoundPairDoc[]): Promise<RoundPair[]> {
    const { tenantId, personId } = actor;
    const { profiles, blockList, matches } = this.#parts;
    const others = tables.flatMap(({ personIds }) => personIds.filter((id) => id !== personId));
    const [people, blocked, conversations] = await Promise.all([
      profiles.summaries(tenantId, others),
      blockList.blockedWith(actor),
      matches.conversationsWith(actor, others),
    ]);
    return tables.flatMap((table) => {
      const partners = table.personIds.flatMap((id) => {
        const person = people.get(id);
        if (!person || id === personId || blocked.has(id)) return [];
        return { person, reasons: pairReasons(table, personId, id), conversationId: conversations.get(id) ?? null };
      });
      if (partners.length === 0) return [];
      const didMeet = table.answers.find((answer) => answer.personId === personId)?.didMeet ?? null;
      const communityId = idInCircle('community', table.circle);
      return [{ id: table._id, communityId, partners, createdAt: table.createdAt.toISOString(), didMeet }];
    });
  }
}
