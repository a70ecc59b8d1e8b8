/** Meals as the API returns them to one reader, with the address only if the reader may see it. */

import type { Actor } from '../kernel/actor.ts';
import { circleName, idInCircle } from '../kernel/circles.ts';
import { offsetMinutesAt } from '../kernel/zoned-time.ts';
import type { BlockList } from '../people-lists/index.ts';
import type { ProfileService } from '../profiles/index.ts';
import type { PublicMeal } from '../protocol/front.ts';
import type { Meal, MealChanged, MealGuest } from '../protocol/meals.ts';
import type { ProfileSummary } from '../protocol/profiles.ts';
import type { MealDoc, Seat } from './meal-model.ts';
import { venueFor } from './meal-rules.ts';
import { hostIdsOf, isHostOf, isSeated, seatOf, waitingListOf } from './seats/meal-seats.ts';

export interface MealViewsOptions {
  profiles: Pick<ProfileService, 'summaries'>;
  blockList: BlockList;
}

export class MealViews {
  readonly #parts: MealViewsOptions;

  constructor(parts: MealViewsOptions) {
    this.#parts = parts;
  }

  /** The meals in the given order. */
  async viewsOf(actor: Actor, meals: readonly MealDoc[]): Promise<Meal[]> {
    if (meals.length === 0) return [];
    const people = await this.#parts.profiles.summaries(actor.tenantId, meals.flatMap(hostIdsOf));
    const views = meals.map(async (meal) => {
      const hidden = await this.#hiddenIn(actor, meal);
      const [host, ...coHosts] = hostIdsOf(meal).map((id) => (hidden.has(id) ? null : people.get(id)));
      return host ? [mealView(meal, { readerId: actor.personId, host, coHosts: coHosts.filter((one) => !!one) })] : [];
    });
    return (await Promise.all(views)).flat();
  }

  async viewOf(actor: Actor, meal: MealDoc): Promise<Meal> {
    const [view] = await this.viewsOf(actor, [meal]);
    if (!view) throw new Error('The host of this meal has no profile, or is in a block with the reader');
    return view;
  }

  /** People who go, host first. For a host or co-host everyone who answered, with the waiting list in order of arrival. */
  async guests(actor: Actor, meal: MealDoc): Promise<MealGuest[]> {
    const isForHost = isHostOf(meal, actor.personId);
    const seats = isForHost ? meal.seats : meal.seats.filter(({ state }) => state === 'going');
    const hidden = await this.#hiddenIn(actor, meal);
    const visibleIds = seats.map(({ personId }) => personId).filter((id) => !hidden.has(id));
    const people = await this.#parts.profiles.summaries(actor.tenantId, visibleIds);
    return sorted(meal, seats).flatMap((seat) => {
      const person = people.get(seat.personId);
      return person ? [guestView(meal, seat, { person, isForHost })] : [];
    });
  }

  #hiddenIn(actor: Actor, { _id }: MealDoc): Promise<ReadonlySet<string>> {
    return this.#parts.blockList.hiddenFrom(actor, circleName('meal', _id));
  }
}

/** A public meal as visitors see it, with the id of its host: whether they see the host's name is not decided here. */
export type PublicMealFacts = Omit<PublicMeal, 'host'> & { hostId: string };

/** What visitors may see of a public meal. Of the venue only the area. */
export function publicFactsOf(meal: MealDoc): PublicMealFacts {
  const { _id: id, hostId, title, description, tags, language, mode, timeZone, capacity, state } = meal;
  return {
    id,
    hostId,
    title,
    description,
    tags,
    language,
    mode,
    timeZone,
    utcOffsetMinutes: offsetMinutesAt(meal.startsAt, timeZone),
    capacity,
    state,
    startsAt: meal.startsAt.toISOString(),
    endsAt: meal.endsAt.toISOString(),
    seatsTaken: meal.seats.filter(isSeated).length,
    area: meal.venue?.area ?? null,
  };
}

/** A person's part in a coming meal. */
export interface ComingMeal extends Pick<Meal, 'title' | 'startsAt' | 'endsAt' | 'roomId'> {
  mealId: string;
  isGoing: boolean;
  /** Until when a seat is held for the person; null if none is offered. */
  holdUntil: string | null;
  /** How many people wait for the person's approval. */
  askedCount: number;
}

