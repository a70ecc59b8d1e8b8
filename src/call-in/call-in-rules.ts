/**
 * Decides whom to call in (ルームに呼ぶ) when a person waits alone in a room: people who asked to be called in for one of the
 * room's tags, speak its language and probably have time now. Pure functions.
 */
import type { Language } from '../protocol/common.ts';

/** A room in which one person waits. */
export interface WaitingRoom {
  ownerId: string;
  tags: readonly string[];
  language: Language;
}

/** A person who asked to be called in. */
export interface CallCandidate {
  id: string;
  tags: readonly string[];
  languages: readonly Language[];
  isOnline: boolean;
  /** Whether the person was online within the last hour. */
  wasRecentlyOnline: boolean;
  /** Whether the weekly free hours include now; null if the person has none. */
  isFree: boolean | null;
  isInRoom: boolean;
  /** How often the person was called in before. People who were called less often come first. */
  timesCalled: number;
}

/** How likely it is that a person comes. A person who is neither online nor known to be free is not called in. */
export const presencePoints = { online: 4, recentlyOnline: 2, free: 2, busy: -2 } as const;
const MIN_POINTS = 2;

/** At most this many people are called in for a room. */
export const MAX_CALLED = 8;

/** The ids of the people to call in, most likely to come first. */
export function selectPeopleToCall(
  room: WaitingRoom,
  candidates: readonly CallCandidate[],
  max: number = MAX_CALLED,
): string[] {
  return candidates
    .flatMap((candidate) => {
      const { id, isInRoom, languages, tags } = candidate;
      const shared = tags.filter((tag) => room.tags.includes(tag)).length;
      const isSuitable = id !== room.ownerId && !isInRoom && languages.includes(room.language) && shared > 0;
      const likelihood = likelihoodOf(candidate);
      return isSuitable && likelihood >= MIN_POINTS ? [{ candidate, rank: likelihood + Math.min(shared, 3) }] : [];
    })
    .sort(
      (a, b) =>
        b.rank - a.rank ||
        a.candidate.timesCalled - b.candidate.timesCalled ||
        (a.candidate.id < b.candidate.id ? -1 : 1),
    )
    .slice(0, max)
    .map(({ candidate }) => candidate.id);
}

function likelihoodOf({ isOnline, wasRecentlyOnline, isFree }: CallCandidate): number {
  const { online, recentlyOnline, free, busy } = presencePoints;
  const presence = isOnline ? online : wasRecentlyOnline ? recentlyOnline : 0;
  return presence + (isFree === null ? 0 : isFree ? free : busy);
}
