/** The seats of a meal, compared with a simple model in random sequences of actions. */
import { expect } from 'chai';
import fc from 'fast-check';
import { AppError } from '../../src/kernel/errors.ts';
import type { MealDoc } from '../../src/meals/meal-model.ts';
import {
  accepted,
  freeSeats,
  holdUntil,
  involvedIn,
  isHostOf,
  refused,
  replied,
  type SeatContext,
  seatOf,
  settled,
  waitingListOf,
  withAttendance,
  withCoHost,
  without,
} from '../../src/meals/seats/meal-seats.ts';
import type { SeatState } from '../../src/protocol/meals.ts';
import { plannedMeal } from '../support/planned-meal.ts';

const HOUR_MS = 3_600_000;
const START_MS = Date.parse('2026-10-20T10:00:00.000Z');
const END_MS = START_MS + 2 * HOUR_MS;
const times = { startMs: START_MS, endMs: END_MS };
const limits = { mealWaiting: 3, mealAnswers: 8, mealHoldMs: 12 * HOUR_MS, mealHoldLeastMs: 600_000 };

type Action =
  | { kind: 'yes' | 'no' | 'maybe' | 'accept' | 'refuse' | 'remove' | 'wait'; who: string }
  | { kind: 'coHost' | 'attend'; who: string; isSet: boolean };

interface Step {
  action: Action;
  /** The time since the last step. */
  waitMs: number;
}

describe('the seats of a meal', () => {
  it('follow a simple model in any sequence of actions', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 4 }),
        fc.boolean(),
        fc.array(step(), { minLength: 10, maxLength: 80, size: 'max' }),
        follow,
      ),
      {
        numRuns: 400,
      },
    );
  });

  it('cannot be changed after the meal was cancelled, and no seat is offered then', () => {
    const now = { nowMs: START_MS - HOUR_MS, limits };
    const full = ['a', 'b'].reduce(
      (meal, who) => replied(meal, who, 'yes', now),
      plannedMeal({ ...times, capacity: 2, needsApproval: false }),
    );
    const cancelled: MealDoc = { ...full, state: 'cancelled' };

    expect(outcome(() => replied(cancelled, 'c', 'yes', now))).to.equal('conflict/meal_cancelled');
    expect(outcome(() => accepted(cancelled, 'b', now))).to.equal('conflict/meal_cancelled');
    expect(seatOf(without(cancelled, 'a', now), 'b')?.state).to.equal('waiting');
  });
});

/** Does the same steps with a meal and with the model, and expects the same result after each. */
function follow(capacity: number, needsApproval: boolean, steps: readonly Step[]): void {
  let meal = plannedMeal({ ...times, capacity, needsApproval });
  let model = new SeatModel(capacity, needsApproval);
  let nowMs = START_MS - 12 * HOUR_MS;
  for (const { action, waitMs } of steps) {
    nowMs += waitMs;
    const context = { nowMs, limits };
    const changed = model.clone();
    const result = outcome(() => applied(meal, action, context));
    const refusal = changed.apply(action, nowMs);

    expect(typeof result === 'string' ? result : null, JSON.stringify(action)).to.equal(refusal);
    if (typeof result !== 'string') [meal, model] = [result, changed];
    expect(viewOf(meal)).to.deep.equal(model.view());
  }
}

function applied(meal: MealDoc, action: Action, context: SeatContext): MealDoc {
  const { kind, who } = action;
  switch (kind) {
    case 'yes':
    case 'no':
    case 'maybe':
      return unchangedIfRepeated(replied(meal, who, kind, context), (again) => replied(again, who, kind, context));
    case 'accept':
      return unchangedIfRepeated(accepted(meal, who, context), (again) => accepted(again, who, context));
    case 'refuse':
      return refused(meal, who, context);
    case 'remove':
      return without(meal, who, context);
    case 'wait':
      return unchangedIfRepeated(settled(meal, context), (again) => settled(again, context));
    case 'coHost':
      return withCoHost(meal, who, action.isSet);
    case 'attend':
      return withAttendance(meal, who, action.isSet, context.nowMs);
  }
}

