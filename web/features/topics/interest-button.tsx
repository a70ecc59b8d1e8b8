/** 「気になる」 with its state; where a match is running, the way into its conversation. */
import type { Topic } from '@meshi/client';
import { useConversationList } from '@meshi/client/react';
import { Heart } from 'lucide-react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useWords } from '../../i18n/language.tsx';
import { ButtonLink } from '../../ui/button.tsx';
import { useInterestToggle } from './topic-queries.ts';

export function InterestButton({ topic }: { topic: Topic }) {
  const words = useWords();
  const toggle = useInterestToggle(topic);
  if (topic.isMine) return null;
  if (topic.matchId !== null) return <OpenConversation topic={topic} />;
  if (topic.isCrowded && !topic.isInterested) return <p className="quiet crowded">{words.home.manyWaiting}</p>;
  return (
    <button
      type="button"
      className="interest"
      aria-pressed={topic.isInterested}
      disabled={topic.state !== 'open' && !topic.isInterested}
      onClick={() => toggle.mutate(!topic.isInterested)}
    >
      <Heart size={18} aria-hidden fill={topic.isInterested ? 'currentColor' : 'none'} />
      {words.topics.interested}
    </button>
  );
}

function OpenConversation({ topic }: { topic: Topic }) {
  const words = useWords();
  const { items } = useConversationList(useMeshi());
  const conversation = items.find((item) => item.person?.id === topic.owner.id && item.state === 'open');
  return (
    <ButtonLink to={conversation ? `/conversations/${conversation.id}` : '/conversations'}>
      {words.topics.openConversation}
    </ButtonLink>
  );
}

/** How many are interested, in few signs with all the words for those who listen. */
export function InterestCount({ topic }: { topic: Topic }) {
  const words = useWords();
  if (topic.interestCount === 0) return null;
  return (
    <span className="interest-count">
      <Heart size={14} aria-hidden />
      <span aria-hidden="true">{topic.interestCount}</span>
      <span className="hidden-text">{words.topics.interestedCount(topic.interestCount)}</span>
    </span>
  );
}
