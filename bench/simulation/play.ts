/** Simulates the weeks (visits, cards, rounds and rooms) by Meshi's own rules, and counts the results. */
import { pairKey } from '../../src/matching/pair-key.ts';
import { planRound } from '../../src/rounds/plan/round-plan.ts';
import { seededRandom } from '../../src/rounds/plan/seeded-random.ts';
import { assumptions } from './assumptions.ts';
import { type Member, makeMembers, visitsOf } from './members.ts';
import { playRooms } from './room-life.ts';
import { TopicLife } from './topic-life.ts';

export interface WeekReport {
  week: number;
  /** Share of all members. */
  talking: number;
  /** Gini coefficient of how often cards were shown so far: 0 is equal, 1 is only one card. */
  gini: number;
  roundPairs: number;
  repeats: number;
  rooms: number;
  /** Share of the rooms. */
  filledAlone: number;
  filledCalled: number;
  notificationsPerDay: number;
  mostNotifications: number;
}

export function playWeeks({ seed, members: count, weeks }: { seed: number; members: number; weeks: number }) {
  const random = seededRandom(seed);
  const members = makeMembers(count, random);
  const topics = new TopicLife(members, random);
  const [met, timesCalled] = [new Map<string, number>(), new Map<string, number>()];
  const reports: WeekReport[] = [];
  for (let week = 0; week < weeks; week += 1) {
    topics.beginWeek(week);
    const visits = visitsOf(members, random);
    const talking = new Set<string>();
    for (const { member, minute } of visits) {
      for (const pair of topics.visit(member, week, minute)) for (const id of pair) talking.add(id);
    }
    const round = playRound({ members, met, matched: topics.matched, week, seed });
    for (const table of round.tables) if (random() < assumptions.meetsInRound) for (const id of table) talking.add(id);
    // A separate random source, so that the rooms do not influence anything else.
    const rooms = playRooms({ members, visits }, timesCalled, seededRandom(seed * 1_000 + week));
    for (const pair of rooms.talks) for (const id of pair) talking.add(id);
    const notifications = [...rooms.notifications.values()];
    reports.push({
      week: week + 1,
      talking: talking.size / count,
      gini: giniOf(members.filter(({ topicFrom }) => topicFrom !== null).map(({ id }) => topics.shown.get(id) ?? 0)),
      roundPairs: round.tables.length,
      repeats: round.repeats,
      rooms: rooms.opened,
      filledAlone: rooms.alone / Math.max(1, rooms.opened),
      filledCalled: rooms.called / Math.max(1, rooms.opened),
      notificationsPerDay: notifications.reduce((sum, one) => sum + one, 0) / count / 7,
      mostNotifications: Math.max(0, ...notifications),
    });
  }
  return reports;
}

function playRound({
  members,
  met,
  matched,
  week,
  seed,
}: {
  members: readonly Member[];
  met: Map<string, number>;
  matched: ReadonlySet<string>;
  week: number;
  seed: number;
}): { tables: string[][]; repeats: number } {
  // People with a match have met.
  for (const key of matched) if (!met.has(key)) met.set(key, week - 1);
  const { tables } = planRound({
    people: members.filter(({ isInRounds }) => isInRounds),
    apart: new Set(),
    met: new Map([...met].map(([key, last]) => [key, Math.max(1, week - last)])),
    leftOut: new Map(),
    oddOneOut: 'trio',
    seed: seed + week,
  });
  const keys = tables.flatMap((table) => table.flatMap((a, at) => table.slice(at + 1).map((b) => pairKey(a, b))));
  const repeats = keys.filter((key) => met.has(key)).length;
  for (const key of keys) met.set(key, week);
  return { tables, repeats };
}

function giniOf(counts: readonly number[]): number {
  const sorted = [...counts].sort((a, b) => a - b);
  const total = sorted.reduce((sum, one) => sum + one, 0);
  if (total === 0) return 0;
  const ranked = sorted.reduce((sum, one, at) => sum + one * (2 * (at + 1) - sorted.length - 1), 0);
  return ranked / (sorted.length * total);
}
