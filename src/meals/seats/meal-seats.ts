/**
 * Who sits where: pure rules over the seats of one meal. Each takes the meal as it is and gives it as it should be, so
 * that whoever writes it decides about all seats in one step. After each change `settled` fills what became free.
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

export interface Now {
  nowMs: number;
  limits: SeatLimits;
}

/** Takes a seat away from the free ones. */
export function isSeated({ state }: Pick<Seat, 'state'>): boolean {
  return state === 'going' || state === 'offered';
}

/** The people whom a meal concerns: everyone who answered, without those who will not come. */
export function involvedIn(seats: readonly Seat[]): string[] {
  return seats.filter(({ state }) => !OUT.has(state)).map(({ personId }) => personId);
}

const OUT: ReadonlySet<Seat['state']> = new Set(['no', 'refused', 'missed']);

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

/** Whether the person is its host or a co-host. */
export function isHostOf(meal: Pick<MealDoc, 'hostId' | 'seats'>, personId: string): boolean {
  return meal.hostId === personId || (seatOf(meal, personId)?.isCoHost ?? false);
}

/** How long an offer made now is kept: less when the start is near, and never beyond it. */
export function holdUntil(startsAt: Date, { nowMs, limits }: Now): Date {
  const left = startsAt.getTime() - nowMs;
  const hold = Math.max(limits.mealHoldLeastMs, Math.min(limits.mealHoldMs, left / 4));
  return new Date(nowMs + Math.min(hold, left));
}

/** Somebody says yes, no or maybe. @throws ConflictError, ForbiddenError `seat_refused` */
export function replied(meal: MealDoc, personId: string, answer: MealAnswer, now: Now): MealDoc {
  const fresh = settled(meal, now);
  checkOpen(fresh, now.nowMs);
  const seat = seatOf(fresh, personId);
  if (personId === fresh.hostId) {
    throw new ForbiddenError(
      'own_meal',
      'You are the host of this meal, therefore you always have a seat. To stay away, cancel the meal.',
    );
  }
  if (seat?.state === 'refused') {
    throw new ForbiddenError('seat_refused', 'The host refused your seat. You cannot ask for it again.');
  }
  if (!seat && fresh.seats.length >= now.limits.mealAnswers) throw isFull();
  return settled(answer === 'yes' ? saidYes(fresh, personId, seat, now) : saidNo(fresh, personId, answer, now), now);
}

/** The host gives a seat, or an entry in the waiting list, to someone who asked or was refused. @throws NotFoundError */
export function accepted(meal: MealDoc, personId: string, now: Now): MealDoc {
  const fresh = settled(meal, now);
  checkOpen(fresh, now.nowMs);
  const seat = seatOf(fresh, personId);
  if (!seat || seat.state === 'no' || seat.state === 'maybe' || seat.state === 'missed') throw noSuchGuest();
  if (seat.state !== 'asked' && seat.state !== 'refused') return fresh;
  return settled(seatedOrWaiting(fresh, personId, now), now);
}

/** The host takes the seat away for good, and removes the person from the waiting list. @throws NotFoundError, ForbiddenError */
export function refused(meal: MealDoc, personId: string, now: Now): MealDoc {
  if (personId === meal.hostId) {
    throw new ForbiddenError('own_meal', 'The host always has a seat. To end the meal, cancel it.');
  }
  if (!seatOf(meal, personId)) throw noSuchGuest();
  return settled(withSeat(meal, personId, 'refused', now), now);
}

/** Whoever has left, or is in a block with the host, is not part of it any more. */
export function without(meal: MealDoc, personId: string, now: Now): MealDoc {
  if (!seatOf(meal, personId)) return meal;
  return settled({ ...meal, seats: meal.seats.filter((seat) => seat.personId !== personId) }, now);
}

/** Only who goes can be a co-host. @throws NotFoundError, ConflictError */
export function withCoHost(meal: MealDoc, personId: string, isCoHost: boolean): MealDoc {
  const seat = seatOf(meal, personId);
  if (!seat || personId === meal.hostId) throw noSuchGuest();
  if (seat.state !== 'going') {
    throw new ConflictError('not_going', 'This person has no seat. Only people with a seat can be co-hosts.');
  }
  return changed(meal, { ...seat, isCoHost });
}

