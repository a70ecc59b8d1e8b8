/** The query of a list that is read page by page. */
import type { Page } from '@meshi/client';
import type { QueryKey } from '@tanstack/react-query';

/** Gets the cursor of the page to read; the first page has none. */
export type ReadPage<Item> = (page: { cursor?: string }, options: { signal: AbortSignal }) => Promise<Page<Item>>;

export function pagesQuery<Item>(queryKey: QueryKey, read: ReadPage<Item>) {
  return {
    queryKey,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }: { pageParam: string | undefined; signal: AbortSignal }) =>
      read(pageParam === undefined ? {} : { cursor: pageParam }, { signal }),
    getNextPageParam: (page: Page<Item>) => page.nextCursor ?? undefined,
  };
}
