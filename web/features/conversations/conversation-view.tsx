/** One conversation: the other people, the topic it started from, the messages, and the composer. */
import type { Conversation, ConversationMessage, ConversationSnapshot, LiveConversation } from '@meshi/client';
import { useConversation, useLive } from '@meshi/client/react';
import { ArrowLeft } from 'lucide-react';
import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react';
import { Link } from 'react-router';
import { Heading } from '../../app/heading.tsx';
import { useMeshi, useMyself } from '../../app/meshi-context.tsx';
import { useIsWide } from '../../app/use-is-wide.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { Composer } from '../../ui/conversation/composer.tsx';
import { MessageLog } from '../../ui/conversation/message-log.tsx';
import { SenderName, useNames } from '../../ui/conversation/sender-name.tsx';
import { TypingLine } from '../../ui/conversation/typing-line.tsx';
import { LinkedText } from '../../ui/linked-text.tsx';
import { Problem, Skeleton } from '../../ui/states.tsx';
import { ConversationMenu, SharedConversationMenu } from './conversation-menu.tsx';
import { ConversationPicture, subjectPath, useConversationKind, useConversationName } from './conversation-subject.tsx';
import { firstQuestion, questionLanguage } from './first-question.ts';
import { MutedMark } from './muted-mark.tsx';
import { useOpenNewMatch } from './use-open-new-match.ts';
import { conversationWords } from './words.ts';

/** What other features show in a conversation. */
export interface ConversationSlots {
  /** In the head: the appointment of the two people in one line, which unfolds the rest. */
  appointmentChipOf: (info: Conversation, unfolding: Unfolding) => ReactNode;
  /** Below the head, while it is unfolded. */
  appointmentOf: (info: Conversation, unfolding: Unfolding) => ReactNode;
  /** The menu of a message. */
  messageMenuOf: (info: Conversation, message: ConversationMessage, conversation: LiveConversation) => ReactNode;
}

/** Whether the appointment is unfolded; `null` until the person decides. */
interface Unfolding {
  isUnfolded: boolean | null;
  setUnfolded: (isUnfolded: boolean | null) => void;
}

interface ConversationViewProps {
  conversationId: string;
  slots: ConversationSlots;
}

export function ConversationView({ conversationId, slots }: ConversationViewProps) {
  const words = useWords(conversationWords);
  const nameOf = useConversationName();
  const meshi = useMeshi();
  const { conversation, snapshot, error } = useConversation(meshi, conversationId, { at: 'unread' });
  const suggestion = useFirstQuestion(snapshot);
  const section = useComposerFocus(conversation !== null);
  // Where it is narrow, the messages need the room.
  const isWide = useIsWide();
  const [isUnfolded, setUnfolded] = useState<boolean | null>(null);
  const unfolding = { isUnfolded, setUnfolded };
  useOpenNewMatch(conversation, snapshot);

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
    <section className="conversation" ref={section} aria-label={label}>
      <ConversationHead info={info} name={name} chip={slots.appointmentChipOf(info, unfolding)} />
      <StartedFrom topic={info.topic} />
      {slots.appointmentOf(info, unfolding)}
      <MessageLog
        conversation={conversation}
        snapshot={snapshot}
        label={label}
        canWrite={info.state === 'open'}
        menuOf={(message) => slots.messageMenuOf(info, message, conversation)}
        {...(!isOfTwo && { nameOf: (senderId) => <SenderName personId={senderId} /> })}
      />
      {isOfTwo ? (
        <TypingLine names={snapshot.typists.length > 0 ? [name] : []} />
      ) : (
        <TypingMany typists={snapshot.typists} />
      )}
      {info.state === 'open' ? (
        <Composer conversation={conversation} suggestion={suggestion} onWriting={() => isWide || setUnfolded(false)} />
      ) : (
        <p className="conversation-closed quiet">{words.closed}</p>
      )}
    </section>
  );
}

/** With a keyboard, an opened conversation is ready for writing. On a touch screen the keyboard would cover the messages. */
function useComposerFocus(isOpen: boolean): RefObject<HTMLElement | null> {
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!isOpen || !matchMedia('(hover: hover) and (pointer: fine)').matches) return;
    section.current?.querySelector('textarea')?.focus({ preventScroll: true });
  }, [isOpen]);
  return section;
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

function ConversationHead({ info, name, chip }: { info: Conversation; name: string; chip: ReactNode }) {
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
        {person && info.state === 'open' && (
          <p className="detail-note detail-note-row">
            <span>{isOnline ? words.online : words.offline}</span>
            {chip}
          </p>
        )}
        {path && (
          <p className="detail-note">
            <Link to={path}>{kindOf(info)}</Link>
          </p>
        )}
      </div>
      {info.mute && <MutedMark mute={info.mute} />}
      {person && person.handle !== 'deleted' && <ConversationMenu info={info} person={person} />}
      {!person && <SharedConversationMenu info={info} />}
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
