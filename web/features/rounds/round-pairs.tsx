/** Whom I was paired with, why, and whether we met. */
import type { RoundPair } from '@meshi/client';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { shortDate } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.tsx';
import { Avatar } from '../../ui/avatar.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { More } from '../../ui/more.tsx';
import { Problem, Skeleton } from '../../ui/states.tsx';
import { roundReasonText } from './round-reason-text.ts';
import { useSend } from './use-send.ts';

export function RoundPairs() {
  const { rounds: words } = useWords();
  const meshi = useMeshi();
  const list = useInfiniteQuery({
    queryKey: [...keys.rounds, 'pairs'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      meshi.rounds.listPairs(pageParam === undefined ? {} : { cursor: pageParam }, { signal }),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    select: (data) => data.pages.flatMap((page) => page.items),
  });
  return (
    <section className="rounds-part" aria-labelledby="rounds-pairs">
      <h2 id="rounds-pairs">{words.pairs}</h2>
      {list.isPending && <Skeleton slips={2} />}
      {list.isError && !list.data && <Problem error={list.error} onRetry={() => void list.refetch()} />}
      {list.data?.length === 0 && <p className="quiet">{words.noPairs}</p>}
      <ul className="rounds-pairs">
        {list.data?.map((pair) => (
          <PairItem key={pair.id} pair={pair} />
        ))}
      </ul>
      {list.hasNextPage && <More isBusy={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />}
    </section>
  );
}

function PairItem({ pair }: { pair: RoundPair }) {
  const words = useWords();
  const { language } = useLanguage();
  return (
    <li className="rounds-pair">
      <p className="quiet">{shortDate(pair.createdAt, language)}</p>
      {pair.partners.map(({ person, reasons, conversationId }) => (
        <div className="rounds-partner" key={person.id}>
          <Avatar person={person} />
          <div className="grow">
            <strong>{words.rounds.together(person.displayName)}</strong>
            <ul className="rounds-reasons quiet">
              {reasons.map((reason) => (
                <li key={reason.kind}>{roundReasonText(reason, words, language)}</li>
              ))}
            </ul>
            {conversationId && (
              <ButtonLink to={`/conversations/${conversationId}`}>{words.rounds.toConversation}</ButtonLink>
            )}
          </div>
        </div>
      ))}
      <DidMeet pair={pair} />
    </li>
  );
}

function DidMeet({ pair }: { pair: RoundPair }) {
  const { rounds: words } = useWords();
  const meshi = useMeshi();
  const queries = useQueryClient();
  const { send, isBusy } = useSend();
  const [ratherNotIds, setRatherNot] = useState<string[]>([]);
  const answer = (didMeet: boolean) =>
    void send(() => meshi.rounds.answerMeeting({ pairId: pair.id, didMeet, ratherNotIds })).then(() =>
      queries.invalidateQueries({ queryKey: keys.notifications }),
    );
  return (
    <fieldset className="field">
      <legend className="field-label">{words.didMeet}</legend>
      <p className="field-hint">{words.didMeetHint}</p>
      {pair.partners.map(({ person }) => (
        <label className="check" key={person.id}>
          <input
            type="checkbox"
            checked={ratherNotIds.includes(person.id)}
            onChange={({ target }) =>
              setRatherNot((ids) => (target.checked ? [...ids, person.id] : ids.filter((id) => id !== person.id)))
            }
          />
          {words.ratherNot(person.displayName)}
        </label>
      ))}
      <div className="row">
        <Button isBusy={isBusy} aria-pressed={pair.didMeet === true} onClick={() => answer(true)}>
          {words.met}
        </Button>
        <Button isBusy={isBusy} aria-pressed={pair.didMeet === false} onClick={() => answer(false)}>
          {words.notMet}
        </Button>
      </div>
    </fieldset>
  );
}
