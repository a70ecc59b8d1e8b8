/** One conversation: the other people, the topic it started from, the messages, and the composer. */
import type { Conversation, ConversationMessage, ConversationSnapshot } from '@meshi/client';
import { useConversation, useLive } from '@meshi/client/react';
import { ArrowLeft } from 'lucide-react';
import { type ReactNode, useEffect } from 'react';
import { Link } from 'react-router';
import { Heading } from '../../app/heading.tsx';
import { useMeshi, useMyself } from '../../app/meshi-context.tsx';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { Composer } from '../../ui/conversation/composer.tsx';
import { MessageLog } from '../../ui/conversation/message-log.tsx';
import { SenderName, useNames } from '../../ui/conversation/sender-name.tsx';
import { TypingLine } from '../../ui/conversation/typing-line.tsx';
import { LinkedText } from '../../ui/linked-text.tsx';
import { Problem, Skeleton } from '../../ui/states.tsx';
import { ConversationMenu } from './conversation-menu.tsx';
import { ConversationPicture, subjectPath, useConversationKind, useConversationName } from './conversation-subject.tsx';
import { firstQuestion, questionLanguage } from './first-question.ts';
import { conversationWords } from './words.ts';

/** What other features show in a conversation. */
export interface ConversationSlots {
  /** Below the head: the appointment of the two people. */
  appointmentOf: (info: Conversation) => ReactNode;
  /** The menu of a message. */
  messageMenuOf: (info: Conversation, message: ConversationMessage) => ReactNode;
}

interface ConversationViewProps {
  conversationId: string;
  slots: ConversationSlots;
}

export function ConversationView({ conversationId, slots }: ConversationViewProps) {
  const words = useWords(conversationWords);
  const nameOf = useConversationName();
  const meshi = useMeshi();
  const { conversation, snapshot, error } = useConversation(meshi, conversationId);
  const suggestion = useFirstQuestion(snapshot);

  if (error || !conversation || !snapshot) {
    return (
      <div className="pane-body">
        <Link className="back-link back-link-phone" to="/conversations">
          <ArrowLeft size={20} aria-hidden />
          {words.title}
        </Link>
        {error ? <Problem error={error} onRetry={() => location.reload()} /> : <Skeleton slips={2} />}
      </div>
    );
  }
  const { info } = snapshot;
  const name = nameOf(info);
  const isOfTwo = info.kind === 'match';
  const label = isOfTwo ? words.log(name) : name;
  return (
    <section className="conversation" aria-label={label}>
      <ConversationHead info={info} name={name} />
      <StartedFrom topic={info.topic} />
      {slots.appointmentOf(info)}
      <MessageLog
        conversation={conversation}
        snapshot={snapshot}
        label={label}
        menuOf={(message) => slots.messageMenuOf(info, message)}
        {...(!isOfTwo && { nameOf: (senderId) => <SenderName personId={senderId} /> })}
      />
      {isOfTwo ? (
        <TypingLine names={snapshot.typists.length > 0 ? [name] : []} />
      ) : (
        <TypingMany typists={snapshot.typists} />
      )}
      {info.state === 'open' ? (
        <Composer conversation={conversation} suggestion={suggestion} />
      ) : (
        <p className="conversation-closed quiet">{words.closed}</p>
      )}
    </section>
  );
}

/** Suggests a first question to a person who has not written anything yet. */
function useFirstQuestion(snapshot: ConversationSnapshot | null): string | null {
  const { language: uiLanguage } = useLanguage();
  const { profile } = useMyself();
  const topic = snapshot?.info.topic;
  if (!snapshot || !topic || snapshot.hasOlder || snapshot.messages.some(({ isMine }) => isMine)) return null;
  const language = questionLanguage({
    topicLanguage: topic.language,
    readerLanguages: profile.languages,
    uiLanguage,
  });
  return firstQuestion(topic, { language, isOwner: topic.ownerId === profile.id });
}

/** At most this many people are named as typing. */
const NAMED_TYPISTS = 3;

function TypingMany({ typists }: { typists: readonly string[] }) {
  return <TypingLine names={useNames(typists.slice(0, NAMED_TYPISTS))} />;
}

function ConversationHead({ info, name }: { info: Conversation; name: string }) {
  const { common } = useWords();
  const words = useWords(conversationWords);
  const kindOf = useConversationKind();
  const meshi = useMeshi();
  const { online } = useLive(meshi.presence);
  const { person } = info;
  useEffect(() => {
    if (person) meshi.presence.track([person.id]);
  }, [meshi, person]);
  const isOnline = person !== null && online.has(person.id);
  const path = subjectPath(info);
  return (
    <header className="detail-head">
      <Link className="icon-button back-link-phone" to="/conversations" aria-label={common.back}>
        <ArrowLeft size={22} aria-hidden />
      </Link>
      <span className="with-presence">
        <ConversationPicture info={info} name={name} size={40} />
        {isOnline && <span className="presence-dot" />}
      </span>
      <div className="grow">
        <Heading title={name} />
        {person && info.state === 'open' && <p className="detail-note">{isOnline ? words.online : words.offline}</p>}
        {path && (
          <p className="detail-note">
            <Link to={path}>{kindOf(info)}</Link>
          </p>
        )}
      </div>
      {person && person.handle !== 'deleted' && <ConversationMenu info={info} person={person} />}
    </header>
  );
}

/** The topic it started from, folded to its title. */
function StartedFrom({ topic }: { topic: Conversation['topic'] }) {
  const words = useWords(conversationWords);
  if (!topic) return null;
  return (
    <details className="started-from">
      <summary>
        <span className="started-from-label">{words.from}</span>
        <span className="started-from-title">{topic.title}</span>
      </summary>
      {topic.body && (
        <p className="preline small">
          <LinkedText text={topic.body} />
        </p>
      )}
    </details>
  );
}
