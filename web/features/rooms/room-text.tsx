/** The text of a room: anyone who may see the room reads it, those inside write. */
import type { LiveConversation, Room, VoiceSession } from '@meshi/client';
import { useConversation, useLive } from '@meshi/client/react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useWords } from '../../i18n/language.tsx';
import { Problem, Skeleton } from '../../ui/states.tsx';
import { Composer } from '../conversations/composer.tsx';
import { MessageLog } from '../conversations/message-log.tsx';
import { SenderName } from '../conversations/sender-name.tsx';

export function InsideText({ session }: { session: VoiceSession }) {
  return (
    <>
      <Log conversation={session.conversation} />
      <Composer conversation={session.conversation} />
    </>
  );
}

export function OutsideText({ room }: { room: Room }) {
  const words = useWords();
  const { conversation, error } = useConversation(useMeshi(), room.conversationId);
  if (error) return <Problem error={error} />;
  if (!conversation) return <Skeleton slips={1} />;
  return (
    <>
      <Log conversation={conversation} />
      <p className="quiet room-text-note">{words.rooms.textOutside}</p>
    </>
  );
}

function Log({ conversation }: { conversation: LiveConversation }) {
  const words = useWords();
  const snapshot = useLive(conversation);
  return (
    <MessageLog
      conversation={conversation}
      snapshot={snapshot}
      label={words.rooms.text}
      nameOf={(senderId) => <SenderName personId={senderId} />}
      empty={words.rooms.textEmpty}
    />
  );
}
