/** Queries of communities, which are refetched when something changes. */
import { type ListCommunities, MeshiError, type Page } from '@meshi/client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { usePages } from '../../app/use-pages.ts';

/** A list of communities, or of something inside one. */
export function useCommunityPages<Item>(
  name: readonly (string | object)[],
  read: (page: { cursor?: string }, options: { signal: AbortSignal }) => Promise<Page<Item>>,
) {
  return usePages<Item>([...keys.communities, ...name], read);
}

export function useFoundCommunities(filters: Pick<ListCommunities, 'q' | 'tag'>) {
  const meshi = useMeshi();
  return useCommunityPages(['found', filters], (page, options) =>
    meshi.communities.list({ ...filters, ...page }, options),
  );
}

export function useMyCommunities() {
  const meshi = useMeshi();
  return useCommunityPages(['mine'], (page, options) => meshi.communities.listMine(page, options));
}

export function useRecommendedCommunities() {
  const meshi = useMeshi();
  return useQuery({
    queryKey: [...keys.communities, 'recommended'],
    queryFn: ({ signal }) => meshi.communities.recommended({}, { signal }),
  });
}

export function useReceivedInvitations() {
  const meshi = useMeshi();
  return useCommunityPages(['invitations'], (page, options) => meshi.communities.listInvitations(page, options));
}

/** One community. If it is no longer available, everything cached about it is removed too. */
export function useCommunity(communityId: string) {
  const meshi = useMeshi();
  const queries = useQueryClient();
  const query = useQuery({
    queryKey: [...keys.communities, 'one', communityId],
    queryFn: ({ signal }) => meshi.communities.get({ communityId }, { signal }),
  });
  const isGone = query.error !== null && MeshiError.from(query.error).code === 'not_found';
  useEffect(() => {
    if (isGone) queries.removeQueries({ queryKey: [...keys.communities, 'of', communityId] });
  }, [isGone, queries, communityId]);
  return { ...query, isGone };
}

/** Returns a function that refetches everything about communities. */
export function useRefreshCommunities(): () => void {
  const queries = useQueryClient();
  return useCallback(() => void queries.invalidateQueries({ queryKey: keys.communities }), [queries]);
}

/** While the screen is open, refetches what an event reports as changed. */
export function useWatchedCommunities(): void {
  const meshi = useMeshi();
  const queries = useQueryClient();
  const refresh = useRefreshCommunities();
  useEffect(() => {
    // Watching ends with the connection, so each new connection starts it again.
    const watch = () => void meshi.request('communities:watch', {}).catch(() => undefined);
    const stops = [
      meshi.on('community:changed', () => {
        refresh();
        void queries.invalidateQueries({ queryKey: keys.topics });
      }),
      meshi.connection.on('opened', watch),
    ];
    watch();
    return () => {
      for (const stop of stops) stop();
      void meshi.request('communities:unwatch', {}).catch(() => undefined);
    };
  }, [meshi, queries, refresh]);
}
