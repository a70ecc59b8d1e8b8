/**
 * What speaks for two people at one table, each reason with its points; the weight of a pair is their sum and nothing else.
 * Points are whole numbers, at most 1,000 together.
 */
import type { Language } from '../protocol/common.ts';
import type { RoundReason } from '../protocol/rounds.ts';

/** Someone who said yes. */
export interface RoundPerson {
  id: string;
  tags: readonly string[];
  canTeach: readonly string[];
  wantsToLearn: readonly string[];
  languages: readonly Language[];
  /** In which hours of the UTC week (0 to 167, from Monday) the person is usually free; empty where that is not known. */
  freeHours: readonly number[];
}

/** As much of each reason as counts. */
export const roundPoints = {
  /** For each shared interest, up to three. */
  tag: { each: 120, most: 3 },
  /** For each thing that one can teach and the other wants to learn, up to two. */
  lesson: { each: 150, most: 2 },
  /** For each hour of the week in which both are free. */
  hour: { each: 8, most: 25 },
  /** For a second language in common; the first is a must, and so is worth nothing. */
  moreLanguages: { each: 40, most: 1 },
  neverMet: 100,
  /** For each round that has passed since the two last met. */
  roundSince: { each: 8, most: 10 },
} as const;

/** Most points that a pair can have. */
export const MOST_POINTS = 1_000;

/** People as numbers, so that half a million pairs are compared within a moment. */
export interface ComparablePerson {
  id: string;
  tags: Int32Array;
  teaches: Int32Array;
  learns: Int32Array;
  languages: Int32Array;
  hours: Int32Array;
}

/** Makes people comparable with each other; all of a round in one call. */
export function comparable(people: readonly RoundPerson[]): ComparablePerson[] {
  const numbers = new Map<string, number>();
  const numbered = (words: readonly string[]) => {
    const known = words.map((word) => {
      const key = skillKey(word);
      const number = numbers.get(key) ?? numbers.size;
      numbers.set(key, number);
      return number;
    });
    return ordered(known);
  };
  return people.map(({ id, tags, canTeach, wantsToLearn, languages, freeHours }) => ({
    id,
    tags: numbered(tags),
    teaches: numbered(canTeach),
    learns: numbered(wantsToLearn),
    languages: numbered(languages),
    hours: ordered(freeHours),
  }));
}

/** The points of a pair; −1 where the two have no language in common. `roundsSince` is null where they never met. */
export function pointsOf(a: ComparablePerson, b: ComparablePerson, roundsSince: number | null): number {
  const languages = countShared(a.languages, b.languages);
  if (languages === 0) return -1;
  const { tag, lesson, hour, moreLanguages } = roundPoints;
  return (
    points(tag, countShared(a.tags, b.tags)) +
    points(lesson, countShared(a.teaches, b.learns) + countShared(a.learns, b.teaches)) +
    points(hour, countShared(a.hours, b.hours)) +
    points(moreLanguages, languages - 1) +
    freshness(roundsSince)
  );
}

/** The same in words, as `a` sees it; the points of all of them together are `pointsOf`. */
export function reasonsOf(
  a: RoundPerson,
  b: RoundPerson,
  roundsSince: number | null,
): { reason: RoundReason; points: number }[] {
  const { tag, lesson, hour, moreLanguages } = roundPoints;
  const tags = shared(a.tags, b.tags);
  const teach = shared(a.canTeach, b.wantsToLearn);
  const learn = shared(a.wantsToLearn, b.canTeach);
  const hours = a.freeHours.filter((one) => b.freeHours.includes(one)).length;
  const languages = a.languages.filter((one) => b.languages.includes(one));
  const lessons = points(lesson, teach.length + learn.length);
  // The two share one limit: what is left of it is the second's.
  const teaching = Math.min(lessons, points(lesson, teach.length));
  const all: { reason: RoundReason; points: number }[] = [
    { reason: { kind: 'shared_tags', tags }, points: points(tag, tags.length) },
    { reason: { kind: 'you_can_teach', skills: teach }, points: teaching },
    { reason: { kind: 'you_want_to_learn', skills: learn }, points: lessons - teaching },
    { reason: { kind: 'shared_hours', hours }, points: points(hour, hours) },
    { reason: { kind: 'same_languages', languages }, points: points(moreLanguages, languages.length - 1) },
    { reason: meetingReason(roundsSince), points: freshness(roundsSince) },
  ];
  // What is beyond the most that counts, and the language without which there is no pair, is worth telling all the same.
  return all.filter(({ reason, points: worth }) => {
    return worth > 0 || reason.kind === 'same_languages' || (reason.kind === 'you_want_to_learn' && learn.length > 0);
  });
}

function meetingReason(roundsSince: number | null): RoundReason {
  return roundsSince === null ? { kind: 'never_met' } : { kind: 'met_before', rounds: roundsSince };
}

function freshness(roundsSince: number | null): number {
  return roundsSince === null ? roundPoints.neverMet : points(roundPoints.roundSince, roundsSince);
}

function points({ each, most }: { each: number; most: number }, count: number): number {
  return each * Math.min(count, most);
}

/** The form in which two ways to write the same skill are equal. */
function skillKey(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}

function shared(a: readonly string[], b: readonly string[]): string[] {
  const theirs = new Set(b.map(skillKey));
  const seen = new Set<string>();
  return a.filter((one) => {
    const key = skillKey(one);
    if (!theirs.has(key) || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function ordered(numbers: readonly number[]): Int32Array {
  return Int32Array.from(new Set(numbers)).sort();
}

/** How many numbers both of two ordered lists hold. */
function countShared(a: Int32Array, b: Int32Array): number {
  let count = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const difference = (a[i] as number) - (b[j] as number);
    if (difference === 0) count += 1;
    if (difference <= 0) i += 1;
    if (difference >= 0) j += 1;
  }
  return count;
}
