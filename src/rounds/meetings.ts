/** Who has met, from what is stored: the tables of rounds, what was answered about them, and matches. A pure rule. */
import { pairKey } from '../matching/pair-key.ts';
import type { RoundPairDoc } from './round-pair-model.ts';

export interface Meetings {
  tables: readonly Pick<RoundPairDoc, 'personIds' | 'answers' | 'createdAt'>[];
  matches: readonly { pairKey: string; at: Date }[];
}

/** A match of the round itself is made within this after the round was planned. */
const ROUND_TAKES_MS = 3_600_000;

/**
 * The last time that each two met, by `pairKey`. At a table of a round they did, unless those of them who answered all said
 * no: silence is taken for a yes, so that nobody meets the same person again for want of an answer. A match is a meeting
 * too, but for the one that came of a table at which they did not meet.
 */
export function lastMeetings({ tables, matches }: Meetings): Map<string, Date> {
  const last = new Map<string, Date>();
  const missed = new Map<string, Date[]>();
  const meet = (key: string, at: Date) => {
    if ((last.get(key)?.getTime() ?? 0) < at.getTime()) last.set(key, at);
  };
  for (const { personIds, answers, createdAt } of tables) {
    for (const [a, b] of twosOf(personIds)) {
      const said = answers.filter(({ personId }) => personId === a || personId === b);
      const key = pairKey(a, b);
      if (said.length === 0 || said.some(({ didMeet }) => didMeet)) meet(key, createdAt);
      else missed.set(key, [...(missed.get(key) ?? []), createdAt]);
    }
  }
  for (const { pairKey: key, at } of matches) {
    const ofTable = missed.get(key)?.some((planned) => isWithin(at, planned));
    if (!ofTable) meet(key, at);
  }
  return last;
}

/** Every two of the people. */
export function twosOf(personIds: readonly string[]): [string, string][] {
  return personIds.flatMap((a, at) => personIds.slice(at + 1).map((b): [string, string] => [a, b]));
}

function isWithin(at: Date, planned: Date): boolean {
  const since = at.getTime() - planned.getTime();
  return since >= 0 && since < ROUND_TAKES_MS;
}
