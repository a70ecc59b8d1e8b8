/** What people do with rounds: open them for a community, say yes or no, and pause. */
import type { Model } from 'mongoose';
import { newId } from '../database/ids.ts';
import { upsertOnce } from '../database/insert-once.ts';
import type { Actor } from '../kernel/actor.ts';
import { type Circles, circleName, idInCircle } from '../kernel/circles.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Limits } from '../kernel/config.ts';
import { ConflictError, ForbiddenError, InvalidInputError, NotFoundError } from '../kernel/errors.ts';
import type {
  AnswerRound,
  OfCommunity,
  OpenRounds,
  RoundAnswer,
  RoundPause,
  RoundSchedule,
  ShownRoundPause,
  ShownRounds,
} from '../protocol/rounds.ts';
import { isYesTo, type RoundAnswerDoc } from './round-answer-model.ts';
import type { RoundPauseDoc } from './round-pause-model.ts';
import type { RoundScheduleDoc } from './round-schedule-model.ts';
import type { RoundSchedules } from './round-schedules.ts';
import { periodMs } from './round-time.ts';

export interface RoundServiceOptions {
  roundSchedules: RoundSchedules;
  roundAnswers: Model<RoundAnswerDoc>;
  roundPauses: Model<RoundPauseDoc>;
  /** Whether the actor can open and end the rounds of the community. */
  canModerate(actor: Actor, communityId: string): Promise<boolean>;
  circles: Pick<Circles, 'sees'>;
  clock: Clock;
  limits: Pick<Limits, 'roundAnswerLeadMs' | 'roundPauseMs'>;
}

export class RoundService {
  readonly #parts: RoundServiceOptions;

  constructor(parts: RoundServiceOptions) {
    this.#parts = parts;
  }

