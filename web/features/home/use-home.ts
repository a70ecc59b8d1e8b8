/** What Home shows above the topics, and whether all of it has arrived: it is shown together with the first topics. */
import type { HomeOverview, HomeRoom } from '@meshi/client';
import { useConversationList, useRooms } from '@meshi/client/react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { type LastTime, useLastTime } from './last-time.ts';

export interface Home {
  /** Null if it could not be read. */
  overview: HomeOverview | null;
  lastTime: LastTime;
  isReady: boolean;
}

export function useHome(): Home {
  const meshi = useMeshi();
  const lastTime = useLastTime();
  const { since } = lastTime;
  const conversations = useConversationList(meshi);
  const { data = null, isPending } = useQuery({
    queryKey: [...keys.home, 'overview', since],
    queryFn: ({ signal }) => meshi.home.overview(since === null ? {} : { since }, { signal }),
  });
  const hasConversations = conversations.isLoaded || conversations.error !== null;
  return { overview: data, lastTime, isReady: !isPending && hasConversations };
}

/**
 * The rooms of the overview as they are now. Only the overview knows whom the reader does not meet, so a room that has come
 * to life is read with it.
 */
export function useLiveRooms(rooms: readonly HomeRoom[]): HomeRoom[] {
  const queries = useQueryClient();
  const now = useRooms(useMeshi());
  const live = now?.isLoaded ? now.rooms.filter(({ peers }) => peers.length > 0) : null;
  const asked = useRef(new Set<string>());
  const isUnknown = live?.some(({ id }) => !asked.current.has(id) && !rooms.some((room) => room.id === id)) ?? false;
  useEffect(() => {
    if (!isUnknown || !live) return;
    for (const { id } of live) asked.current.add(id);
    void queries.invalidateQueries({ queryKey: keys.home });
  }, [isUnknown, live, queries]);
  if (!live) return [...rooms];
  return rooms.flatMap((room) => {
    const inside = live.find(({ id }) => id === room.id)?.peers;
    if (!inside) return [];
    const people = room.people.filter((one) => inside.some(({ person }) => person.id === one.id));
    return [{ ...room, people, count: inside.length }];
  });
}