export function comingMeal(meal: MealDoc, personId: string): ComingMeal {
  const seat = seatOf(meal, personId);
  const isGoing = meal.goingIds.includes(personId);
  return {
    mealId: meal._id,
    title: meal.title,
    startsAt: meal.startsAt.toISOString(),
    endsAt: meal.endsAt.toISOString(),
    roomId: isGoing ? meal.roomId : null,
    isGoing,
    holdUntil: seat?.state === 'offered' ? (seat.holdUntil?.toISOString() ?? null) : null,
    askedCount: isHostOf(meal, personId) ? meal.seats.filter(({ state }) => state === 'asked').length : 0,
  };
}

/** The fields that change while people watch a meal. */
export function changeView({ _id: mealId, capacity, seats, state }: MealDoc): MealChanged {
  return {
    mealId,
    capacity,
    state,
    seatsTaken: seats.filter(isSeated).length,
    waitingCount: waitingListOf(seats).length,
  };
}

function mealView(
  meal: MealDoc,
  { readerId, host, coHosts }: { readerId: string; host: ProfileSummary; coHosts: ProfileSummary[] },
): Meal {
  const { title, description, tags, language, mode, timeZone, capacity, needsApproval, isPublic } = meal;
  const seat = seatOf(meal, readerId);
  const isGoing = meal.goingIds.includes(readerId);
  return {
    id: meal._id,
    title,
    description,
    tags,
    language,
    mode,
    timeZone,
    utcOffsetMinutes: offsetMinutesAt(meal.startsAt, timeZone),
    capacity,
    needsApproval,
    isPublic,
    host,
    coHosts,
    communityId: idInCircle('community', meal.circle),
    venue: venueFor(meal, readerId),
    startsAt: meal.startsAt.toISOString(),
    endsAt: meal.endsAt.toISOString(),
    seatsTaken: meal.seats.filter(isSeated).length,
    waitingCount: waitingListOf(meal.seats).length,
    maybeCount: meal.seats.filter(({ state }) => state === 'maybe').length,
    costNote: meal.costNote,
    bringNote: meal.bringNote,
    state: meal.state,
    every: meal.every,
    role: isGoing ? roleOf(meal, readerId) : null,
    reply: seat && { state: seat.state, ...waitingView(meal, seat) },
    conversationId: isGoing ? conversationIdOf(meal._id) : null,
    roomId: isGoing ? meal.roomId : null,
    createdAt: meal.createdAt.toISOString(),
    updatedAt: meal.updatedAt.toISOString(),
  };
}

/** A meal has one conversation, with the same id as the meal. */
export function conversationIdOf(mealId: string): string {
  return mealId;
}

function guestView(
  meal: MealDoc,
  seat: Seat,
  { person, isForHost }: { person: ProfileSummary; isForHost: boolean },
): MealGuest {
  return {
    person,
    role: roleOf(meal, seat.personId),
    state: seat.state,
    ...waitingView(meal, seat),
    attended: isForHost ? seat.attended : null,
    since: seat.since.toISOString(),
  };
}

function waitingView({ seats }: MealDoc, seat: Seat): { waitingNumber: number | null; holdUntil: string | null } {
  const at = waitingListOf(seats).findIndex(({ personId }) => personId === seat.personId);
  return { waitingNumber: at === -1 ? null : at + 1, holdUntil: seat.holdUntil?.toISOString() ?? null };
}

function roleOf(meal: MealDoc, personId: string): 'host' | 'co_host' | 'guest' {
  if (meal.hostId === personId) return 'host';
  return seatOf(meal, personId)?.isCoHost ? 'co_host' : 'guest';
}

const STATE_ORDER = ['going', 'offered', 'asked', 'waiting', 'maybe', 'missed', 'no', 'refused'];

function sorted(meal: MealDoc, seats: readonly Seat[]): Seat[] {
  const rank = (seat: Seat) => (seat.personId === meal.hostId ? -1 : STATE_ORDER.indexOf(seat.state));
  return seats.toSorted((a, b) => rank(a) - rank(b) || a.arrival - b.arrival || a.since.getTime() - b.since.getTime());
}
