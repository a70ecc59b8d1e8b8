/**
 * The menu of a room: devices for people inside; edit and close for those who manage it; for others who created it, and report.
 */
import type { Room, VoiceSession } from '@meshi/client';
import { DoorClosed, Flag, Pencil, Settings2, UserRound } from 'lucide-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useMeshi, useMyself } from '../../app/meshi-context.tsx';
import { useAction } from '../../app/use-action.ts';
import { useWords } from '../../i18n/language.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { Menu, type MenuEntry } from '../../ui/menu.tsx';
import { ReportDialog } from '../../ui/report/report-dialog.tsx';
import { DeviceDialog } from './device-dialog.tsx';
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
  const navigate = useNavigate();
  const { run } = useAction();
  const [open, setOpen] = useState<'edit' | 'close' | 'devices' | 'report' | null>(null);

  const close = async () => {
    if (await run(() => meshi.rooms.close({ roomId: room.id }))) navigate('/rooms');
  };
  const entries: MenuEntry[] = [];
  if (session) entries.push({ label: words.door.devices, icon: Settings2, onSelect: () => setOpen('devices') });
  if (isManager) {
    entries.push({ label: words.editRoom, icon: Pencil, onSelect: () => setOpen('edit') });
    entries.push({ label: words.closeRoom, icon: DoorClosed, isDanger: true, onSelect: () => setOpen('close') });
  } else if (!room.circle) {
    const label = `${words.owner}: ${room.owner.displayName}`;
    entries.push({ label, icon: UserRound, to: `/people/${room.owner.id}` });
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
