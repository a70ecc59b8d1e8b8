/** My conversations, most recently active first, with unread messages, presence and the last message. */
import { type Conversation, messagePreview } from '@meshi/client';
import { useConversationList, useLive } from '@meshi/client/react';
import { type ReactNode, useEffect } from 'react';
import { Link } from 'react-router';
import { Heading } from '../../app/heading.tsx';
import { useMeshi, useMyself } from '../../app/meshi-context.tsx';
import { badgeCount } from '../../i18n/counted.ts';
import { useWords } from '../../i18n/language.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { hiddenText } from '../../ui/conversation/hidden-text.ts';
import { SenderName } from '../../ui/conversation/sender-name.tsx';
import { messageWords } from '../../ui/conversation/words.ts';
import { Ago } from '../../ui/moment.tsx';
import { More } from '../../ui/more.tsx';
import { Empty, Problem, Skeleton } from '../../ui/states.tsx';
import { ConversationPicture, useConversationKind, useConversationName } from './conversation-subject.tsx';
import { MutedMark } from './muted-mark.tsx';
import { conversationWords } from './words.ts';

/** One line is shorter. */
const LAST_CHARS = 120;

interface ConversationListProps {
  selectedId: string | undefined;
  offer: ReactNode;
}

export function ConversationList({ selectedId, offer }: ConversationListProps) {
  const words = useWords(conversationWords);
  const meshi = useMeshi();
  const list = useConversationList(meshi);
  const { online } = useLive(meshi.presence);

  useEffect(() => {
    meshi.presence.track(list.items.flatMap((item) => (item.person ? [item.person.id] : [])));
  }, [meshi, list.items]);

  return (
    <>
      <header className="page-head">
        <Heading title={words.title} />
      </header>
      {offer}
      {list.error && list.items.length === 0 && (
        <Problem error={list.error} onRetry={() => void meshi.conversations.list().refresh()} />
      )}
      {!list.isLoaded && !list.error && <Skeleton />}
      {list.isLoaded && list.items.length === 0 && (
        <Empty title={words.emptyTitle} hint={words.emptyHint}>
          <ButtonLink kind="main" to="/topics">
            {words.findTopics}
          </ButtonLink>
        </Empty>
      )}
      <ul className="conversations">
        {list.items.map((item) => (
          <li key={item.id}>
            <Row
              conversation={item}
              isSelected={item.id === selectedId}
              isOnline={item.person !== null && online.has(item.person.id)}
            />
          </li>
        ))}
      </ul>
      {list.hasMore && <More isBusy={false} onMore={() => void meshi.conversations.list().loadMore()} />}
    </>
  );
}

interface RowProps {
  conversation: Conversation;
  isSelected: boolean;
  isOnline: boolean;
}

function Row({ conversation, isSelected, isOnline }: RowProps) {
  const { navBadge } = useWords();
  const words = useWords(conversationWords);
  const nameOf = useConversationName();
  const kindOf = useConversationKind();
  const { lastMessage, topic, unreadCount, mute } = conversation;
  const isNew = conversation.isNew && unreadCount === 0;
  const count = badgeCount(unreadCount);
  const name = nameOf(conversation);
  const kind = kindOf(conversation);
  return (
    <Link
      className="conversation-row"
      to={`/conversations/${conversation.id}`}
      data-unread={(unreadCount > 0 && !mute) || isNew || undefined}
      {...(isSelected && { 'aria-current': 'true' as const })}
    >
      <span className="with-presence">
        <ConversationPicture info={conversation} name={name} size={48} />
        {isOnline && (
          <span className="presence-dot">
            <span className="hidden-text">{words.online}</span>
          </span>
        )}
      </span>
      <span className="conversation-text">
        <span className="conversation-name one-line">
          {name}
          {kind && <span className="conversation-kind"> {kind}</span>}
          {mute && <MutedMark mute={mute} />}
        </span>
        <span className="conversation-last one-line">
          {lastMessage ? <LastMessage conversation={conversation} /> : (topic?.title ?? words.noMessages)}
        </span>
      </span>
      <span className="conversation-side">
        <Ago at={conversation.activeAt} />
        {isNew && <span className="badge">{words.newMatch}</span>}
        {unreadCount > 0 && (
          <>
            <span className={mute ? 'badge badge-quiet' : 'badge'} aria-hidden="true">
              {count}
            </span>
            <span className="hidden-text">{navBadge.unread(count)}</span>
          </>
        )}
      </span>
    </Link>
  );
}

function LastMessage({ conversation }: { conversation: Conversation }) {
  const words = useWords(conversationWords);
  const { profile } = useMyself();
  const message = conversation.lastMessage;
  if (!message) return null;
  if (message.isHidden) return <HiddenMessage kind={conversation.kind} isDeleted={message.isDeleted} />;
  const text = messagePreview(message.text, LAST_CHARS);
  if (message.senderId === profile.id) return words.youWrote(text);
  if (conversation.kind === 'match') return text;
  return (
    <>
      <SenderName personId={message.senderId} />: {text}
    </>
  );
}

function HiddenMessage({ kind, isDeleted }: Pick<Conversation, 'kind'> & { isDeleted: boolean | undefined }) {
  const words = useWords(messageWords);
  return <i>{hiddenText(kind, { isDeleted }, words)}</i>;
}
