/** The members, and when they are online, week by week. */
import type { RoundPerson } from '../../src/rounds/plan/round-reasons.ts';
import { makePeople } from '../support/round-people.ts';
import { assumptions } from './assumptions.ts';

export const WEEK_MINUTES = 7 * 24 * 60;
export const DAY_MINUTES = 24 * 60;

export interface Member extends RoundPerson {
  /** Visits in a week, on average. */
  visits: number;
  isInRounds: boolean;
  /** The tags for which the member wants to be called in; may be empty. */
  calledFor: readonly string[];
  /** The week, modulo `topicWeeks`, in which the member replaces the topic; null without a topic. */
  topicFrom: number | null;
}

/** A member comes online at this minute of the week. */
export interface Visit {
  member: Member;
  minute: number;
}

/** Evenings in Tokyo, for members without free hours. */
const EVENINGS = Array.from({ length: 7 }, (_, day) => [10, 11, 12, 13, 14].map((hour) => day * 24 + hour)).flat();

export function makeMembers(count: number, random: () => number): Member[] {
  return makePeople(count, random).map((person) => ({
    ...person,
    visits: assumptions.visitsPerWeek * 3 ** (random() * 2 - 1),
    isInRounds: random() < assumptions.inRounds,
    calledFor: random() < assumptions.callMeIn ? person.tags.slice(0, 3) : [],
    topicFrom: random() < assumptions.withTopic ? Math.floor(random() * assumptions.topicWeeks) : null,
  }));
}

/** The visits of a week, earliest first. */
export function visitsOf(members: readonly Member[], random: () => number): Visit[] {
  const visits = members.flatMap((member) => {
    const whole = Math.floor(member.visits);
    const count = whole + (random() < member.visits - whole ? 1 : 0);
    return Array.from({ length: count }, () => ({ member, minute: minuteOf(member, random) }));
  });
  return visits.sort((a, b) => a.minute - b.minute || (a.member.id < b.member.id ? -1 : 1));
}

/** Two of three visits are in free hours, the others at any time. */
function minuteOf({ freeHours }: Member, random: () => number): number {
  const hours = freeHours.length > 0 ? freeHours : EVENINGS;
  if (random() < 1 / 3) return Math.floor(random() * WEEK_MINUTES);
  return (hours[Math.floor(random() * hours.length)] as number) * 60 + Math.floor(random() * 60);
}
