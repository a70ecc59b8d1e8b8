/** Meals as the API returns them to one reader, with the address only if the reader may see it. */

import type { Actor } from '../kernel/actor.ts';
import { idInCircle } from '../kernel/circles.ts';
import type { BlockList } from '../people-lists/index.ts';
import type { ProfileService } from '../profiles/index.ts';
import type { Meal, MealChanged, MealGuest, PublicMeal } from '../protocol/meals.ts';
import type { ProfileSummary } from '../protocol/profiles.ts';
import type { MealDoc, Seat } from './meal-model.ts';
import { venueFor } from './meal-rules.ts';
import { isHostOf, isSeated, seatOf, waitingListOf } from './seats/meal-seats.ts';

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
    const people = await this.#visible(actor, meals.flatMap(hostsOf));
    return meals.flatMap((meal) => {
      const host = people.get(meal.hostId);
      return host ? [mealView(meal, { readerId: actor.personId, host, people })] : [];
    });
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
    const people = await this.#visible(
      actor,
      seats.map(({ personId }) => personId),
    );
    return sorted(meal, seats).flatMap((seat) => {
      const person = people.get(seat.personId);
      return person ? [guestView(meal, seat, { person, isForHost })] : [];
    });
  }

  /** The meal as anyone with its link may read it; null if the host has no profile any longer. */
  async publicViewOf(meal: MealDoc): Promise<PublicMeal | null> {
    const { _id: id, title, description, tags, language, mode, timeZone, capacity, state } = meal;
    const host = (await this.#parts.profiles.summaries(meal.tenantId, [meal.hostId])).get(meal.hostId);
    if (!host) return null;
    return {
      id,
      title,
      description,
      tags,
      language,
      mode,
      timeZone,
      capacity,
      state,
      startsAt: meal.startsAt.toISOString(),
      endsAt: meal.endsAt.toISOString(),
      seatsTaken: meal.seats.filter(isSeated).length,
      hostName: host.displayName,
      area: meal.venue?.area ?? null,
    };
  }

  /** Profiles by person id, without people in a block with the reader. */
  async #visible({ tenantId, personId }: Actor, personIds: readonly string[]): Promise<Map<string, ProfileSummary>> {
    const blocked = await this.#parts.blockList.blockedWith({ tenantId, personId });
    const visible = [...new Set(personIds)].filter((id) => !blocked.has(id));
    return this.#parts.profiles.summaries(tenantId, visible);
  }
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
  { readerId, host, people }: { readerId: string; host: ProfileSummary; people: ReadonlyMap<string, ProfileSummary> },
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
    capacity,
    needsApproval,
    isPublic,
    host,
    coHosts: coHostsOf(meal).flatMap((id) => people.get(id) ?? []),
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

function hostsOf(meal: MealDoc): string[] {
  return [meal.hostId, ...coHostsOf(meal)];
}

function coHostsOf({ seats }: MealDoc): string[] {
  return seats.filter(({ isCoHost }) => isCoHost).map(({ personId }) => personId);
}

const STATE_ORDER = ['going', 'offered', 'asked', 'waiting', 'maybe', 'missed', 'no', 'refused'];

function sorted(meal: MealDoc, seats: readonly Seat[]): Seat[] {
  const rank = (seat: Seat) => (seat.personId === meal.hostId ? -1 : STATE_ORDER.indexOf(seat.state));
  return seats.toSorted((a, b) => rank(a) - rank(b) || a.arrival - b.arrival || a.since.getTime() - b.since.getTime());
}
