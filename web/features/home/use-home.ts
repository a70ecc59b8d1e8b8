/** What Home shows above the topics, and whether all of it has arrived: it is shown together with the first topics. */
import { type HomeOverview, type HomeRoom, type Room, wireLimits } from '@meshi/client';
import { useConversationList, useRooms } from '@meshi/client/react';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { overviewQuery } from './home-query.ts';
import { type LastTime, useLastTime } from './last-time.ts';
import { countedSince } from './visit.ts';

export interface Home {
  /** Null if it could not be read. */
  overview: HomeOverview | null;
  lastTime: LastTime;
  isReady: boolean;
}

export function useHome(): Home {
  const meshi = useMeshi();
  const lastTime = useLastTime();
  const conversations = useConversationList(meshi);
  const { data = null, isPending } = useQuery({
    ...overviewQuery(meshi, countedSince(lastTime)),
    // The list of topics is shown after the first attempt, also if that fails.
    retry: false,
    // A visit may begin while the list is on the screen.
    placeholderData: keepPreviousData,
  });
  const hasConversations = conversations.isLoaded || conversations.error !== null;
  return { overview: data, lastTime, isReady: !isPending && hasConversations };
}

/**
 * Keeps the rooms of the overview up to date. Only the overview leaves out people in a block with the reader, so it is read again
 * when a room that it does not have comes to life.
 */
export function useLiveRooms(rooms: readonly HomeRoom[]): HomeRoom[] {
  const now = useRooms(useMeshi());
  const live = now?.isLoaded ? now.rooms.filter(({ peers }) => peers.length > 0) : null;
  const shown = live ? rooms.flatMap((room) => stillLive(room, live)) : [...rooms];
  const others = live?.filter(({ id }) => !shown.some((room) => room.id === id)) ?? [];
  useReadAgain(shown.length < wireLimits.homeRooms ? others : []);
  return shown;
}

function stillLive(room: HomeRoom, live: readonly Room[]): HomeRoom[] {
  const inside = live.find(({ id }) => id === room.id)?.peers ?? [];
  const people = room.people.filter((one) => inside.some(({ person }) => person.id === one.id));
  return people.length > 0 ? [{ ...room, people, count: inside.length }] : [];
}

/** Reads the overview again when one of these rooms, or the people inside, is new since the last render. */
function useReadAgain(rooms: readonly Room[]): void {
  const queries = useQueryClient();
  const asked = useRef<ReadonlySet<string>>(new Set());
  const states = rooms.map(({ id, peers }) => `${id} ${peers.map(({ person }) => person.id).sort()}`).join('\n');
  useEffect(() => {
    const now = states.split('\n').filter(Boolean);
    const hasNew = now.some((state) => !asked.current.has(state));
    // Only the present states: the same people may meet again in a room that was empty in the meantime.
    asked.current = new Set(now);
    if (hasNew) void queries.invalidateQueries({ queryKey: keys.home });
  }, [states, queries]);
}
