/** Keeps the cache fresh: refetches what may have changed, after an event or a lost connection. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { applyMealChange } from '../features/meals/meal-queries.ts';
import { showChangedPerson } from './cached-items.ts';
import { useMeshi } from './meshi-context.tsx';
import { keys } from './query-keys.ts';
import { onReconnected } from './reconnected.ts';

export function useFreshness(): void {
  const meshi = useMeshi();
  const queries = useQueryClient();
  useEffect(() => {
    const refresh = (...queryKeys: readonly (readonly string[])[]) => {
      for (const queryKey of queryKeys) void queries.invalidateQueries({ queryKey });
    };
    const stops = [
      meshi.on('interest:created', () => refresh(keys.interests, keys.topics, keys.home)),
      meshi.on('interest:withdrawn', () => refresh(keys.interests, keys.topics, keys.home)),
      meshi.on('match:created', () => refresh(keys.interests, keys.topics, keys.home)),
      meshi.on('match:ended', () => refresh(keys.interests, keys.topics, keys.home)),
      meshi.on('proposal:changed', () => refresh(keys.proposals, keys.home)),
      meshi.on('notification:created', ({ kind }) => {
        refresh(keys.notifications);
        // Home says who asks to join.
        if (kind === 'community_requested') refresh(keys.home);
      }),
      meshi.on('notification:read', () => refresh(keys.notifications)),
      meshi.on('instant-talk:paired', () => refresh(keys.instantTalk)),
      meshi.on('instant-talk:ended', () => refresh(keys.instantTalk)),
      meshi.on('profile:changed', ({ person }) => showChangedPerson(queries, person)),
      meshi.on('meal:changed', (change) => {
        applyMealChange(queries, change);
        refresh(keys.home);
      }),
      onReconnected(meshi, () => void queries.invalidateQueries()),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [meshi, queries]);
}
