/** The "Interested" button. If the owner of the topic is already a match, a link to the conversation instead. */
import type { Topic } from '@meshi/client';
import { useConversationList } from '@meshi/client/react';
import { Heart } from 'lucide-react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useWords } from '../../i18n/language.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { useInterestToggle } from './topic-queries.ts';
import { topicWords } from './words.ts';

interface InterestButtonProps {
  topic: Topic;
  /** Whether there is only room for the button. */
  isOnCard?: boolean;
}

export function InterestButton({ topic, isOnCard = false }: InterestButtonProps) {
  const words = useWords(topicWords);
  const toggle = useInterestToggle(topic);
  if (topic.isMine) return null;
  if (topic.matchId !== null) return <OpenConversation personId={topic.owner.id} />;
  return (
    <>
      {!isOnCard && topic.isCrowded && !topic.isInterested && <p className="quiet crowded">{words.manyWaiting}</p>}
      <button
        type="button"
        className="interest"
        aria-pressed={topic.isInterested}
        disabled={topic.state !== 'open' && !topic.isInterested}
        onClick={() => toggle.mutate(!topic.isInterested)}
      >
        <Heart size={18} aria-hidden fill={topic.isInterested ? 'currentColor' : 'none'} />
        {words.interested}
      </button>
    </>
  );
}

/** Links to the conversation with a match. */
export function OpenConversation({ personId }: { personId: string }) {
  const words = useWords(topicWords);
  const { items } = useConversationList(useMeshi());
  const conversation = items.find((item) => item.person?.id === personId && item.state === 'open');
  return (
    <ButtonLink to={conversation ? `/conversations/${conversation.id}` : '/conversations'}>
      {words.openConversation}
    </ButtonLink>
  );
}

/** How many people are interested: a heart and a number, in full words for screen readers. */
export function InterestCount({ topic }: { topic: Topic }) {
  const words = useWords(topicWords);
  if (topic.interestCount === 0) return null;
  return (
    <span className="interest-count">
      <Heart size={14} aria-hidden />
      <span aria-hidden="true">{topic.interestCount}</span>
      <span className="hidden-text">{words.interestedCount(topic.interestCount)}</span>
    </span>
  );
}
