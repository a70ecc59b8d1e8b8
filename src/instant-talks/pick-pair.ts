/** Decides which two waiting people are paired for an instant talk. Pure functions. */
import type { Language } from '../protocol/common.ts';

/** A person who waits for an instant talk. */
export interface WaitingPerson {
  personId: string;
  /** What the person wants to talk about; null for anything. */
  tag: string | null;
  languages: readonly Language[];
}

/** What is known about pairs of people. Symmetric: the order of the two ids does not matter. */
export interface PairRelations {
  /** Whether the two must not meet: a block, a never-match list, "not again", or a recent instant talk. */
  isApart(a: string, b: string): boolean;
  hasMet(a: string, b: string): boolean;
}

/**
 * Returns the next two people to pair, or null if no pair is possible. `waiting` must be sorted longest waiting first. The
 * person who waits longest is paired first, with a new person if possible: two people who have met are paired only if
 * neither of them could be paired with a new person. Among the possible partners, one with the same tag comes first, then
 * the one who waits longest.
 */
export function pickPair<Person extends WaitingPerson>(
  waiting: readonly Person[],
  relations: PairRelations,
): [Person, Person] | null {
  const others = (one: Person) => waiting.filter((other) => other !== one && canTalk(one, other, relations));
  const isNew = (one: Person, other: Person) => !relations.hasMet(one.personId, other.personId);
  const couldMeetNew = (one: Person) => others(one).some((other) => isNew(one, other));
  for (const one of waiting) {
    const possible = others(one);
    const unseen = possible.filter((other) => isNew(one, other));
    const choice = unseen.length > 0 ? unseen : possible.filter((other) => !couldMeetNew(other));
    const best = choice.find(({ tag }) => tag === one.tag) ?? choice[0];
    if (best) return [one, best];
  }
  return null;
}

/** Whether the two can be paired: they may meet, share a language, and do not wait for different tags. */
export function canTalk(one: WaitingPerson, other: WaitingPerson, { isApart }: PairRelations): boolean {
  if (one.personId === other.personId || isApart(one.personId, other.personId)) return false;
  if (one.tag !== null && other.tag !== null && one.tag !== other.tag) return false;
  return one.languages.some((language) => other.languages.includes(language));
}
