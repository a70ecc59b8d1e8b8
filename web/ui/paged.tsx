/** A list that loads page by page, with its loading, error and empty states. */
import type { ReactNode } from 'react';
import type { PageList } from '../app/use-pages.ts';
import { More } from './more.tsx';
import { Problem, Skeleton } from './states.tsx';

interface PagedProps<Item> {
  list: PageList<Item>;
  /** Shown when the list is empty. */
  empty?: ReactNode;
  /** How many placeholders are shown while the first page loads. */
  slips?: number;
  children: (items: Item[]) => ReactNode;
}

export function Paged<Item>({ list, empty = null, slips = 3, children }: PagedProps<Item>) {
  if (list.isPending) return <Skeleton slips={slips} />;
  if (!list.data) return <Problem error={list.error} onRetry={() => void list.refetch()} />;
  if (list.data.length === 0) return empty;
  return (
    <>
      {children(list.data)}
      {list.hasNextPage && <More isBusy={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />}
    </>
  );
}
