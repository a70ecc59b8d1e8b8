/** The messages of a room: everyone who sees the room can read them, and people inside can write. */
import type { LiveConversation, Room, VoiceSession } from '@meshi/client';
import { useConversation, useLive } from '@meshi/client/react';
import { useErrorText } from '../../app/error-text.ts';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useWords } from '../../i18n/language.ts';
import { Composer } from '../../ui/conversation/composer.tsx';
import { MessageLog } from '../../ui/conversation/message-log.tsx';
import { MessageMenu } from '../../ui/conversation/message-menu.tsx';
import { SenderName } from '../../ui/conversation/sender-name.tsx';
import { Problem, Skeleton } from '../../ui/states.tsx';
import { roomWords } from './words.ts';

export function InsideText({ session }: { session: VoiceSession }) {
  return (
    <>
      <Log conversation={session.conversation} canWrite />
      <Composer conversation={session.conversation} />
    </>
  );
}

export function OutsideText({ room }: { room: Room }) {
  const words = useWords(roomWords);
  const text = useErrorText();
  const { conversation, error } = useConversation(useMeshi(), room.conversationId);
  // No failure: only people inside can read here.
  if (error?.reason === 'not_in_room') return <p className="quiet room-text-note">{text(error)}</p>;
  if (error) return <Problem error={error} />;
  if (!conversation) return <Skeleton slips={1} />;
  return (
    <>
      <Log conversation={conversation} canWrite={false} />
      <p className="quiet room-text-note">{words.textOutside}</p>
    </>
  );
}

function Log({ conversation, canWrite }: { conversation: LiveConversation; canWrite: boolean }) {
  const words = useWords(roomWords);
  const snapshot = useLive(conversation);
  return (
    <MessageLog
      conversation={conversation}
      snapshot={snapshot}
      label={words.text}
      nameOf={(senderId) => <SenderName personId={senderId} />}
      menuOf={(message) => <MessageMenu message={message} conversation={conversation} canWrite={canWrite} />}
      canWrite={canWrite}
      empty={words.textEmpty}
    />
  );
}
