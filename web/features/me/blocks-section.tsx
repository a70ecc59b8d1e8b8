/** Whom one blocked, with a way to take it back. */
import type { Block } from '@meshi/client';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useErrorText } from '../../app/error-text.ts';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useWords } from '../../i18n/language.tsx';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { More } from '../../ui/more.tsx';
import { Empty, Problem, Skeleton } from '../../ui/states.tsx';
import { useTell } from '../../ui/toasts.tsx';
import { SectionHead } from './section-head.tsx';

export function BlocksSection() {
  const words = useWords();
  const meshi = useMeshi();
  const list = useInfiniteQuery({
    queryKey: keys.blocks,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      meshi.blocks.list(pageParam === undefined ? {} : { cursor: pageParam }, { signal }),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    select: (data) => data.pages.flatMap((page) => page.items),
  });
  return (
    <>
      <SectionHead title={words.me.blocks} />
      {list.isPending && <Skeleton />}
      {list.isError && !list.data && <Problem error={list.error} onRetry={() => void list.refetch()} />}
      {list.data?.length === 0 && <Empty title={words.me.noBlocks} hint={words.me.noBlocksHint} />}
      <ul className="rows">
        {list.data?.map((block) => (
          <BlockRow key={block.person.id} block={block} />
        ))}
      </ul>
      {list.hasNextPage && <More isBusy={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />}
    </>
  );
}

function BlockRow({ block: { person } }: { block: Block }) {
  const words = useWords();
  const meshi = useMeshi();
  const queries = useQueryClient();
  const tell = useTell();
  const text = useErrorText();
  const unblock = async () => {
    try {
      await meshi.blocks.remove({ personId: person.id });
      tell.done(words.me.unblocked);
    } catch (error) {
      tell.problem(text(error));
    }
    void queries.invalidateQueries();
  };
  return (
    <li className="rows-row">
      <Avatar person={person} />
      <span className="grow one-line">{person.displayName}</span>
      <Button onClick={() => void unblock()}>{words.me.unblock}</Button>
    </li>
  );
}
