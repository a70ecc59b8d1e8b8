/** A room: the people round a table, the controls within reach of the thumb, and the messages beside or below them. */
import type { Peer, Room, RoomListSnapshot } from '@meshi/client';
import { useQuery } from '@tanstack/react-query';
import { ArrowLeft, Lock } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Link } from 'react-router';
import { Heading } from '../../app/heading.tsx';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useAttempt } from '../../app/use-action.ts';
import { useIsWide } from '../../app/use-is-wide.ts';
import { useRoomTitle } from '../../app/use-room-title.ts';
import { useWords } from '../../i18n/language.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { Empty, Problem, Skeleton } from '../../ui/states.tsx';
import { Alone } from './alone.tsx';
import { JoinBar } from './join-bar.tsx';
import { HandQueue } from './moderation/hand-queue.tsx';
import { RemoveDialog } from './moderation/remove-dialog.tsx';
import { SeatActions } from './moderation/seat-actions.tsx';
import { useMyRole } from './moderation/use-my-role.ts';
import { PeopleLiveRegion } from './people-live-region.tsx';
import { RoomMenu } from './room-menu.tsx';
import { InsideText, OutsideText } from './room-text.tsx';
import { SoundProblems } from './sound-problems.tsx';
import { Table } from './table.tsx';
import { useVoiceRoom } from './voice-context.tsx';
import { VoiceControls } from './voice-controls.tsx';
import { roomWords } from './words.ts';
import './room.css';

export function RoomView({ roomId, watched }: { roomId: string; watched: RoomListSnapshot | null }) {
  const words = useWords(roomWords);
  const meshi = useMeshi();
  const { snapshot } = useVoiceRoom();
  const listed = watched?.rooms.find((room) => room.id === roomId);
  const isKnown = listed !== undefined || snapshot?.room.id === roomId;
  // A room that is not in the list was closed or is not visible to the reader. The server knows which.
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.rooms, roomId, isKnown],
    queryFn: ({ signal }) => meshi.rooms.get({ roomId }, { signal }),
    enabled: watched !== null && !isKnown,
  });
  const room = snapshot?.room.id === roomId ? snapshot.room : (listed ?? data);

  if (room?.state === 'closed') {
    return (
      <Empty title={words.closedTitle} hint={words.closedHint}>
        <ButtonLink kind="main" to="/rooms">
          {words.allRooms}
        </ButtonLink>
      </Empty>
    );
  }
  if (!room) {
    return (
      <div className="pane-body">
        <Link className="back-link back-link-phone" to="/rooms">
          <ArrowLeft size={20} aria-hidden />
          {words.title}
        </Link>
        {error ? <Problem error={error} onRetry={() => void refetch()} /> : <Skeleton slips={1} />}
      </div>
    );
  }
  return <OpenRoom room={room} />;
}

function OpenRoom({ room }: { room: Room }) {
  const words = useWords(roomWords);
  const { session, snapshot, showText } = useVoiceRoom();
  const titleOf = useRoomTitle();
  const isWide = useIsWide();
  const [isTextShown, setTextShown] = useState(false);
  const attempt = useAttempt();
  const isInside = session !== null && snapshot?.room.id === room.id;
  const isReading = isInside && (isWide || isTextShown);
  useEffect(() => {
    showText(isReading);
    return () => showText(false);
  }, [isReading, showText]);
  const title = titleOf(room);
  const myRole = useMyRole(room);
  const manages = myRole !== 'guest';
  const [removing, setRemoving] = useState<Peer | null>(null);
  const peers = isInside ? snapshot.peers : room.peers;
  return (
    <section className={`room${isTextShown ? ' room-text-shown' : ''}`} aria-label={title}>
      <header className="detail-head">
        <Link className="icon-button back-link-phone" to="/rooms" aria-label={words.allRooms}>
          <ArrowLeft size={22} aria-hidden />
        </Link>
        <div className="grow">
          <Heading title={title} />
          <p className="detail-note">
            {room.isLocked && (
              <Lock className="room-lock" size={14} role="img" aria-label={words.moderation.isLocked} />
            )}
            {noteOf(room, words.owner)}
          </p>
        </div>
        <RoomMenu room={room} session={isInside ? session : null} />
      </header>
      <div className="room-parts">
        <div className="room-table">
          {isInside && <SoundProblems session={session} snapshot={snapshot} />}
          {manages && <HandQueue roomId={room.id} peers={peers} myRole={myRole} />}
          <Table
            peers={peers}
            {...(manages && {
              actionsFor: (peer) => (
                <SeatActions roomId={room.id} peer={peer} myRole={myRole} onRemove={() => setRemoving(peer)} />
              ),
            })}
            {...(isInside && {
              onVolume: session.setVolume.bind(session),
            })}
            {...(isInside &&
              snapshot.peers.length > 1 && {
                onReact: (reaction) => void attempt(() => session.react(reaction)),
              })}
          />
          {isInside && snapshot.state === 'live' && snapshot.peers.length === 1 && <Alone room={room} />}
        </div>
        <div className="room-text">{isInside ? <InsideText session={session} /> : <OutsideText room={room} />}</div>
      </div>
      {isInside ? (
        <>
          <PeopleLiveRegion peers={snapshot.peers} saysHands={manages} />
          <VoiceControls
            session={session}
            snapshot={snapshot}
            isTextShown={isTextShown}
            onToggleText={() => setTextShown(!isTextShown)}
          />
        </>
      ) : (
        <JoinBar room={room} isTextShown={isTextShown} onToggleText={() => setTextShown(!isTextShown)} />
      )}
      <RemoveDialog roomId={room.id} peer={removing} onClose={() => setRemoving(null)} />
    </section>
  );
}

/** The tags; without any, who created the room. Nobody has created the room of a circle. */
function noteOf({ tags, circle, owner }: Room, createdBy: string): string {
  if (tags.length > 0) return tags.map((tag) => `#${tag}`).join(' ');
  return circle ? '' : `${createdBy} ${owner.displayName}`;
}
