/** What the one who created a room can do with it. */
import type { Room } from '@meshi/client';
import { DoorClosed, Pencil, UserRound } from 'lucide-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useErrorText } from '../../app/error-text.ts';
import { useMeshi, useMyself } from '../../app/meshi-context.tsx';
import { useWords } from '../../i18n/language.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Menu } from '../../ui/menu.tsx';
import { useTell } from '../../ui/toasts.tsx';
import { RoomDialog } from './room-dialog.tsx';

export function RoomMenu({ room }: { room: Room }) {
  const words = useWords();
  const meshi = useMeshi();
  const { profile } = useMyself();
  const tell = useTell();
  const text = useErrorText();
  const navigate = useNavigate();
  const [open, setOpen] = useState<'edit' | 'close' | null>(null);
  const owner = {
    label: `${words.rooms.owner}: ${room.owner.displayName}`,
    icon: UserRound,
    to: `/people/${room.owner.id}`,
  };

  const close = async () => {
    try {
      await meshi.rooms.close({ roomId: room.id });
      navigate('/rooms');
    } catch (error) {
      tell.problem(text(error));
    }
  };

  if (room.owner.id !== profile.id) return <Menu entries={[owner]} />;
  return (
    <>
      <Menu
        entries={[
          { label: words.rooms.editRoom, icon: Pencil, onSelect: () => setOpen('edit') },
          { label: words.rooms.closeRoom, icon: DoorClosed, isDanger: true, onSelect: () => setOpen('close') },
        ]}
      />
      <RoomDialog isOpen={open === 'edit'} onClose={() => setOpen(null)} room={room} />
      <Confirm
        isOpen={open === 'close'}
        onClose={() => setOpen(null)}
        title={words.rooms.closeRoomTitle}
        text={words.rooms.closeRoomHint}
        action={words.rooms.closeRoom}
        onConfirm={close}
      />
    </>
  );
}
