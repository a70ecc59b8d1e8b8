/** One conversation: who, the card it grew from, the messages, and the place to write. */
import type { Conversation } from '@meshi/client';
import { useConversation, useLive } from '@meshi/client/react';
import { ArrowLeft } from 'lucide-react';
import { useEffect } from 'react';
import { Link } from 'react-router';
import { Heading } from '../../app/heading.tsx';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useWords } from '../../i18n/language.tsx';
import { Avatar } from '../../ui/avatar.tsx';
import { LinkedText } from '../../ui/linked-text.tsx';
import { Problem, Skeleton } from '../../ui/states.tsx';
import { Composer } from './composer.tsx';
import { ConversationMenu } from './conversation-menu.tsx';
import { MessageLog } from './message-log.tsx';
import { TypingLine } from './typing-line.tsx';

export function ConversationView({ conversationId }: { conversationId: string }) {
  const words = useWords();
  const meshi = useMeshi();
  const { conversation, snapshot, error } = useConversation(meshi, conversationId);

  if (error || !conversation || !snapshot) {
    return (
      <div className="pane-body">
        <Link className="back-link back-link-phone" to="/talk">
          <ArrowLeft size={20} aria-hidden />
          {words.talk.title}
        </Link>
        {error ? <Problem error={error} onRetry={() => location.reload()} /> : <Skeleton slips={2} />}
      </div>
    );
  }
  const { info } = snapshot;
  const name = nameOf(info, words.person.deleted);
  return (
    <section className="conversation" aria-label={words.talk.log(name)}>
      <ConversationHead info={info} name={name} />
      <GrewFrom topic={info.topic} />
      <MessageLog conversation={conversation} snapshot={snapshot} label={words.talk.log(name)} />
      <TypingLine names={snapshot.typists.length > 0 ? [name] : []} />
      {info.state === 'open' ? (
        <Composer conversation={conversation} />
      ) : (
        <p className="conversation-closed quiet">{words.talk.closed}</p>
      )}
    </section>
  );
}

function nameOf(info: Conversation, deleted: string): string {
  return info.person && info.person.handle !== 'deleted' ? info.person.displayName : deleted;
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
  return (
    <header className="thing-head">
      <Link className="icon-button back-link-phone" to="/talk" aria-label={words.common.back}>
        <ArrowLeft size={22} aria-hidden />
      </Link>
      {person && (
        <span className="with-presence">
          <Avatar person={person} size={40} />
          {isOnline && <span className="presence-dot" />}
        </span>
      )}
      <div className="grow">
        <Heading title={name} />
        {info.state === 'open' && <p className="thing-note">{isOnline ? words.talk.online : words.talk.offline}</p>}
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
        <span className="grew-from-label">{words.talk.from}</span>
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
