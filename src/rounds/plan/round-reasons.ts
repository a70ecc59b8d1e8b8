/**
 * The reasons to pair two people, each with its points. The weight of a pair is the sum of its points. Points are integers,
 * at most 1,000 for a pair.
 */
import type { Language } from '../../protocol/common.ts';
import type { RoundReason } from '../../protocol/rounds.ts';

/** A person who said yes to a round. */
export interface RoundPerson {
  id: string;
  tags: readonly string[];
  canTeach: readonly string[];
  wantsToLearn: readonly string[];
  languages: readonly Language[];
  /** The hours of the UTC week (0 to 167, from Monday) in which the person is usually free; empty if unknown. */
  freeHours: readonly number[];
}

/** Points for each occurrence of a reason, and how many occurrences count at most. */
export const roundPoints = {
  tag: { each: 120, max: 3 },
  /** A skill that one can teach and the other wants to learn. */
  lesson: { each: 150, max: 2 },
  /** An hour of the week in which both are free. */
  hour: { each: 8, max: 25 },
  /** A second shared language. The first one has no points, because it is required. */
  moreLanguages: { each: 40, max: 1 },
  neverMet: 100,
  /** Each round since the two last met. */
  roundSince: { each: 8, max: 10 },
} as const;

/** The most points that a pair can have. */
export const MAX_POINTS = 1_000;

/** A person's traits as sorted numbers, because comparing the strings of half a million pairs would take too long. */
export interface ComparablePerson {
  id: string;
  tags: Int32Array;
  teaches: Int32Array;
  learns: Int32Array;
  languages: Int32Array;
  hours: Int32Array;
}

/** Converts all people of a round in one call, because the numbers are valid only among them. */
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

/** The points of a pair; −1 if the two share no language. `roundsSince` is null if they never met. */
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

/** The reasons of a pair from the view of `a`. Their points add up to `pointsOf`. */
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
  // Both directions share one limit; learning gets the points that teaching leaves.
  const teaching = Math.min(lessons, points(lesson, teach.length));
  const all: { reason: RoundReason; points: number }[] = [
    { reason: { kind: 'shared_tags', tags }, points: points(tag, tags.length) },
    { reason: { kind: 'you_can_teach', skills: teach }, points: teaching },
    { reason: { kind: 'you_want_to_learn', skills: learn }, points: lessons - teaching },
    { reason: { kind: 'shared_hours', hours }, points: points(hour, hours) },
    { reason: { kind: 'same_languages', languages }, points: points(moreLanguages, languages.length - 1) },
    { reason: meetingReason(roundsSince), points: freshness(roundsSince) },
  ];
  // A shared language and a skill beyond the limit have no points, but are shown as reasons.
  return all.filter(({ reason, points: given }) => {
    return given > 0 || reason.kind === 'same_languages' || (reason.kind === 'you_want_to_learn' && learn.length > 0);
  });
}

function meetingReason(roundsSince: number | null): RoundReason {
  return roundsSince === null ? { kind: 'never_met' } : { kind: 'met_before', rounds: roundsSince };
}

function freshness(roundsSince: number | null): number {
  return roundsSince === null ? roundPoints.neverMet : points(roundPoints.roundSince, roundsSince);
}

function points({ each, max }: { each: number; max: number }, count: number): number {
  return each * Math.min(count, max);
}

/** The normalised form, which is equal for different spellings of the same skill. */
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

/** How many numbers two sorted lists share. */
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
