/** The tables of rounds: seating people, who sat with whom, and whether they met. */
import type { Model } from 'mongoose';
import { insertOnce } from '../database/insert-once.ts';
import { trusted } from '../database/models.ts';
import { newestPage } from '../database/newest-page.ts';
import type { Actor } from '../kernel/actor.ts';
import { idInCircle } from '../kernel/circles.ts';
import { NotFoundError } from '../kernel/errors.ts';
import type { MatchService } from '../matching/match-service.ts';
import { pairKey } from '../matching/pair-key.ts';
import type { NotificationService } from '../notifications/notification-service.ts';
import type { BlockList } from '../people-lists/block-list.ts';
import type { NeverMatchService } from '../people-lists/never-match-service.ts';
import type { ProfileService } from '../profiles/profile-service.ts';
import type { Page } from '../protocol/common.ts';
import type { AnswerMeeting, RoundPair } from '../protocol/rounds.ts';
import { twosOf } from './meetings.ts';
import type { RoundDoc } from './round-model.ts';
import type { RoundPairDoc } from './round-pair-model.ts';
import { type RoundPerson, reasonsOf } from './round-reasons.ts';
import { ratherNotAmong, reasonsFor, whoIsUnasked } from './table-rules.ts';

export interface RoundTablesOptions {
  rounds: Model<RoundDoc>;
  roundPairs: Model<RoundPairDoc>;
  matches: Pick<MatchService, 'pair' | 'conversationsWith'>;
  neverMatch: Pick<NeverMatchService, 'add'>;
  notifications: Pick<NotificationService, 'notify'>;
  blockList: BlockList;
  profiles: Pick<ProfileService, 'summaries'>;
}

/** Tables seated at once: each takes a few writes. */
const AT_ONCE = 10;

export class RoundTables {
  readonly #parts: RoundTablesOptions;
  readonly #pairs: Model<RoundPairDoc>;

  constructor(parts: RoundTablesOptions) {
    this.#parts = parts;
    this.#pairs = parts.roundPairs;
  }

  /** Seats everyone of a round's plan and tells them; again it does what is left. */
  async seat(
    round: RoundDoc,
    people: ReadonlyMap<string, RoundPerson>,
    met: ReadonlyMap<string, number>,
  ): Promise<void> {
    for (let start = 0; start < round.tables.length; start += AT_ONCE) {
      const some = round.tables.slice(start, start + AT_ONCE);
      // In turns: see `AT_ONCE`.
      await Promise.all(
        some.map((table, at) => {
          // Who has left since the plan was made is at no table.
          const present = table.flatMap((id) => people.get(id) ?? []);
          return present.length < 2 ? null : this.#seatTable(round, `${round._id}-${start + at}`, present, met);
        }),
      );
    }
  }

