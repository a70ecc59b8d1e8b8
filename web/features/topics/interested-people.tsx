/** Who pressed 「気になる」 on a topic of mine, with 「話してみる」. */
import type { Interest, Topic } from '@meshi/client';
import { useConversationList } from '@meshi/client/react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useWords } from '../../i18n/language.tsx';
import { PersonLink } from '../../ui/avatar.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Ago } from '../../ui/moment.tsx';
import { More } from '../../ui/more.tsx';
import { Problem, Skeleton } from '../../ui/states.tsx';
import { useInterests, useLetsTalk, usePass } from './topic-queries.ts';

export function InterestedPeople({ topic }: { topic: Topic }) {
  const words = useWords();
  const list = useInterests(topic.id);
  return (
    <section aria-labelledby="interested-people">
      <h2 className="section-title" id="interested-people">
        {words.topics.whoIsInterested}
      </h2>
      <p className="quiet">{words.topics.waitingHint}</p>
      {list.isPending && <Skeleton slips={2} />}
      {list.isError && !list.data && <Problem error={list.error} onRetry={() => void list.refetch()} />}
      {list.data?.length === 0 && <p className="quiet">{words.topics.nobodyYet}</p>}
      <InterestRows interests={list.data ?? []} />
      {list.hasNextPage && <More isBusy={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />}
      <PassedPeople topicId={topic.id} />
    </section>
  );
}

/** Each with the button to talk, or the way into the conversation. `isOnTopic` says which topic it was. */
export function InterestRows({
  interests,
  isOnTopic = false,
}: {
  interests: readonly Interest[];
  isOnTopic?: boolean;
}) {
  const words = useWords();
  if (interests.length === 0) return null;
  return (
    <ul className="waiting">
      {interests.map((interest) => (
        <li key={`${interest.topicId} ${interest.person.id}`}>
          <div className="waiting-who">
            <PersonLink person={interest.person} size={40} />
            <p className="quiet">
              {isOnTopic && `${words.topics.onTopic(interest.topicTitle)} · `}
              <Ago at={interest.createdAt} />
            </p>
          </div>
          <div className="row">
            <PassButton interest={interest} />
            <LetsTalk interest={interest} />
          </div>
        </li>
      ))}
    </ul>
  );
}

/** Puts someone aside, silently, or takes that back. */
function PassButton({ interest }: { interest: Interest }) {
  const words = useWords();
  const pass = usePass();
  if (interest.matchId !== null) return null;
  return (
    <Button kind="plain" isBusy={pass.isPending} onClick={() => pass.mutate(interest)}>
      {interest.isPassed ? words.home.unpass : words.home.pass}
      <span className="hidden-text">
        {' '}
        {interest.person.displayName} {words.home.passHint}
      </span>
    </Button>
  );
}

/** Those one passed on; nothing where there are none. */
function PassedPeople({ topicId }: { topicId: string }) {
  const words = useWords();
  const { data = [] } = useInterests(topicId, 'passed');
  if (data.length === 0) return null;
  return (
    <details>
      <summary className="quiet">
        {words.home.passedTitle} ({data.length})
      </summary>
      <InterestRows interests={data} />
    </details>
  );
}

function LetsTalk({ interest }: { interest: Interest }) {
  const words = useWords();
  const letsTalk = useLetsTalk();
  const { items } = useConversationList(useMeshi());
  if (interest.matchId === null) {
    return (
      <Button kind="main" isBusy={letsTalk.isPending} onClick={() => letsTalk.mutate(interest)}>
        {words.topics.letsTalk}
      </Button>
    );
  }
  const conversation = items.find((item) => item.person?.id === interest.person.id && item.state === 'open');
  return (
    <ButtonLink to={conversation ? `/conversations/${conversation.id}` : '/conversations'}>
      {words.topics.openConversation}
    </ButtonLink>
  );
}
