/** Reads a list page by page, and returns the loaded pages as one array. */
import { type QueryKey, type UseInfiniteQueryResult, useInfiniteQuery } from '@tanstack/react-query';
import { pagesQuery, type ReadPage } from './pages-query.ts';

export type PageList<Item> = UseInfiniteQueryResult<Item[]>;

interface PagesOptions {
  /** Whether the list of the previous key stays on the screen until the new one has arrived. */
  keepsPrevious?: (previousKey: QueryKey) => boolean;
}

export function usePages<Item>(
  queryKey: QueryKey,
  read: ReadPage<Item>,
  { keepsPrevious }: PagesOptions = {},
): PageList<Item> {
  return useInfiniteQuery({
    ...pagesQuery(queryKey, read),
    select: (data) => data.pages.flatMap((page) => page.items),
    placeholderData: (previous, query) => (query && keepsPrevious?.(query.queryKey) ? previous : undefined),
  });
}