/** Who came is marked from the start on. @throws NotFoundError, ConflictError `not_started` */
export function withAttendance(meal: MealDoc, personId: string, attended: boolean | null, nowMs: number): MealDoc {
  const seat = seatOf(meal, personId);
  if (!seat) throw noSuchGuest();
  if (nowMs < meal.startsAt.getTime()) {
    throw new ConflictError('not_started', 'This meal has not started. Mark attendance once it has.');
  }
  return changed(meal, { ...seat, attended });
}

/** Ends offers that nobody took in time, and offers free seats to the waiting list in order of arrival. */
export function settled(meal: MealDoc, now: Now): MealDoc {
  if (meal.state !== 'open') return meal;
  const { nowMs } = now;
  let seats = meal.seats.map((seat) =>
    seat.state === 'offered' && (seat.holdUntil?.getTime() ?? 0) <= nowMs
      ? { ...seat, state: 'missed' as const, since: new Date(nowMs), holdUntil: null }
      : seat,
  );
  // From the start on seats go to whoever says yes, not to people who may be elsewhere.
  if (nowMs < meal.startsAt.getTime()) {
    const next = new Set(waitingListOf(seats).slice(0, freeSeats({ ...meal, seats })));
    const hold = holdUntil(meal.startsAt, now);
    seats = seats.map((seat) =>
      next.has(seat) ? { ...seat, state: 'offered' as const, since: new Date(nowMs), holdUntil: hold } : seat,
    );
  }
  return seats.every((seat, at) => seat === meal.seats[at]) ? meal : { ...meal, seats };
}

function saidYes(meal: MealDoc, personId: string, seat: Seat | null, now: Now): MealDoc {
  const state = seat?.state;
  if (state === 'going' || state === 'asked') return meal;
  if (state === 'offered') return withSeat(meal, personId, 'going', now);
  if (state === 'waiting') return freeSeats(meal) > 0 ? withSeat(meal, personId, 'going', now) : meal;
  if (meal.needsApproval) return withSeat(meal, personId, 'asked', now);
  return seatedOrWaiting(meal, personId, now);
}

/** Nobody overtakes the waiting list: before the start no seat is free while people wait, since `settled` offers it at once. */
function seatedOrWaiting(meal: MealDoc, personId: string, now: Now): MealDoc {
  if (freeSeats(meal) > 0) return withSeat(meal, personId, 'going', now);
  if (waitingListOf(meal.seats).length >= now.limits.mealWaiting) throw isFull();
  return withSeat(meal, personId, 'waiting', now);
}

function saidNo(meal: MealDoc, personId: string, answer: 'no' | 'maybe', now: Now): MealDoc {
  return seatOf(meal, personId)?.state === answer ? meal : withSeat(meal, personId, answer, now);
}

function withSeat(meal: MealDoc, personId: string, state: SeatState, { nowMs }: Now): MealDoc {
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
  return changed({ ...meal, nextArrival: meal.nextArrival + (isWaiting ? 1 : 0) }, seat);
}

function changed(meal: MealDoc, seat: Seat): MealDoc {
  const isKnown = seatOf(meal, seat.personId) !== null;
  const seats = isKnown
    ? meal.seats.map((one) => (one.personId === seat.personId ? seat : one))
    : [...meal.seats, seat];
  return { ...meal, seats };
}

function checkOpen({ state, endsAt }: MealDoc, nowMs: number): void {
  if (state !== 'open') {
    throw new ConflictError('meal_cancelled', 'This meal was cancelled. Nothing can be changed any more.');
  }
  if (endsAt.getTime() <= nowMs) {
    throw new ConflictError('meal_ended', 'This meal has ended. Nothing can be changed any more.');
  }
}

function isFull(): ConflictError {
  return new ConflictError(
    'meal_full',
    'All seats and the waiting list of this meal are full. Try again when someone has cancelled.',
  );
}

function noSuchGuest(): NotFoundError {
  return new NotFoundError('This person has not asked for a seat. Reload the list of guests.');
}
