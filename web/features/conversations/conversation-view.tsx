/** One conversation: who, the card it grew from, the messages, and the place to write. */
import type { Conversation, ConversationSnapshot } from '@meshi/client';
import { useConversation, useLive } from '@meshi/client/react';
import { ArrowLeft } from 'lucide-react';
import { useEffect } from 'react';
import { Link } from 'react-router';
import { Heading } from '../../app/heading.tsx';
import { useMeshi, useMyself } from '../../app/meshi-context.tsx';
import { useLanguage, useWords } from '../../i18n/language.tsx';
import { LinkedText } from '../../ui/linked-text.tsx';
import { Problem, Skeleton } from '../../ui/states.tsx';
import { AppointmentLine } from '../proposals/appointment-line.tsx';
import { Composer } from './composer.tsx';
import { ConversationMenu } from './conversation-menu.tsx';
import { ConversationPicture, conversationKind, conversationName, subjectPath } from './conversation-subject.tsx';
import { firstQuestion, questionLanguage } from './first-question.ts';
import { MessageLog } from './message-log.tsx';
import { SenderName, useNames } from './sender-name.tsx';
import { TypingLine } from './typing-line.tsx';

export function ConversationView({ conversationId }: { conversationId: string }) {
  const words = useWords();
  const meshi = useMeshi();
  const { conversation, snapshot, error } = useConversation(meshi, conversationId);
  const suggestion = useFirstQuestion(snapshot);

  if (error || !conversation || !snapshot) {
    return (
      <div className="pane-body">
        <Link className="back-link back-link-phone" to="/conversations">
          <ArrowLeft size={20} aria-hidden />
          {words.conversations.title}
        </Link>
        {error ? <Problem error={error} onRetry={() => location.reload()} /> : <Skeleton slips={2} />}
      </div>
    );
  }
  const { info } = snapshot;
  const name = conversationName(info, words);
  const isOfTwo = info.kind === 'match';
  const label = isOfTwo ? words.conversations.log(name) : name;
  return (
    <section className="conversation" aria-label={label}>
      <ConversationHead info={info} name={name} />
      <GrewFrom topic={info.topic} />
      <AppointmentLine info={info} />
      <MessageLog
        conversation={conversation}
        snapshot={snapshot}
        label={label}
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
        <p className="conversation-closed quiet">{words.conversations.closed}</p>
      )}
    </section>
  );
}

/** For who has not written yet. */
function useFirstQuestion(snapshot: ConversationSnapshot | null): string | null {
  const { language: uiLanguage } = useLanguage();
  const { profile } = useMyself();
  const topic = snapshot?.info.topic;
  if (!snapshot || !topic || snapshot.hasOlder || snapshot.messages.some(({ isMine }) => isMine)) return null;
  const cardLanguage = topic.language;
  const language = questionLanguage({ cardLanguage, readerLanguages: profile.languages, uiLanguage });
  return firstQuestion(topic, { language, isOwner: topic.ownerId === profile.id });
}

/** So many are named; the others are few and soon done. */
const NAMED_TYPISTS = 3;

function TypingMany({ typists }: { typists: readonly string[] }) {
  return <TypingLine names={useNames(typists.slice(0, NAMED_TYPISTS))} />;
}

function ConversationHead({ info, name }: { info: Conversation; name: string }) {
  const words = useWords();
  const meshi = useMeshi();
  const { online } = useLive(meshi.presence);
  const { person } = info;
  useEffect(() => {
    if (person) meshi.presence.track([person.id]);
  }, [meshi, person]);
  const isOnline = person !== null && online.has(person.id);
  const path = subjectPath(info);
  return (
    <header className="thing-head">
      <Link className="icon-button back-link-phone" to="/conversations" aria-label={words.common.back}>
        <ArrowLeft size={22} aria-hidden />
      </Link>
      <span className="with-presence">
        <ConversationPicture info={info} name={name} size={40} />
        {isOnline && <span className="presence-dot" />}
      </span>
      <div className="grow">
        <Heading title={name} />
        {person && info.state === 'open' && (
          <p className="thing-note">{isOnline ? words.conversations.online : words.conversations.offline}</p>
        )}
        {path && (
          <p className="thing-note">
            <Link to={path}>{conversationKind(info, words)}</Link>
          </p>
        )}
      </div>
      {person && person.handle !== 'deleted' && <ConversationMenu info={info} person={person} />}
    </header>
  );
}

/** The card it grew from, folded to its title. */
function GrewFrom({ topic }: { topic: Conversation['topic'] }) {
  const words = useWords();
  if (!topic) return null;
  return (
    <details className="grew-from">
      <summary>
        <span className="grew-from-label">{words.conversations.from}</span>
        <span className="grew-from-title">{topic.title}</span>
      </summary>
      {topic.body && (
        <p className="preline small">
          <LinkedText text={topic.body} />
        </p>
      )}
    </details>
  );
}
