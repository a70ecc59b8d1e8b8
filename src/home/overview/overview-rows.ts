/** The rows of Home's overview. Pure functions. */
import type { WaitingRequest } from '../../communities/index.ts';
import type { ComingMeal } from '../../meals/index.ts';
import type { HomeRoom, HomeWaiting } from '../../protocol/home.ts';
import { wireLimits } from '../../protocol/limits.ts';
import type { ProfileSummary } from '../../protocol/profiles.ts';
import type { Proposal } from '../../protocol/proposals.ts';
import type { Room } from '../../protocol/rooms.ts';
import type { WaitingInterest } from '../../topics/index.ts';

/** Appointments and meals that begin before `untilMs` are shown. */
export interface Soon {
  nowMs: number;
  untilMs: number;
}

/** A row that begins or expires at a time. */
export type DatedRow = Exclude<HomeWaiting, WaitingRow>;

/** A row of people who wait for an answer. */
export type WaitingRow = Extract<HomeWaiting, { kind: 'interest' | 'community_requests' }>;

/** One row for each topic with people who wait for an answer, in the order of the newest interest. */
export function interestRows(waiting: readonly WaitingInterest[]): WaitingRow[] {
  return [...Map.groupBy(waiting, ({ topicId }) => topicId).values()].flatMap((group) => {
    const [newest] = group;
    if (!newest) return [];
    const { topicId, topicTitle, createdAt } = newest;
    const people = group.slice(0, wireLimits.homeFaces).map(({ person }) => person);
    return [{ kind: 'interest', topicId, topicTitle, people, count: group.length, at: createdAt }];
  });
}

/** One row for each community with requests to join, in the order of the newest request. */
export function requestRows(waiting: readonly WaitingRequest[]): WaitingRow[] {
  return [...Map.groupBy(waiting, ({ communityId }) => communityId).values()].flatMap((group) => {
    const [newest] = group;
    if (!newest) return [];
    const { communityId, communityName, createdAt } = newest;
    const people = group.slice(0, wireLimits.homeFaces).map(({ person }) => person);
    return [{ kind: 'community_requests', communityId, communityName, people, count: group.length, at: createdAt }];
  });
}

/** Those who waited last come first. */
export function newestFirst(rows: readonly WaitingRow[]): WaitingRow[] {
  return rows.toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at));
}

/** Proposals of others that can still be accepted, and appointments that begin soon or are running. */
export function proposalRows(
  coming: readonly { proposal: Proposal; otherId: string }[],
  { readerId, people, nowMs, untilMs }: Soon & { readerId: string; people: ReadonlyMap<string, ProfileSummary> },
): DatedRow[] {
  return coming.flatMap(({ proposal, otherId }): DatedRow[] => {
    const person = people.get(otherId);
    if (!person) return [];
    const { conversationId, startsAt, endsAt, roomId, state, proposerId } = proposal;
    const row = { conversationId, person, startsAt, endsAt };
    if (state === 'accepted') {
      return Date.parse(startsAt) <= untilMs ? [{ kind: 'appointment', ...row, roomId }] : [];
    }
    return proposerId !== readerId && Date.parse(startsAt) > nowMs ? [{ kind: 'proposal', ...row }] : [];
  });
}

/** A meal may have two rows: a host who is going soon may also have people to answer. */
export function mealRows(meals: readonly ComingMeal[], { untilMs }: Pick<Soon, 'untilMs'>): DatedRow[] {
  return meals.flatMap(({ mealId, title, startsAt, endsAt, roomId, isGoing, holdUntil, askedCount }) => {
    const meal = { mealId, title, startsAt, endsAt };
    const rows: DatedRow[] = [];
    if (isGoing && Date.parse(startsAt) <= untilMs) rows.push({ kind: 'meal', ...meal, roomId });
    if (holdUntil) rows.push({ kind: 'meal_offer', ...meal, holdUntil });
    if (askedCount > 0) rows.push({ kind: 'meal_requests', ...meal, count: askedCount });
    return rows;
  });
}

/** What begins or expires soonest first. */
export function soonestFirst(rows: readonly DatedRow[]): DatedRow[] {
  return rows.toSorted((a, b) => dueMs(a) - dueMs(b));
}

function dueMs(row: DatedRow): number {
  return Date.parse(row.kind === 'meal_offer' ? row.holdUntil : row.startsAt);
}

/**
 * Those of the rooms in which the reader meets somebody, in the same order. Without rooms that somebody in a block with the
 * reader has opened; the room of a circle belongs to its people.
 */
export function liveRows(
  rooms: readonly Room[],
  { readerId, blocked }: { readerId: string; blocked: ReadonlySet<string> },
): HomeRoom[] {
  const without = new Set([...blocked, readerId]);
  const open = rooms.filter(({ circle, owner }) => circle !== null || !blocked.has(owner.id));
  const met = open.map((room) => ({
    room,
    people: room.peers.map(({ person }) => person).filter(({ id }) => !without.has(id)),
  }));
  return met
    .filter(({ people }) => people.length > 0)
    .slice(0, wireLimits.homeRooms)
    .map(({ room: { id, title, circle, between, peers }, people }) => ({
      id,
      title,
      circle,
      between,
      people: people.slice(0, wireLimits.homeFaces),
      count: peers.length,
    }));
}
