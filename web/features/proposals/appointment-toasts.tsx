/** On every screen, shows a toast when the room of an appointment has opened. */
import { useEffect, useRef } from 'react';
import { useNavigate } from 'react-router';
import { useMeshi } from '../../app/meshi-context.tsx';
import { loadWords } from '../../i18n/language.ts';
import { useToast } from '../../ui/toasts.tsx';
import { proposalWords } from './words.ts';

export function AppointmentToasts() {
  const meshi = useMeshi();
  const toast = useToast();
  const navigate = useNavigate();
  const shown = useRef(new Set<string>());
  useEffect(
    () =>
      meshi.on('proposal:changed', async ({ roomId }) => {
        if (roomId === null || shown.current.has(roomId)) return;
        shown.current.add(roomId);
        const words = await loadWords(proposalWords);
        toast.action({
          text: words.roomOpened,
          action: words.enterRoom,
          onAction: () => navigate(`/rooms/${roomId}`),
        });
      }),
    [meshi, toast, navigate],
  );
  return null;
}
