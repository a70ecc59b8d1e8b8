/**
 * The menu of a room: devices for people inside; edit, lock and close for those to whom it belongs; who was removed, for moderators; for others who created it, and report.
 */
import type { Room, VoiceSession } from '@meshi/client';
import { DoorClosed, Flag, Lock, LockOpen, Pencil, Settings2, UserRound, UserX } from 'lucide-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useMeshi, useMyself } from '../../app/meshi-context.tsx';
import { useAction } from '../../app/use-action.ts';
import { useWords } from '../../i18n/language.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { Menu, type MenuEntry } from '../../ui/menu.tsx';
import { ReportDialog } from '../../ui/report/report-dialog.tsx';
import { DeviceDialog } from './device-dialog.tsx';
import { RemovedPeople } from './moderation/removed-people.tsx';
import { useMyRole } from './moderation/use-my-role.ts';
import { RoomDialog } from './room-dialog.tsx';
import { useManagesRoom } from './use-manages-room.ts';
import { roomWords } from './words.ts';

/** `session` is null outside the room. */
export function RoomMenu({ room, session }: { room: Room; session: VoiceSession | null }) {
  const { report } = useWords();
  const words = useWords(roomWords);
  const meshi = useMeshi();
  const { profile } = useMyself();
  const isManager = useManagesRoom(room);
  const myRole = useMyRole(room);
  const navigate = useNavigate();
  const { run } = useAction();
  const [open, setOpen] = useState<'edit' | 'close' | 'devices' | 'removed' | 'report' | null>(null);

  const close = async () => {
    if (await run(() => meshi.rooms.close({ roomId: room.id }))) navigate('/rooms');
  };
  const setLocked = (isLocked: boolean) =>
    run(
      () => meshi.rooms.edit({ roomId: room.id, isLocked }),
      isLocked ? words.moderation.lockDone : words.moderation.unlockDone,
    );
  const entries: MenuEntry[] = [];
  if (session) entries.push({ label: words.door.devices, icon: Settings2, onSelect: () => setOpen('devices') });
  if (myRole === 'host') {
    entries.push({
      label: room.isLocked ? words.moderation.unlock : words.moderation.lock,
      icon: room.isLocked ? LockOpen : Lock,
      onSelect: () => void setLocked(!room.isLocked),
    });
  }
  if (isManager) {
    entries.push({ label: words.editRoom, icon: Pencil, onSelect: () => setOpen('edit') });
    entries.push({ label: words.closeRoom, icon: DoorClosed, isDanger: true, onSelect: () => setOpen('close') });
  } else if (!room.circle) {
    const label = `${words.owner}: ${room.owner.displayName}`;
    entries.push({ label, icon: UserRound, to: `/people/${room.owner.id}` });
  }
  if (myRole !== 'guest') {
    entries.push({ label: words.moderation.removedPeople, icon: UserX, onSelect: () => setOpen('removed') });
  }
  // The room of an instant talk has no title of its own: its people and messages can be reported.
  const canReport = room.owner.id !== profile.id && room.circle?.kind !== 'instant_talk';
  if (canReport) entries.push({ label: report.action, icon: Flag, onSelect: () => setOpen('report') });
  if (entries.length === 0) return null;
  return (
    <>
      <Menu entries={entries} />
      {session && <DeviceDialog isOpen={open === 'devices'} onClose={() => setOpen(null)} session={session} />}
      <RoomDialog isOpen={open === 'edit'} onClose={() => setOpen(null)} room={room} />
      <RemovedPeople roomId={room.id} isOpen={open === 'removed'} onClose={() => setOpen(null)} />
      <Confirm
        isOpen={open === 'close'}
        onClose={() => setOpen(null)}
        title={words.closeRoomTitle}
        text={words.closeRoomHint}
        action={words.closeRoom}
        onConfirm={close}
      />
      <ReportDialog
        subject={{ kind: 'room', id: room.id, personId: room.owner.id }}
        isOpen={open === 'report'}
        onClose={() => setOpen(null)}
      />
    </>
  );
}
