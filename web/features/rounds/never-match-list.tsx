/** Whom nothing suggests to me, nor me to them, with a way to take someone off. */
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useWords } from '../../i18n/language.tsx';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { More } from '../../ui/more.tsx';
import { Problem } from '../../ui/states.tsx';
import { useSend } from './use-send.ts';

export function NeverMatchList() {
  const { rounds: words } = useWords();
  const meshi = useMeshi();
  const { send, isBusy } = useSend();
  const list = useInfiniteQuery({
    queryKey: [...keys.rounds, 'never'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      meshi.neverMatch.list(pageParam === undefined ? {} : { cursor: pageParam }, { signal }),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    select: (data) => data.pages.flatMap((page) => page.items),
  });
  return (
    <section className="rounds-part" aria-labelledby="rounds-never">
      <h2 id="rounds-never">{words.never}</h2>
      <p className="quiet">{words.neverHint}</p>
      {list.isError && !list.data && <Problem error={list.error} onRetry={() => void list.refetch()} />}
      {list.data?.length === 0 && <p className="quiet">{words.nobodyNever}</p>}
      <ul className="rows">
        {list.data?.map(({ person }) => (
          <li className="rows-row" key={person.id}>
            <Avatar person={person} />
            <span className="grow one-line">{person.displayName}</span>
            <Button
              isBusy={isBusy}
              aria-label={`${words.takeOff}: ${person.displayName}`}
              onClick={() => void send(() => meshi.neverMatch.remove({ personId: person.id }))}
            >
              {words.takeOff}
            </Button>
          </li>
        ))}
      </ul>
      {list.hasNextPage && <More isBusy={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />}
    </section>
  );
}
