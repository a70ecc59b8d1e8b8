/** What one asked to see less of, with a way to take it back. */
import type { LessLike } from '@meshi/client';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useErrorText } from '../../app/error-text.ts';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import type { Words } from '../../i18n/ja.ts';
import { useWords } from '../../i18n/language.tsx';
import { Button } from '../../ui/button.tsx';
import { More } from '../../ui/more.tsx';
import { Empty, Problem, Skeleton } from '../../ui/states.tsx';
import { useTell } from '../../ui/toasts.tsx';
import { SectionHead } from './section-head.tsx';

export function LessSection() {
  const { home } = useWords();
  const meshi = useMeshi();
  const list = useInfiniteQuery({
    queryKey: keys.less,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      meshi.home.listLess(pageParam === undefined ? {} : { cursor: pageParam }, { signal }),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    select: (data) => data.pages.flatMap((page) => page.items),
  });
  return (
    <>
      <SectionHead title={home.lessTitle} />
      {list.isPending && <Skeleton />}
      {list.isError && !list.data && <Problem error={list.error} onRetry={() => void list.refetch()} />}
      {list.data?.length === 0 && <Empty title={home.noLess} hint={home.noLessHint} />}
      <ul className="rows">
        {list.data?.map((less) => (
          <LessRow key={less.id} less={less} />
        ))}
      </ul>
      {list.hasNextPage && <More isBusy={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />}
    </>
  );
}

function LessRow({ less }: { less: LessLike }) {
  const words = useWords();
  const meshi = useMeshi();
  const queries = useQueryClient();
  const tell = useTell();
  const text = useErrorText();
  const undo = async () => {
    try {
      await meshi.home.removeLess({ lessId: less.id });
      tell.done(words.home.lessUndone);
    } catch (error) {
      tell.problem(text(error));
    }
    void queries.invalidateQueries({ queryKey: keys.less });
    void queries.invalidateQueries({ queryKey: keys.topics });
  };
  const name = nameOf(less, words);
  return (
    <li className="rows-row">
      <span className="grow">{name}</span>
      <Button onClick={() => void undo()} aria-label={`${words.home.undo}: ${name}`}>
        {words.home.undo}
      </Button>
    </li>
  );
}

function nameOf({ about, tags, kind, person }: LessLike, { home, topics }: Words): string {
  if (about === 'tags') return home.lessTags(tags.join(', '));
  if (about === 'kind') return home.lessKind(topics.kinds[kind ?? 'discuss']);
  return home.lessOwner(person?.displayName ?? '—');
}
