/** Reads what a plan needs: the people who said yes, are in the circle and are not on a pause; blocks; and past meetings. */

import type { Model } from 'mongoose';
import { trusted } from '../database/models.ts';
import type { Circles } from '../kernel/circles.ts';
import { mapLimited } from '../kernel/limited-work.ts';
import { type MatchService, pairKey } from '../matching/index.ts';
import type { BlockList, NeverMatchList } from '../people-lists/index.ts';
import { type ProfileService, type ProfileTraits, weekInUtc } from '../profiles/index.ts';
import type { RoundHistory } from './plan/round-pairs.ts';
import type { RoundPerson } from './plan/round-reasons.ts';
import { isYesTo, type RoundAnswerDoc } from './round-answer-model.ts';
import type { RoundDoc } from './round-model.ts';
import type { RoundPairDoc } from './round-pair-model.ts';
import type { RoundPauseDoc } from './round-pause-model.ts';
import type { RoundScheduleDoc } from './round-schedule-model.ts';
import { periodMs } from './round-time.ts';
import { lastMeetings } from './table-rules.ts';

export interface RoundCandidatesOptions {
  roundAnswers: Model<RoundAnswerDoc>;
  roundPauses: Model<RoundPauseDoc>;
  roundPairs: Model<RoundPairDoc>;
  rounds: Model<RoundDoc>;
  circles: Pick<Circles, 'members'>;
  blockList: Pick<BlockList, 'blockedWith'>;
  neverMatchList: Pick<NeverMatchList, 'of'>;
  matches: Pick<MatchService, 'among'>;
  profiles: Pick<ProfileService, 'traits'>;
  limits: { roundsLookedBack: number };
}

/** Lists of this many people are read at the same time, so that a large round does not fill the database's queue. */
const AT_ONCE = 50;

export class RoundCandidates {
  readonly #parts: RoundCandidatesOptions;

  constructor(parts: RoundCandidatesOptions) {
    this.#parts = parts;
  }

  /** The people of the schedule's next round, as of `at`. */
  async find(schedule: RoundScheduleDoc, at: Date): Promise<RoundPerson[]> {
    const { tenantId, circle, _id: scheduleId, nextNumber } = schedule;
    const { roundAnswers, circles } = this.#parts;
    const [answers, members] = await Promise.all([
      roundAnswers.find({ tenantId, scheduleId, fromNumber: trusted({ $lte: nextNumber }) }).lean<RoundAnswerDoc[]>(),
      circle ? circles.members(tenantId, circle) : null,
    ]);
    const willing = answers
      .filter((answer) => isYesTo(nextNumber, answer) && (members?.has(answer.personId) ?? true))
      .map(({ personId }) => personId);
    const paused = await this.#pausedAt(tenantId, willing, at);
    return this.people(
      tenantId,
      willing.filter((personId) => !paused.has(personId)),
      at,
    );
  }

  /** The traits of these people, without deleted accounts. */
  async people(tenantId: string, personIds: readonly string[], at: Date): Promise<RoundPerson[]> {
    return (await this.#parts.profiles.traits(tenantId, personIds)).map((traits) => toRoundPerson(traits, at));
  }

  /** The pairs among these people that must not meet, and the pairs that have met. */
  async history(
    { tenantId, every }: Pick<RoundScheduleDoc, 'tenantId' | 'every'>,
    personIds: readonly string[],
    at: Date,
  ): Promise<RoundHistory> {
    const [apart, tables, matches] = await Promise.all([
      this.#apart(tenantId, personIds),
      this.#parts.roundPairs
        .find({ tenantId, personIds: trusted({ $in: [...personIds] }) }, { personIds: 1, answers: 1, createdAt: 1 })
        .lean<RoundPairDoc[]>(),
      this.#parts.matches.among(tenantId, personIds),
    ]);
    const period = periodMs(every);
    const ages = [...lastMeetings({ tables, matches })].map(
      ([key, last]) => [key, Math.max(1, Math.round((at.getTime() - last.getTime()) / period))] as const,
    );
    return { apart, met: new Map(ages) };
  }

  /** How often each person was left out of the last rounds. */
  async leftOut({ tenantId, _id: scheduleId }: RoundScheduleDoc): Promise<Map<string, number>> {
    const { rounds, limits } = this.#parts;
    const last = await rounds
      .find({ tenantId, scheduleId }, { leftOut: 1 })
      .sort({ number: -1 })
      .limit(limits.roundsLookedBack)
      .lean<RoundDoc[]>();
    const counts = new Map<string, number>();
    for (const id of last.flatMap(({ leftOut }) => leftOut)) counts.set(id, (counts.get(id) ?? 0) + 1);
    return counts;
  }

  async #pausedAt(tenantId: string, personIds: readonly string[], at: Date): Promise<Set<string>> {
    const pauses = await this.#parts.roundPauses
      .find({ tenantId, personId: trusted({ $in: [...personIds] }) })
      .lean<RoundPauseDoc[]>();
    return new Set(pauses.filter(({ from, until }) => from <= at && at < until).map(({ personId }) => personId));
  }

  async #apart(tenantId: string, personIds: readonly string[]): Promise<Set<string>> {
    const { blockList, neverMatchList } = this.#parts;
    const apart = new Set<string>();
    await mapLimited(personIds, AT_ONCE, async (personId) => {
      const lists = [blockList.blockedWith({ tenantId, personId }), neverMatchList.of({ tenantId, personId })];
      for (const list of await Promise.all(lists)) for (const other of list) apart.add(pairKey(personId, other));
    });
    return apart;
  }
}

function toRoundPerson({ weekly, timeZone, ...traits }: ProfileTraits, at: Date): RoundPerson {
  const week = weekInUtc({ weekly, timeZone }, at.getTime());
  const freeHours = Array.from({ length: 168 }, (_, hour) => hour).filter((hour) =>
    week.some(({ start, end }) => start <= hour * 60 && (hour + 1) * 60 <= end),
  );
  return { ...traits, freeHours };
}
