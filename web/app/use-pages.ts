/** Reads a list page by page, and returns the loaded pages as one array. */
import type { Page } from '@meshi/client';
import { type QueryKey, type UseInfiniteQueryResult, useInfiniteQuery } from '@tanstack/react-query';

export type PageList<Item> = UseInfiniteQueryResult<Item[]>;

interface PagesOptions {
  /** Whether the list of the previous key stays on the screen until the new one has arrived. */
  keepsPrevious?: (previousKey: QueryKey) => boolean;
}

/** `read` gets the cursor of the page to read; the first page has none. */
export function usePages<Item>(
  queryKey: QueryKey,
  read: (page: { cursor?: string }, options: { signal: AbortSignal }) => Promise<Page<Item>>,
  { keepsPrevious }: PagesOptions = {},
): PageList<Item> {
  return useInfiniteQuery({
    queryKey,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => read(pageParam === undefined ? {} : { cursor: pageParam }, { signal }),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    select: (data) => data.pages.flatMap((page) => page.items),
    placeholderData: (previous, query) => (query && keepsPrevious?.(query.queryKey) ? previous : undefined),
  });
}
