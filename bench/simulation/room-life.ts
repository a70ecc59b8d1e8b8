/** Rooms of the simulation: the same rooms once with and once without calling in. */
import { type CallCandidate, selectPeopleToCall } from '../../src/call-in/call-in-rules.ts';
import { limits } from '../../src/kernel/limits.ts';
import { assumptions } from './assumptions.ts';
import { DAY_MINUTES, type Member, type Visit } from './members.ts';

export interface RoomWeek {
  opened: number;
  /** Rooms that reached two people in time without calling in. */
  alone: number;
  /** The same with calling in. */
  called: number;
  talks: [string, string][];
  /** Notifications of each person on each day of the week. */
  notifications: Map<string, number>;
}

const RECENT_MINUTES = 60;

/** Simulates the rooms of a week. `timesCalled` continues from week to week. */
export function playRooms(
  { members, visits }: { members: readonly Member[]; visits: readonly Visit[] },
  timesCalled: Map<string, number>,
  random: () => number,
): RoomWeek {
  const week: RoomWeek = { opened: 0, alone: 0, called: 0, talks: [], notifications: new Map() };
  for (const { member: opener, minute } of visits) {
    if (random() >= assumptions.opensRoom) continue;
    week.opened += 1;
    const here = presenceAt(visits, minute);
    const uncalled = joinsUncalled(opener, here, random);
    if (uncalled) week.alone += 1;
    const invited = callIn(opener, { members, here, minute }, week, timesCalled);
    const called = invited.find((candidate) => random() < chanceToCome(candidate))?.id;
    const guest = uncalled ?? called;
    if (!guest) continue;
    week.called += 1;
    week.talks.push([opener.id, guest]);
  }
  return week;
}

/** Who is online, and who was online within the last hour. */
interface Presence {
  online: ReadonlyMap<string, Member>;
  recently: ReadonlySet<string>;
}

function presenceAt(visits: readonly Visit[], minute: number): Presence {
  const [online, recently] = [new Map<string, Member>(), new Set<string>()];
  for (const { member, minute: from } of visits) {
    if (from > minute) break;
    if (from + assumptions.visitMinutes > minute) online.set(member.id, member);
    else if (from + assumptions.visitMinutes + RECENT_MINUTES > minute) recently.add(member.id);
  }
  return { online, recently };
}

function joinsUncalled(opener: Member, { online }: Presence, random: () => number): string | null {
  for (const member of online.values()) {
    if (member.id === opener.id || !member.languages.includes(opener.languages[0] as never)) continue;
    const { sharesTag, other } = assumptions.joinsUncalled;
    const each = member.tags.some((tag) => opener.tags.includes(tag)) ? sharesTag : other;
    if (random() < 1 - (1 - each) ** assumptions.waitMinutes) return member.id;
  }
  return null;
}

function callIn(
  opener: Member,
  { members, here, minute }: { members: readonly Member[]; here: Presence; minute: number },
  { notifications }: RoomWeek,
  timesCalled: Map<string, number>,
): CallCandidate[] {
  const hour = Math.floor(minute / 60);
  const candidates = members
    .filter(({ calledFor }) => calledFor.length > 0)
    .map(
      ({ id, calledFor, languages, freeHours }): CallCandidate => ({
        id,
        tags: calledFor,
        languages,
        isOnline: here.online.has(id),
        wasRecentlyOnline: here.recently.has(id),
        isFree: freeHours.length > 0 ? freeHours.includes(hour) : null,
        isInRoom: false,
        timesCalled: timesCalled.get(id) ?? 0,
      }),
    );
  const room = { ownerId: opener.id, tags: opener.tags, language: opener.languages[0] ?? 'ja' } as const;
  const byId = new Map(candidates.map((candidate) => [candidate.id, candidate]));
  const day = Math.floor(minute / DAY_MINUTES);
  return selectPeopleToCall(room, candidates).flatMap((id) => {
    const key = `${id}:${day}`;
    const before = notifications.get(key) ?? 0;
    // As on the server, a person gets a limited number of suggestions a day.
    if (before >= limits.suggestionsPerDay) return [];
    notifications.set(key, before + 1);
    timesCalled.set(id, (timesCalled.get(id) ?? 0) + 1);
    return byId.get(id) ?? [];
  });
}

function chanceToCome({ isOnline, wasRecentlyOnline }: CallCandidate): number {
  const { online, recently, away } = assumptions.comes;
  return isOnline ? online : wasRecentlyOnline ? recently : away;
}
