/** Reading and changing communities, with the answers kept in one place and read again when something changes. */
import { type ListCommunities, MeshiError } from '@meshi/client';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useErrorText } from '../../app/error-text.ts';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useTell } from '../../ui/toasts.tsx';

interface PageOf<Item> {
  items: Item[];
  nextCursor: string | null;
}

interface PageQuery {
  cursor?: string;
}

/** A list of communities or of something of one, page by page. */
export function usePages<Item>(
  name: readonly (string | object)[],
  read: (page: PageQuery, options: { signal: AbortSignal }) => Promise<PageOf<Item>>,
) {
  return useInfiniteQuery({
    queryKey: [...keys.communities, ...name],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => read(pageParam === undefined ? {} : { cursor: pageParam }, { signal }),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    select: (data) => data.pages.flatMap((page) => page.items),
  });
}

export function useFoundCommunities(filters: Pick<ListCommunities, 'q' | 'tag'>) {
  const meshi = useMeshi();
  return usePages(['found', filters], (page, options) => meshi.communities.list({ ...filters, ...page }, options));
}

export function useMyCommunities() {
  const meshi = useMeshi();
  return usePages(['mine'], (page, options) => meshi.communities.listMine(page, options));
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
  return usePages(['invitations'], (page, options) => meshi.communities.listInvitations(page, options));
}

/** One community as it now is; what can be seen no more is forgotten, too. */
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

/** Reads again whatever an announcement says has changed, as long as the screen is open. */
export function useCommunityNews(): void {
  const meshi = useMeshi();
  const queries = useQueryClient();
  useEffect(() => {
    // Lost with the connection; whoever comes back watches again.
    const watch = () => void meshi.request('communities:watch', {}).catch(() => undefined);
    const stops = [
      meshi.on('community:changed', () => {
        void queries.invalidateQueries({ queryKey: keys.communities });
        void queries.invalidateQueries({ queryKey: keys.topics });
      }),
      meshi.connection.on('opened', watch),
    ];
    watch();
    return () => {
      for (const stop of stops) stop();
      void meshi.request('communities:unwatch', {}).catch(() => undefined);
    };
  }, [meshi, queries]);
}

/** Does something and says that it is done, or why not. Resolves to whether it was. */
export function useAct(): (action: () => Promise<unknown>, done?: string) => Promise<boolean> {
  const queries = useQueryClient();
  const tell = useTell();
  const text = useErrorText();
  return async (action, done) => {
    try {
      await action();
      if (done) tell.done(done);
      return true;
    } catch (error) {
      tell.problem(text(error));
      return false;
    } finally {
      void queries.invalidateQueries({ queryKey: keys.communities });
    }
  };
}
