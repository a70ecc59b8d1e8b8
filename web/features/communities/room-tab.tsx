/** The voice room of a community: who is inside, and the way in. */
import type { Community } from '@meshi/client';
import { useRooms } from '@meshi/client/react';
import { Mic } from 'lucide-react';
import { useNavigate } from 'react-router';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useWords } from '../../i18n/language.tsx';
import { Button } from '../../ui/button.tsx';
import { RoomCard } from '../rooms/room-list.tsx';
import { useAct } from './community-queries.ts';
import '../rooms/rooms-page.css';

export function RoomTab({ community }: { community: Community }) {
  const { communities: words } = useWords();
  const meshi = useMeshi();
  const act = useAct();
  const navigate = useNavigate();
  const rooms = useRooms(meshi);
  const { id: communityId } = community;
  const mine = rooms?.rooms.filter(({ circle }) => circle?.kind === 'community' && circle.id === communityId) ?? [];
  const open = () =>
    void act(async () => {
      const room = await meshi.communities.openRoom({ communityId });
      navigate(`/rooms/${room.id}`);
    });
  return (
    <section className="community-section" aria-label={words.tabs.room}>
      <p className="quiet">{words.roomHint}</p>
      <ul className="stack room-cards">
        {mine.map((room) => (
          <li key={room.id}>
            <RoomCard room={room} />
          </li>
        ))}
      </ul>
      {mine.length === 0 && (
        <div>
          <Button kind="main" onClick={open}>
            <Mic size={18} aria-hidden />
            {words.openRoom}
          </Button>
        </div>
      )}
    </section>
  );
}
