/** Cached copies of one kind of item: in lists under `[root, 'list', …]`, and alone under `[root, 'one', id]`. */
import type { Page } from '@meshi/client';
import type { InfiniteData, QueryClient } from '@tanstack/react-query';

type Pages<Item> = InfiniteData<Page<Item>, string | undefined>;

export interface CachedItems<Item> {
  /** Every item of every cached list. */
  all(): Item[];
  find(id: string): Item | undefined;
  /** Replaces an item in every list and alone. */
  patch(id: string, change: (item: Item) => Item): void;
}

export function cachedItems<Item extends { id: string }>(
  queries: QueryClient,
  root: readonly [string],
): CachedItems<Item> {
  const lists = { queryKey: [...root, 'list'] };
  const all = () =>
    queries.getQueriesData<Pages<Item>>(lists).flatMap(([, data]) => data?.pages.flatMap(({ items }) => items) ?? []);
  return {
    all,
    find: (id) => all().find((item) => item.id === id),
    patch(id, change) {
      const patchOne = (item: Item) => (item.id === id ? change(item) : item);
      queries.setQueriesData<Pages<Item>>(
        lists,
        (data) => data && { ...data, pages: data.pages.map((page) => ({ ...page, items: page.items.map(patchOne) })) },
      );
      queries.setQueryData<Item>([...root, 'one', id], (item) => item && patchOne(item));
    },
  };
}
