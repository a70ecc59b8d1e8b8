/** Changes the cached copies of an item, or of a person, on every screen that shows them. */
import { type Page, type ProfileSummary, withChangedPerson } from '@meshi/client';
import type { InfiniteData, QueryClient } from '@tanstack/react-query';

type Pages<Item> = InfiniteData<Page<Item>, string | undefined>;

export interface CachedItems<Item> {
  /** Every item of every cached list. */
  all(): Item[];
  find(id: string): Item | undefined;
  /** Replaces an item in every list and alone. */
  patch(id: string, change: (item: Item) => Item): void;
}

/** The copies of one kind of item: in lists under `[root, 'list', …]`, and single ones under `[root, 'one', id]`. */
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

/** Shows the new name and picture everywhere. What contains a deleted person is read again, because most of it is gone. */
export function showChangedPerson(queries: QueryClient, person: ProfileSummary): void {
  for (const query of queries.getQueryCache().getAll()) {
    const { data } = query.state;
    const changed = withChangedPerson(data, person);
    if (changed === data) continue;
    // Not `setData`: it would count as an answer of the server, and end what is being fetched or should be.
    query.setState({ data: changed });
    if (person.handle === 'deleted') void queries.invalidateQueries({ queryKey: query.queryKey, exact: true });
  }
}