/** Expects that the same action changes nothing when repeated at once, so that nothing is written or announced. */
function unchangedIfRepeated(meal: MealDoc, repeat: (meal: MealDoc) => MealDoc): MealDoc {
  expect(repeat(meal)).to.equal(meal);
  return meal;
}

/** People by state, the waiting list as a list, and the offers with their ends. */
class SeatModel {
  readonly #capacity: number;
  readonly #needsApproval: boolean;
  #states = new Map<string, SeatState>([['host', 'going']]);
  #waiting: string[] = [];
  #offers = new Map<string, number>();
  #coHosts = new Set<string>();
  #attended = new Map<string, boolean>();

  constructor(capacity: number, needsApproval: boolean) {
    this.#capacity = capacity;
    this.#needsApproval = needsApproval;
  }

  clone(): SeatModel {
    const copy = new SeatModel(this.#capacity, this.#needsApproval);
    copy.#states = new Map(this.#states);
    copy.#waiting = [...this.#waiting];
    copy.#offers = new Map(this.#offers);
    copy.#coHosts = new Set(this.#coHosts);
    copy.#attended = new Map(this.#attended);
    return copy;
  }

  /** Returns the reason if the action is refused, otherwise null. */
  apply(action: Action, nowMs: number): string | null {
    const { kind, who } = action;
    const state = this.#states.get(who);
    switch (kind) {
      case 'yes':
      case 'no':
      case 'maybe':
        return this.#reply(who, kind, nowMs);
      case 'accept':
        return this.#accept(who, nowMs);
      case 'refuse':
        if (who === 'host') return 'forbidden/own_meal';
        if (!state) return 'not_found';
        this.#set(who, 'refused');
        break;
      case 'remove':
        if (!state) return null;
        this.#remove(who);
        break;
      case 'coHost':
        if (!state || who === 'host') return 'not_found';
        if (state !== 'going') return 'conflict/not_going';
        if (action.isSet) this.#coHosts.add(who);
        else this.#coHosts.delete(who);
        return null;
      case 'attend':
        if (!state) return 'not_found';
        if (nowMs < START_MS) return 'conflict/not_started';
        this.#attended.set(who, action.isSet);
        return null;
      case 'wait':
    }
    this.#settle(nowMs);
    return null;
  }

  view() {
    const seated = [...this.#states.values()].filter((state) => state === 'going' || state === 'offered').length;
    const withoutSeat: readonly SeatState[] = ['no', 'refused', 'missed'];
    return {
      states: Object.fromEntries(this.#states),
      waiting: this.#waiting,
      offers: Object.fromEntries(this.#offers),
      hosts: ['host', ...this.#coHosts].sort(),
      attended: Object.fromEntries(this.#attended),
      free: this.#capacity - seated,
      involved: [...this.#states].flatMap(([who, state]) => (withoutSeat.includes(state) ? [] : [who])).sort(),
    };
  }

  #reply(who: string, answer: 'yes' | 'no' | 'maybe', nowMs: number): string | null {
    this.#settle(nowMs);
    const state = this.#states.get(who);
    if (nowMs >= END_MS) return 'conflict/meal_ended';
    if (who === 'host') return 'forbidden/own_meal';
    if (state === 'refused') return 'forbidden/seat_refused';
    if (!state && this.#states.size >= limits.mealAnswers) return 'conflict/meal_full';
    if (answer !== 'yes') this.#set(who, answer);
    else if (state === 'offered' || (state === 'waiting' && this.#free() > 0)) this.#set(who, 'going');
    else if (state !== 'going' && state !== 'asked' && state !== 'waiting') {
      if (this.#needsApproval) this.#set(who, 'asked');
      else if (!this.#seatOrQueue(who)) return 'conflict/meal_full';
    }
    this.#settle(nowMs);
    return null;
  }

  #accept(who: string, nowMs: number): string | null {
    this.#settle(nowMs);
    const state = this.#states.get(who);
    if (nowMs >= END_MS) return 'conflict/meal_ended';
    if (!state || ['no', 'maybe', 'missed'].includes(state)) return 'not_found';
    const isUndecided = state === 'asked' || state === 'refused';
    if (isUndecided && !this.#seatOrQueue(who)) return 'conflict/meal_full';
    this.#settle(nowMs);
    return null;
  }

  /** Returns false if the waiting list is full. */
  #seatOrQueue(who: string): boolean {
    if (this.#free() > 0) this.#set(who, 'going');
    else if (this.#waiting.length >= limits.mealWaiting) return false;
    else {
      this.#set(who, 'waiting');
      this.#waiting.push(who);
    }
    return true;
  }

  #settle(nowMs: number): void {
    for (const [who, until] of this.#offers) if (until <= nowMs) this.#set(who, 'missed');
    while (nowMs < START_MS && this.#free() > 0) {
      const [next] = this.#waiting;
      if (next === undefined) return;
      this.#set(next, 'offered');
      this.#offers.set(next, holdUntil(new Date(START_MS), { nowMs, limits }).getTime());
    }
  }

  #free(): number {
    return this.view().free;
  }

  #set(who: string, state: SeatState): void {
    this.#states.set(who, state);
    this.#waiting = this.#waiting.filter((one) => one !== who);
    this.#offers.delete(who);
    if (state !== 'going') this.#coHosts.delete(who);
  }

  #remove(who: string): void {
    this.#set(who, 'no');
    this.#states.delete(who);
    this.#attended.delete(who);
  }
}

function viewOf(meal: MealDoc): ReturnType<SeatModel['view']> {
  const { seats } = meal;
  const people = seats.map(({ personId }) => personId);
  return {
    states: Object.fromEntries(seats.map(({ personId, state }) => [personId, state])),
    waiting: waitingListOf(seats).map(({ personId }) => personId),
    offers: Object.fromEntries(
      seats.flatMap(({ personId, holdUntil: until }) => (until ? [[personId, until.getTime()]] : [])),
    ),
    hosts: ['stranger', ...people].filter((who) => isHostOf(meal, who)).sort(),
    attended: Object.fromEntries(
      seats.flatMap(({ personId, attended }) => (attended === null ? [] : [[personId, attended]])),
    ),
    free: freeSeats(meal),
    involved: involvedIn(seats).sort(),
  };
}

/** The changed meal, or the reason for which the change is refused. */
function outcome(change: () => MealDoc): MealDoc | string {
  try {
    return change();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    expect(error.message).to.not.equal('');
    return error.details?.reason ? `${error.code}/${error.details.reason}` : error.code;
  }
}

/** One step by the host or one of eight people. Few steps are long, so that many things happen before the meal starts. */
function step(): fc.Arbitrary<Step> {
  // `without` is never called for the host.
  const guest = fc.integer({ min: 0, max: 7 }).map((number) => `p${number}`);
  const anyone = fc.oneof({ weight: 12, arbitrary: guest }, { weight: 1, arbitrary: fc.constant('host') });
  const answers = fc.record({ kind: fc.constantFrom('yes' as const, 'yes' as const, 'no' as const), who: anyone });
  const others = fc.record({
    kind: fc.constantFrom('maybe' as const, 'accept' as const, 'accept' as const, 'refuse' as const, 'wait' as const),
    who: anyone,
  });
  const removal = fc.record({ kind: fc.constant('remove' as const), who: guest });
  const marks = fc.record({
    kind: fc.constantFrom('coHost' as const, 'attend' as const),
    who: anyone,
    isSet: fc.boolean(),
  });
  const waitMs = fc.oneof(
    { weight: 6, arbitrary: fc.constant(0) },
    { weight: 6, arbitrary: fc.integer({ min: 1, max: 12 }).map((times) => times * 100_000) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 6 }).map((hours) => hours * HOUR_MS) },
  );
  const action = fc.oneof(
    { weight: 5, arbitrary: answers },
    { weight: 4, arbitrary: others },
    { weight: 2, arbitrary: marks },
    { weight: 1, arbitrary: removal },
  );
  return fc.record({ action, waitMs });
}
