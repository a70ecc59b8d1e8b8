/** On every screen, shows a toast when the room of an appointment has opened. */
import { useEffect, useRef } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { roomToast, useRoomEntry } from '../../app/room-entry.ts';
import { loadWords } from '../../i18n/language.ts';
import { useToast } from '../../ui/toasts.tsx';
import { proposalWords } from './words.ts';

export function AppointmentToasts() {
  const meshi = useMeshi();
  const toast = useToast();
  const { enter } = useRoomEntry();
  const shown = useRef(new Set<string>());
  useEffect(
    () =>
      meshi.on('proposal:changed', async ({ roomId }) => {
        if (roomId === null || shown.current.has(roomId)) return;
        shown.current.add(roomId);
        const words = await loadWords(proposalWords);
        toast.action({
          about: roomToast(roomId),
          text: words.roomOpened,
          action: words.enterRoom,
          onAction: () => enter(roomId),
        });
      }),
    [meshi, toast, enter],
  );
  return null;
}
