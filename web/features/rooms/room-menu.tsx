/** The menu of a room. Its creator can edit and close it; everyone else sees who created it. */
import type { Room } from '@meshi/client';
import { DoorClosed, Pencil, UserRound } from 'lucide-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useMeshi, useMyself } from '../../app/meshi-context.tsx';
import { useAction } from '../../app/use-action.ts';
import { useWords } from '../../i18n/language.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { Menu } from '../../ui/menu.tsx';
import { RoomDialog } from './room-dialog.tsx';
import { roomWords } from './words.ts';

export function RoomMenu({ room }: { room: Room }) {
  const words = useWords(roomWords);
  const meshi = useMeshi();
  const { profile } = useMyself();
  const navigate = useNavigate();
  const { run } = useAction();
  const [open, setOpen] = useState<'edit' | 'close' | null>(null);

  if (room.owner.id !== profile.id) {
    const owner = {
      label: `${words.owner}: ${room.owner.displayName}`,
      icon: UserRound,
      to: `/people/${room.owner.id}`,
    };
    return <Menu entries={[owner]} />;
  }
  const close = async () => {
    if (await run(() => meshi.rooms.close({ roomId: room.id }))) navigate('/rooms');
  };
  return (
    <>
      <Menu
        entries={[
          { label: words.editRoom, icon: Pencil, onSelect: () => setOpen('edit') },
          { label: words.closeRoom, icon: DoorClosed, isDanger: true, onSelect: () => setOpen('close') },
        ]}
      />
      <RoomDialog isOpen={open === 'edit'} onClose={() => setOpen(null)} room={room} />
      <Confirm
        isOpen={open === 'close'}
        onClose={() => setOpen(null)}
        title={words.closeRoomTitle}
        text={words.closeRoomHint}
        action={words.closeRoom}
        onConfirm={close}
      />
    </>
  );
}