  /** The rounds of a community or of everyone. @throws NotFoundError if the actor is not a member of the community */
  async get(actor: Actor, { communityId }: OfCommunity): Promise<ShownRounds> {
    await this.#requireMember(actor, communityId);
    const [found, mayOpen] = await Promise.all([
      this.#parts.roundSchedules.find(actor.tenantId, circleOf(communityId)),
      communityId ? this.#parts.canModerate(actor, communityId) : false,
    ]);
    const schedule =
      found ??
      (communityId ? null : this.#parts.roundSchedules.defaultForEveryone(actor.tenantId, this.#parts.clock.date()));
    return { schedule: schedule?.isOpen ? await this.#view(actor, schedule, mayOpen) : null, mayOpen };
  }

  /**
   * Opens the rounds of a community, or changes their settings.
   * @throws NotFoundError, ForbiddenError
   * @throws InvalidInputError if the first round is in the past or more than four weeks away
   */
  async open(actor: Actor, { communityId, firstAt, ...settings }: OpenRounds): Promise<RoundSchedule> {
    await this.#requireModerator(actor, communityId);
    const now = this.#parts.clock.date();
    const nextAt = new Date(firstAt);
    const isSoon = nextAt > now && nextAt.getTime() - now.getTime() <= 2 * periodMs('two_weeks');
    if (!isSoon) throw new InvalidInputError('firstAt: expected a time within the next four weeks.');
    const circle = circleOf(communityId);
    const schedule = await this.#parts.roundSchedules.open(actor.tenantId, circle, { ...settings, nextAt }, now);
    return this.#view(actor, schedule, true);
  }

  /** Ends the rounds of a community. Keeps the members' answers. Idempotent. @throws NotFoundError, ForbiddenError */
  async close(actor: Actor, communityId: string): Promise<void> {
    await this.#requireModerator(actor, communityId);
    const schedule = await this.#parts.roundSchedules.find(actor.tenantId, circleOf(communityId));
    if (schedule?.isOpen) await this.#parts.roundSchedules.close(schedule);
  }

  /** Says yes to the next round or to all rounds, or no. @throws NotFoundError, ConflictError `no_rounds` */
  async answer(actor: Actor, { communityId, answer }: AnswerRound): Promise<RoundSchedule> {
    await this.#requireMember(actor, communityId);
    const { tenantId } = actor;
    const schedule = communityId
      ? await this.#parts.roundSchedules.find(tenantId, circleOf(communityId))
      : await this.#parts.roundSchedules.ensureForEveryone(tenantId, this.#parts.clock.date());
    if (!schedule?.isOpen) {
      throw new ConflictError('no_rounds', 'This community has no rounds. Ask its owners to start them.');
    }
    await this.#store(actor, schedule, answer);
    return this.#view(actor, schedule, communityId ? await this.#parts.canModerate(actor, communityId) : false);
  }

  /** The actor's current or future pause. */
  async getPause({ tenantId, personId }: Actor): Promise<ShownRoundPause> {
    const found = await this.#parts.roundPauses.findOne({ tenantId, personId }).lean<RoundPauseDoc>();
    const isOver = !found || found.until <= this.#parts.clock.date();
    return { pause: isOver ? null : { from: found.from.toISOString(), until: found.until.toISOString() } };
  }

  /**
   * Sets the actor's pause, or removes it if null.
   * @throws InvalidInputError if the pause has ended or does not end within `roundPauseMs`
   */
  async setPause(actor: Actor, pause: RoundPause | null): Promise<ShownRoundPause> {
    const { tenantId, personId } = actor;
    if (!pause) {
      await this.#parts.roundPauses.deleteOne({ tenantId, personId });
      return { pause: null };
    }
    const [from, until] = [new Date(pause.from), new Date(pause.until)];
    const latest = this.#parts.clock.now() + this.#parts.limits.roundPauseMs;
    if (!(from < until && until > this.#parts.clock.date() && until.getTime() <= latest)) {
      throw new InvalidInputError('pause: expected `from` before `until`, and `until` within the next year.');
    }
    const change = { $set: { from, until }, $setOnInsert: { _id: newId() } };
    await upsertOnce(() => this.#parts.roundPauses.updateOne({ tenantId, personId }, change, { upsert: true }));
    return this.getPause(actor);
  }

  async #store({ tenantId, personId }: Actor, schedule: RoundScheduleDoc, answer: RoundAnswer): Promise<void> {
    const mine = { tenantId, scheduleId: schedule._id, personId };
    if (answer === 'none') {
      await this.#parts.roundAnswers.deleteOne(mine);
      return;
    }
    const before = await this.#parts.roundAnswers.findOne(mine).lean<RoundAnswerDoc>();
    const { nextNumber } = schedule;
    const isInTime = this.#parts.clock.date() <= this.#answerBy(schedule);
    // A person who had already said yes to the next round stays in it when they change their yes late.
    const fromNumber = isInTime || (before && isYesTo(nextNumber, before)) ? nextNumber : nextNumber + 1;
    const change = { $set: { answer, fromNumber }, $setOnInsert: { _id: newId() } };
    await upsertOnce(() => this.#parts.roundAnswers.updateOne(mine, change, { upsert: true }));
  }

  async #view({ tenantId, personId }: Actor, schedule: RoundScheduleDoc, isMine: boolean): Promise<RoundSchedule> {
    const { _id: scheduleId, circle, isOpen, every, oddOneOut, timeZone, nextAt, nextNumber } = schedule;
    const mine = await this.#parts.roundAnswers.findOne({ tenantId, scheduleId, personId }).lean<RoundAnswerDoc>();
    // A yes to one round ends with that round.
    const isNone = !mine || (mine.answer === 'next' && mine.fromNumber < nextNumber);
    return {
      communityId: idInCircle('community', circle),
      isOpen,
      every,
      oddOneOut,
      timeZone,
      nextAt: nextAt.toISOString(),
      answerBy: this.#answerBy(schedule).toISOString(),
      myAnswer: isNone ? 'none' : mine.answer,
      isMine,
    };
  }

  #answerBy({ nextAt }: RoundScheduleDoc): Date {
    return new Date(nextAt.getTime() - this.#parts.limits.roundAnswerLeadMs);
  }

  async #requireMember(actor: Actor, communityId: string | undefined): Promise<void> {
    if (!(await this.#parts.circles.sees(actor, circleOf(communityId)))) {
      throw new NotFoundError('This community does not exist, or you cannot see it.');
    }
  }

  async #requireModerator(actor: Actor, communityId: string): Promise<void> {
    await this.#requireMember(actor, communityId);
    if (await this.#parts.canModerate(actor, communityId)) return;
    throw new ForbiddenError(
      'not_allowed',
      'Only owners and moderators of a community can open its rounds. Ask one of them.',
    );
  }
}

function circleOf(communityId: string | undefined): string | null {
  return communityId === undefined ? null : circleName('community', communityId);
}
