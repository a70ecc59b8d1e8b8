/** What hosts and moderators can do with a person inside, in the popup of their seat. */
import { Popover } from '@base-ui/react/popover';
import { isRoomRoleAbove, type Peer, type RoomRole } from '@meshi/client';
import { LogOut, type LucideIcon, Mic, MicOff, ShieldCheck, ShieldOff } from 'lucide-react';
import { useMeshi } from '../../../app/meshi-context.tsx';
import { useAction } from '../../../app/use-action.ts';
import { useWords } from '../../../i18n/language.ts';
import { roomWords } from '../words.ts';

interface SeatActionsProps {
  roomId: string;
  peer: Peer;
  myRole: RoomRole;
  /** Asks how to remove the person. */
  onRemove: () => void;
}

export function SeatActions({ roomId, peer, myRole, onRemove }: SeatActionsProps) {
  const { moderation: words } = useWords(roomWords);
  const meshi = useMeshi();
  const { run } = useAction();
  if (!isRoomRoleAbove(myRole, peer.role)) return null;
  const target = { roomId, personId: peer.person.id };
  const setVoice = (maySpeak: boolean, done: string) => run(() => meshi.rooms.setVoice({ ...target, maySpeak }), done);
  const setRole = (role: 'moderator' | 'guest') =>
    run(() => meshi.rooms.setRole({ ...target, role }), words.roleChanged);
  return (
    <>
      {peer.maySpeak ? (
        <Action icon={MicOff} label={words.mute} onPress={() => void setVoice(false, words.muted)} />
      ) : (
        <Action icon={Mic} label={words.letSpeak} onPress={() => void setVoice(true, words.canSpeak)} />
      )}
      {myRole === 'host' && peer.role === 'guest' && (
        <Action icon={ShieldCheck} label={words.makeModerator} onPress={() => void setRole('moderator')} />
      )}
      {myRole === 'host' && peer.role === 'moderator' && (
        <Action icon={ShieldOff} label={words.makeGuest} onPress={() => void setRole('guest')} />
      )}
      <Action icon={LogOut} label={words.remove} isDanger onPress={onRemove} />
    </>
  );
}

interface ActionProps {
  icon: LucideIcon;
  label: string;
  isDanger?: boolean;
  onPress: () => void;
}

function Action({ icon: Icon, label, isDanger = false, onPress }: ActionProps) {
  return (
    <Popover.Close className={`menu-item${isDanger ? ' menu-item-danger' : ''}`} onClick={onPress}>
      <Icon size={18} aria-hidden />
      {label}
    </Popover.Close>
  );
}
