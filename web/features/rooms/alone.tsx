/** For a person who is alone in a room: what will happen, and the link to share. */
import type { Room } from '@meshi/client';
import { useRoomTitle } from '../../app/use-room-title.ts';
import { useWords } from '../../i18n/language.ts';
import { ShareButton } from '../../ui/share-button.tsx';
import { roomWords } from './words.ts';

export function Alone({ room }: { room: Room }) {
  const words = useWords(roomWords);
  const titleOf = useRoomTitle();
  const isOfTwo = room.circle?.kind === 'instant_talk';
  return (
    <section className="room-alone" aria-labelledby="room-alone">
      <h2 className="room-alone-title" id="room-alone">
        {words.alone.title}
      </h2>
      <p className="quiet">{words.alone.text}</p>
      {!isOfTwo && (
        <>
          <p className="quiet">{room.circle ? words.alone.circleHint : words.alone.shareHint}</p>
          <ShareButton path={`/rooms/${room.id}`} title={titleOf(room)} label={words.alone.share} />
        </>
      )}
    </section>
  );
}
