/** Which two of those who wait talk with each other. Rules without input or output. */
import type { Language } from '../protocol/common.ts';

/** Someone who waits. */
export interface Waiting {
  personId: string;
  /** Null for anything. */
  tag: string | null;
  languages: readonly Language[];
}

/** What is known of two people; the same from either side. */
export interface Acquaintance {
  /** They must not meet: a block, a never-match list, "not again", or they met just now. */
  isApart(a: string, b: string): boolean;
  hasMet(a: string, b: string): boolean;
}

/**
 * The next two to talk with each other, or null. Whoever waits longest comes first (`waiting` is in that order), and gets
 * someone new where there is one: two who have met are paired only where neither of them could talk with anybody new. Of
 * those, the same tag before one that takes anything, and then whoever waits longer.
 */
export function pickPair<Person extends Waiting>(
  waiting: readonly Person[],
  acquaintance: Acquaintance,
): [Person, Person] | null {
  const others = (one: Person) => waiting.filter((other) => other !== one && canTalk(one, other, acquaintance));
  const isNew = (one: Person, other: Person) => !acquaintance.hasMet(one.personId, other.personId);
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

/** Whether the two may talk at all: a language in common, and what one wants to talk about is fine with the other. */
export function canTalk(one: Waiting, other: Waiting, { isApart }: Acquaintance): boolean {
  if (one.personId === other.personId || isApart(one.personId, other.personId)) return false;
  if (one.tag !== null && other.tag !== null && one.tag !== other.tag) return false;
  return one.languages.some((language) => other.languages.includes(language));
}
