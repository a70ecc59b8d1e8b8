/**
 * Call me in (ルームに呼ぶ): whom to tell that someone sits alone in a room. Only people who asked to be called in for one of its
 * tags, who share its language and are likely to have a moment now; few, and all at once, so that nobody waits alone twice.
 * A rule without input or output.
 */
import type { Language } from '../protocol/common.ts';

/** A room in which one person waits. */
export interface WaitingRoom {
  ownerId: string;
  tags: readonly string[];
  language: Language;
}

/** Someone who asked to be called in. */
export interface CallCandidate {
  id: string;
  /** For which tags. */
  tags: readonly string[];
  languages: readonly Language[];
  isOnline: boolean;
  /** Was here within the last hour. */
  wasHereLately: boolean;
  /** By the free hours of the week; null where none were given. */
  isFree: boolean | null;
  /** Sits in a room already. */
  isInRoom: boolean;
  /** How often called in during the last days: who was called least is called first. */
  timesCalled: number;
}

/** What makes it likely that someone comes. Someone who is away and not known to be free is left alone. */
export const presencePoints = { online: 4, lately: 2, free: 2, busy: -2 } as const;
const LIKELY = 2;

/** So many are called in at once, at most: a table is set, not a hall filled. */
export const MOST_CALLED = 8;

/** Those to call in, the likeliest first. */
export function whomToCall(
  room: WaitingRoom,
  candidates: readonly CallCandidate[],
  most: number = MOST_CALLED,
): string[] {
  return candidates
    .flatMap((candidate) => {
      const { id, isInRoom, languages, tags } = candidate;
      const shared = tags.filter((tag) => room.tags.includes(tag)).length;
      const isMeant = id !== room.ownerId && !isInRoom && languages.includes(room.language) && shared > 0;
      const likelihood = likelihoodOf(candidate);
      return isMeant && likelihood >= LIKELY ? [{ candidate, rank: likelihood + Math.min(shared, 3) }] : [];
    })
    .sort(
      (a, b) =>
        b.rank - a.rank ||
        a.candidate.timesCalled - b.candidate.timesCalled ||
        (a.candidate.id < b.candidate.id ? -1 : 1),
    )
    .slice(0, most)
    .map(({ candidate }) => candidate.id);
}

function likelihoodOf({ isOnline, wasHereLately, isFree }: CallCandidate): number {
  const { online, lately, free, busy } = presencePoints;
  const here = isOnline ? online : wasHereLately ? lately : 0;
  return here + (isFree === null ? 0 : isFree ? free : busy);
}
