/** The voice room of a community: the people inside, and a button to enter. */
import { useRooms } from '@meshi/client/react';
import { Mic } from 'lucide-react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useRoomEntry } from '../../app/room-entry.ts';
import { useAction } from '../../app/use-action.ts';
import { useWords } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
import { RoomCard } from './room-list.tsx';
import { roomWords } from './words.ts';

export function CommunityRoom({ communityId }: { communityId: string }) {
  const words = useWords(roomWords);
  const meshi = useMeshi();
  const { enter } = useRoomEntry();
  const { run, isBusy } = useAction(keys.communities);
  const rooms = useRooms(meshi);
  const own = rooms?.rooms.filter(({ circle }) => circle?.kind === 'community' && circle.id === communityId) ?? [];
  const open = () =>
    void run(async () => {
      const room = await meshi.communities.openRoom({ communityId });
      enter(room.id);
    });
  return (
    <section className="community-section" aria-label={words.ofCommunity}>
      <p className="quiet">{words.communityHint}</p>
      <ul className="stack room-cards">
        {own.map((room) => (
          <li key={room.id}>
            <RoomCard room={room} />
          </li>
        ))}
      </ul>
      {own.length === 0 && (
        <div>
          <Button kind="main" isBusy={isBusy} onClick={open}>
            <Mic size={18} aria-hidden />
            {words.enterCommunityRoom}
          </Button>
        </div>
      )}
    </section>
  );
}
