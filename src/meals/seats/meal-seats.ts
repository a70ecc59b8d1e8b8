/**
 * The seats of one meal. Pure functions, no I/O: each takes a meal and returns the changed meal, so that one write decides
 * about all seats. After each change, `settled` offers the seats that became free.
 */
import { ConflictError, ForbiddenError, NotFoundError } from '../../kernel/errors.ts';
import type { MealAnswer, SeatState } from '../../protocol/meals.ts';
import type { MealDoc, Seat } from '../meal-model.ts';

export interface SeatLimits {
  mealWaiting: number;
  mealAnswers: number;
  mealHoldMs: number;
  mealHoldLeastMs: number;
}

export interface SeatContext {
  nowMs: number;
  limits: SeatLimits;
}

/** Whether this takes one of the seats. An offered seat is not free either. */
export function isSeated({ state }: Pick<Seat, 'state'>): boolean {
  return state === 'going' || state === 'offered';
}

/** Ids of the people whom a meal concerns: everyone who answered, except people who will not come. */
export function involvedIn(seats: readonly Seat[]): string[] {
  return seats.filter(({ state }) => !NOT_COMING.has(state)).map(({ personId }) => personId);
}

const NOT_COMING: ReadonlySet<Seat['state']> = new Set(['no', 'refused', 'missed']);

/** The waiting list, in order of arrival. */
export function waitingListOf(seats: readonly Seat[]): Seat[] {
  return seats.filter(({ state }) => state === 'waiting').toSorted((a, b) => a.arrival - b.arrival);
}

export function freeSeats({ capacity, seats }: Pick<MealDoc, 'capacity' | 'seats'>): number {
  return Math.max(0, capacity - seats.filter(isSeated).length);
}

export function seatOf({ seats }: Pick<MealDoc, 'seats'>, personId: string): Seat | null {
  return seats.find((seat) => seat.personId === personId) ?? null;
}

export function coHostIdsOf({ seats }: Pick<MealDoc, 'seats'>): string[] {
  return seats.filter(({ isCoHost }) => isCoHost).map(({ personId }) => personId);
}

/** The host and the co-hosts. */
export function hostIdsOf(meal: Pick<MealDoc, 'hostId' | 'seats'>): string[] {
  return [meal.hostId, ...coHostIdsOf(meal)];
}

/** Whether the person is the host or a co-host. */
export function isHostOf(meal: Pick<MealDoc, 'hostId' | 'seats'>, personId: string): boolean {
  return meal.hostId === personId || (seatOf(meal, personId)?.isCoHost ?? false);
}

/**
 * When a seat that is offered now expires: after a quarter of the time until the start, within the limits, and never after
 * the start.
 */
export function holdUntil(startsAt: Date, { nowMs, limits }: SeatContext): Date {
  const left = startsAt.getTime() - nowMs;
  const hold = Math.max(limits.mealHoldLeastMs, Math.min(limits.mealHoldMs, left / 4));
  return new Date(nowMs + Math.min(hold, left));
}

/** A person answers yes, no or maybe. @throws ConflictError, ForbiddenError `own_meal` or `seat_refused` */
export function replied(meal: MealDoc, personId: string, answer: MealAnswer, context: SeatContext): MealDoc {
  const current = settled(meal, context);
  checkOpen(current, context.nowMs);
  const seat = seatOf(current, personId);
  if (personId === current.hostId) {
    throw new ForbiddenError(
      'own_meal',
      'You are the host of this meal, so you always have a seat. If you cannot come, cancel the meal.',
    );
  }
  if (seat?.state === 'refused') {
    throw new ForbiddenError(
      'seat_refused',
      'A host refused you a seat, so you cannot ask again. Only a host can still give you one.',
    );
  }
  if (!seat && current.seats.length >= context.limits.mealAnswers) throw mealFull();
  return settled(
    answer === 'yes' ? answeredYes(current, personId, seat, context) : answeredNo(current, personId, answer, context),
    context,
  );
}

/**
 * A host gives a seat, or a position on the waiting list, to a person who asked or was refused.
 * @throws NotFoundError, ConflictError
 */
export function accepted(meal: MealDoc, personId: string, context: SeatContext): MealDoc {
  const current = settled(meal, context);
  checkOpen(current, context.nowMs);
  const seat = seatOf(current, personId);
  if (!seat || seat.state === 'no' || seat.state === 'maybe' || seat.state === 'missed') throw noSuchGuest();
  if (seat.state !== 'asked' && seat.state !== 'refused') return current;
  return settled(seatedOrWaiting(current, personId, context), context);
}

/**
 * A host refuses a person, who loses the seat or the position on the waiting list and cannot ask again.
 * @throws NotFoundError, ForbiddenError
 */
export function refused(meal: MealDoc, personId: string, context: SeatContext): MealDoc {
  if (personId === meal.hostId) {
    throw new ForbiddenError('own_meal', 'The host always has a seat. To call off the meal, cancel it.');
  }
  if (!seatOf(meal, personId)) throw noSuchGuest();
  return settled(withSeatState(meal, personId, 'refused', context), context);
}

