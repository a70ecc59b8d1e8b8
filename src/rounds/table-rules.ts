/**
 * Derives from the tables of rounds who has met, why two people sit together, and who has not answered "did you meet?".
 * Pure functions.
 */
import { HOUR_MS } from '../kernel/time.ts';
import { pairKey } from '../matching/index.ts';
import type { RoundReason } from '../protocol/rounds.ts';
import type { RoundPairDoc } from './round-pair-model.ts';

type Table = Pick<RoundPairDoc, 'personIds' | 'reasons' | 'answers'>;

export interface Meetings {
  tables: readonly Pick<RoundPairDoc, 'personIds' | 'answers' | 'createdAt'>[];
  matches: readonly { pairKey: string; at: Date }[];
}

/** The matches of a round are created within this time after its plan. */
const SEATING_MS = HOUR_MS;

/**
 * The last time that each pair met, by `pairKey`. Two people at a table have met unless all answers they gave are no. Without
 * an answer they count as having met, because otherwise people who never answer would be paired with the same person again.
 * A match counts as a meeting too, unless it was created for a table whose people said that they did not meet.
 */
export function lastMeetings({ tables, matches }: Meetings): Map<string, Date> {
  const last = new Map<string, Date>();
  const missed = new Map<string, Date[]>();
  const meet = (key: string, at: Date) => {
    if ((last.get(key)?.getTime() ?? 0) < at.getTime()) last.set(key, at);
  };
  for (const { personIds, answers, createdAt } of tables) {
    for (const [a, b] of pairsAt(personIds)) {
      const given = answers.filter(({ personId }) => personId === a || personId === b);
      const key = pairKey(a, b);
      if (given.length === 0 || given.some(({ didMeet }) => didMeet)) meet(key, createdAt);
      else missed.set(key, [...(missed.get(key) ?? []), createdAt]);
    }
  }
  for (const { pairKey: key, at } of matches) {
    const isOfMissedTable = missed.get(key)?.some((plannedAt) => isSeatingOf(plannedAt, at));
    if (!isOfMissedTable) meet(key, at);
  }
  return last;
}

/** Every pair of the people at a table. */
export function pairsAt(personIds: readonly string[]): [string, string][] {
  return personIds.flatMap((a, at) => personIds.slice(at + 1).map((b): [string, string] => [a, b]));
}

/** The reasons why the two sit together, from the view of `personId`. */
export function pairReasons({ reasons }: Pick<Table, 'reasons'>, personId: string, otherId: string): RoundReason[] {
  const own = reasons.find((one) => one.personId === personId && one.otherId === otherId);
  if (own) return own.reasons;
  const theirs = reasons.find((one) => one.personId === otherId && one.otherId === personId);
  return (theirs?.reasons ?? []).map(fromOtherSide);
}

/** The people who have not answered "did you meet?", each with another person of the table whom the question names. */
export function withoutAnswer({ personIds, answers }: Pick<Table, 'personIds' | 'answers'>): [string, string][] {
  const silent = personIds.filter((id) => !answers.some(({ personId }) => personId === id));
  return silent.flatMap((id): [string, string][] => {
    const other = personIds.find((one) => one !== id);
    return other ? [[id, other]] : [];
  });
}

/** The other people at the table who are in `namedIds`. */
export function partnersNamed(
  { personIds }: Pick<Table, 'personIds'>,
  personId: string,
  namedIds: readonly string[],
): string[] {
  return personIds.filter((id) => id !== personId && namedIds.includes(id));
}

/** The same reason from the view of the other person: what one can teach, the other wants to learn. */
function fromOtherSide(reason: RoundReason): RoundReason {
  if (reason.kind === 'you_can_teach') return { kind: 'you_want_to_learn', skills: reason.skills };
  if (reason.kind === 'you_want_to_learn') return { kind: 'you_can_teach', skills: reason.skills };
  return reason;
}

function isSeatingOf(plannedAt: Date, matchedAt: Date): boolean {
  const since = matchedAt.getTime() - plannedAt.getTime();
  return since >= 0 && since < SEATING_MS;
}
