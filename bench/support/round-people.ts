/** Invented people for rounds and the simulation: a few popular interests, many rare ones, evenings and weekends free. */
import type { Language } from '../../src/protocol/common.ts';
import type { RoundPerson } from '../../src/rounds/plan/round-reasons.ts';

const INTERESTS = 60;
const ZONES_AHEAD = [9, 9, 9, 9, 9, 8, 1, 0, -5, -8];

/** Creates this many people. The same random source creates the same people. */
export function makePeople(count: number, random: () => number): RoundPerson[] {
  return Array.from({ length: count }, (_, at) => makePerson(`p${String(at).padStart(5, '0')}`, random));
}

function makePerson(id: string, random: () => number): RoundPerson {
  // The first interests are much more popular than the last ones, as with words.
  const interest = () => `interest-${Math.floor(INTERESTS * random() ** 2)}`;
  const some = (most: number) => [...new Set(Array.from({ length: 1 + Math.floor(random() * most) }, interest))];
  return {
    id,
    tags: some(6),
    canTeach: random() < 0.6 ? some(3) : [],
    wantsToLearn: random() < 0.7 ? some(3) : [],
    languages: languagesOf(random),
    freeHours: random() < 0.7 ? freeHoursOf(random) : [],
  };
}

function languagesOf(random: () => number): Language[] {
  const chance = random();
  if (chance < 0.55) return ['ja'];
  return chance < 0.9 ? ['ja', 'en'] : ['en'];
}

/** Two hours in the evening of some days in the person's time zone, as hours of the UTC week. */
function freeHoursOf(random: () => number): number[] {
  const ahead = ZONES_AHEAD[Math.floor(random() * ZONES_AHEAD.length)] as number;
  const hours = new Set<number>();
  for (let day = 0; day < 7; day += 1) {
    if (random() < 0.5) continue;
    const start = day * 24 + (day >= 5 ? 10 + Math.floor(random() * 10) : 18 + Math.floor(random() * 4)) - ahead;
    for (const hour of [start, start + 1]) hours.add((hour + 168) % 168);
  }
  return [...hours];
}