  /** The tables I sat at, newest first, without those apart from me. */
  async list(actor: Actor, query: { cursor?: string | undefined; limit: number }): Promise<Page<RoundPair>> {
    const filter = { tenantId: actor.tenantId, personIds: actor.personId };
    const { docs, nextCursor } = await newestPage({ model: this.#pairs, filter, ...query });
    return { items: await this.#view(actor, docs), nextCursor };
  }

  /**
   * Whether we met, kept for myself; whom I would rather not meet again goes to my never-match list.
   * @throws NotFoundError for a table I did not sit at
   */
  async answer(actor: Actor, pairId: string, { didMeet, ratherNotIds }: AnswerMeeting): Promise<RoundPair> {
    const { tenantId, personId } = actor;
    const mine = { _id: pairId, tenantId, personIds: personId };
    const table = await this.#pairs.findOne(mine).lean<RoundPairDoc>();
    const [shown] = table ? await this.#view(actor, [table]) : [];
    if (!table || !shown) throw new NotFoundError('You sat at no such table');
    for (const otherId of ratherNotAmong(table, personId, ratherNotIds)) {
      await this.#parts.neverMatch.add(actor, otherId);
    }
    await this.#pairs.updateOne(mine, { $pull: { answers: { personId } } });
    await this.#pairs.updateOne(mine, { $push: { answers: { personId, didMeet } } });
    return { ...shown, didMeet };
  }

  /** Asks those of a round who have not said whether they met. */
  async askWhoMet(tenantId: string, roundId: string): Promise<void> {
    const tables = await this.#pairs.find({ tenantId, roundId }).lean<RoundPairDoc[]>();
    for (const table of tables) {
      for (const [askedId, otherId] of whoIsUnasked(table)) {
        await this.#parts.notifications.notify({
          tenantId,
          personIds: [askedId],
          kind: 'round_did_you_meet',
          key: `round-did-you-meet:${table._id}`,
          data: { personId: otherId, pairId: table._id },
        });
      }
    }
  }

  /** Removes someone who leaves; a table at which only one is left goes too. */
  async erasePerson({ tenantId, personId }: Actor): Promise<void> {
    const { rounds } = this.#parts;
    await this.#pairs.deleteMany({ tenantId, personIds: personId, 'personIds.2': trusted({ $exists: false }) });
    await this.#pairs.updateMany(
      { tenantId, personIds: personId },
      {
        $pull: {
          personIds: personId,
          answers: { personId },
          reasons: { $or: [{ personId }, { otherId: personId }] },
        },
      },
    );
    await rounds.updateMany({ tenantId, leftOut: personId }, { $pull: { leftOut: personId } });
    // A round that is held at this very moment; its tables are emptied when it is done.
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
    const reasons = twosOf(personIds).map(([a, b]) => {
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
   * Opens a conversation for each two: three at a table have three, which need no circle of their own, and a block or the
   * end of one leaves the others as they are.
   */
  async #introduce(table: RoundPairDoc): Promise<void> {
    const { matches } = this.#parts;
    const { tenantId, personIds } = table;
    const opened: { twoIds: readonly string[]; conversationId: string }[] = [];
    for (const twoIds of twosOf(personIds)) {
      try {
        const { match } = await matches.pair({ tenantId, personIds: twoIds, topicId: null, isToldElsewhere: true });
        opened.push({ twoIds, conversationId: match.conversationId });
      } catch (error) {
        // A block came between the two since the plan was made: they are told nothing.
        if (!(error instanceof NotFoundError)) throw error;
      }
    }
    for (const personId of personIds) await this.#tell(table, personId, opened);
  }

  async #tell(
    table: RoundPairDoc,
    personId: string,
    opened: readonly { twoIds: readonly string[]; conversationId: string }[],
  ): Promise<void> {
    const mine = opened.filter(({ twoIds }) => twoIds.includes(personId));
    const [first] = mine;
    const otherId = first?.twoIds.find((id) => id !== personId);
    if (!first || !otherId) return;
    await this.#parts.notifications.notify({
      tenantId: table.tenantId,
      personIds: [personId],
      kind: 'round_paired',
      key: `round-paired:${table._id}`,
      data: {
        personId: otherId,
        pairId: table._id,
        conversationId: first.conversationId,
        partners: mine.length,
        communityId: idInCircle('community', table.circle),
        reasons: reasonsFor(table, personId, otherId),
      },
    });
  }

  async #view({ tenantId, personId }: Actor, tables: readonly RoundPairDoc[]): Promise<RoundPair[]> {
    const { profiles, blockList, matches } = this.#parts;
    const others = tables.flatMap(({ personIds }) => personIds.filter((id) => id !== personId));
    const [people, blocked, conversations] = await Promise.all([
      profiles.summaries(tenantId, others),
      blockList.blockedWith(tenantId, personId),
      matches.conversationsWith(tenantId, personId, others),
    ]);
    return tables.flatMap((table) => {
      const partners = table.personIds.flatMap((id) => {
        const person = people.get(id);
        if (!person || id === personId || blocked.has(id)) return [];
        return { person, reasons: reasonsFor(table, personId, id), conversationId: conversations.get(id) ?? null };
      });
      if (partners.length === 0) return [];
      const didMeet = table.answers.find((answer) => answer.personId === personId)?.didMeet ?? null;
      const communityId = idInCircle('community', table.circle);
      return [{ id: table._id, communityId, partners, createdAt: table.createdAt.toISOString(), didMeet }];
    });
  }
}