/** Removes a person who left the circle, was erased, or is in a block with the host. */
export function without(meal: MealDoc, personId: string, context: SeatContext): MealDoc {
  if (!seatOf(meal, personId)) return meal;
  return settled({ ...meal, seats: meal.seats.filter((seat) => seat.personId !== personId) }, context);
}

/** Makes a person a co-host or not. Only a person who goes can be one. @throws NotFoundError, ConflictError `not_going` */
export function withCoHost(meal: MealDoc, personId: string, isCoHost: boolean): MealDoc {
  const seat = seatOf(meal, personId);
  if (!seat || personId === meal.hostId) throw noSuchGuest();
  if (seat.state !== 'going') {
    throw new ConflictError('not_going', 'This person has no seat. Only people with a seat can be co-hosts.');
  }
  return withSeat(meal, { ...seat, isCoHost });
}

/** Records whether a person came; possible once the meal has started. @throws NotFoundError, ConflictError `not_started` */
export function withAttendance(meal: MealDoc, personId: string, attended: boolean | null, nowMs: number): MealDoc {
  const seat = seatOf(meal, personId);
  if (!seat) throw noSuchGuest();
  if (nowMs < meal.startsAt.getTime()) {
    throw new ConflictError('not_started', 'This meal has not started yet. Mark attendance after it has started.');
  }
  return withSeat(meal, { ...seat, attended });
}

/** Marks expired offers as missed, and offers free seats to the waiting list in order of arrival. */
export function settled(meal: MealDoc, context: SeatContext): MealDoc {
  if (meal.state !== 'open') return meal;
  const { nowMs } = context;
  let seats = meal.seats.map((seat) =>
    seat.state === 'offered' && (seat.holdUntil?.getTime() ?? 0) <= nowMs
      ? { ...seat, state: 'missed' as const, since: new Date(nowMs), holdUntil: null }
      : seat,
  );
  // After the start, a free seat goes to the first person who says yes. People on the waiting list may have other plans by then.
  if (nowMs < meal.startsAt.getTime()) {
    const next = new Set(waitingListOf(seats).slice(0, freeSeats({ ...meal, seats })));
    const hold = holdUntil(meal.startsAt, context);
    seats = seats.map((seat) =>
      next.has(seat) ? { ...seat, state: 'offered' as const, since: new Date(nowMs), holdUntil: hold } : seat,
    );
  }
  return seats.every((seat, at) => seat === meal.seats[at]) ? meal : { ...meal, seats };
}

function answeredYes(meal: MealDoc, personId: string, seat: Seat | null, context: SeatContext): MealDoc {
  const state = seat?.state;
  if (state === 'going' || state === 'asked') return meal;
  if (state === 'offered') return withSeatState(meal, personId, 'going', context);
  if (state === 'waiting') return freeSeats(meal) > 0 ? withSeatState(meal, personId, 'going', context) : meal;
  if (meal.needsApproval) return withSeatState(meal, personId, 'asked', context);
  return seatedOrWaiting(meal, personId, context);
}

/**
 * Nobody overtakes the waiting list: `settled` offers each free seat at once, so before the start none is free while people
 * wait.
 */
function seatedOrWaiting(meal: MealDoc, personId: string, context: SeatContext): MealDoc {
  if (freeSeats(meal) > 0) return withSeatState(meal, personId, 'going', context);
  if (waitingListOf(meal.seats).length >= context.limits.mealWaiting) throw mealFull();
  return withSeatState(meal, personId, 'waiting', context);
}

function answeredNo(meal: MealDoc, personId: string, answer: 'no' | 'maybe', context: SeatContext): MealDoc {
  return seatOf(meal, personId)?.state === answer ? meal : withSeatState(meal, personId, answer, context);
}

function withSeatState(meal: MealDoc, personId: string, state: SeatState, { nowMs }: SeatContext): MealDoc {
  const before = seatOf(meal, personId);
  const isWaiting = state === 'waiting';
  const seat: Seat = {
    attended: null,
    ...before,
    personId,
    state,
    since: new Date(nowMs),
    holdUntil: null,
    arrival: isWaiting ? meal.nextArrival : (before?.arrival ?? 0),
    isCoHost: state === 'going' && (before?.isCoHost ?? false),
  };
  return withSeat({ ...meal, nextArrival: meal.nextArrival + (isWaiting ? 1 : 0) }, seat);
}

function withSeat(meal: MealDoc, seat: Seat): MealDoc {
  const isKnown = seatOf(meal, seat.personId) !== null;
  const seats = isKnown
    ? meal.seats.map((other) => (other.personId === seat.personId ? seat : other))
    : [...meal.seats, seat];
  return { ...meal, seats };
}

function checkOpen({ state, endsAt }: MealDoc, nowMs: number): void {
  if (state !== 'open') {
    throw new ConflictError('meal_cancelled', 'This meal was cancelled and can no longer be changed.');
  }
  if (endsAt.getTime() <= nowMs) {
    throw new ConflictError('meal_ended', 'This meal has ended and can no longer be changed.');
  }
}

function mealFull(): ConflictError {
  return new ConflictError(
    'meal_full',
    'All seats and the waiting list of this meal are full. Try again after someone has cancelled.',
  );
}

export function noSuchGuest(): NotFoundError {
  return new NotFoundError('This person has not asked for a seat. Reload the list of guests.');
}
