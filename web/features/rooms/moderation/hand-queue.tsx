/** For hosts and moderators: who asks to speak, in the order in which the hands were raised. */
import { isRoomRoleAbove, type Peer, type RoomRole } from '@meshi/client';
import { useMeshi } from '../../../app/meshi-context.tsx';
import { useAction } from '../../../app/use-action.ts';
import { useWords } from '../../../i18n/language.ts';
import { Avatar } from '../../../ui/avatar.tsx';
import { Button } from '../../../ui/button.tsx';
import { roomWords } from '../words.ts';
import './moderation.css';

export function HandQueue({ roomId, peers, myRole }: { roomId: string; peers: readonly Peer[]; myRole: RoomRole }) {
  const { moderation: words } = useWords(roomWords);
  const waiting = peers
    .filter((peer) => peer.handUpAt !== null && !peer.maySpeak && isRoomRoleAbove(myRole, peer.role))
    .toSorted((one, other) => ((one.handUpAt ?? '') < (other.handUpAt ?? '') ? -1 : 1));
  if (waiting.length === 0) return null;
  return (
    <section className="hand-queue" aria-label={words.hands}>
      <h2 className="hand-queue-title">{words.hands}</h2>
      <ol className="hand-queue-people">
        {waiting.map((peer) => (
          <Waiting key={peer.id} roomId={roomId} peer={peer} />
        ))}
      </ol>
    </section>
  );
}

function Waiting({ roomId, peer }: { roomId: string; peer: Peer }) {
  const { moderation: words } = useWords(roomWords);
  const meshi = useMeshi();
  const { run, isBusy } = useAction();
  const { person } = peer;
  const letSpeak = () => meshi.rooms.setVoice({ roomId, personId: person.id, maySpeak: true });
  return (
    <li className="hand-queue-person">
      <Avatar person={person} size={32} />
      <span className="grow one-line">{person.displayName}</span>
      <Button
        isBusy={isBusy}
        aria-label={`${words.letSpeak}: ${person.displayName}`}
        onClick={() => void run(letSpeak, words.canSpeak)}
      >
        {words.letSpeak}
      </Button>
    </li>
  );
}
