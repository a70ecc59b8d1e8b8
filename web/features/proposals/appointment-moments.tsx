/** Tells the reader, on every screen, that the room of an appointment has opened. */
import { useEffect, useRef } from 'react';
import { useNavigate } from 'react-router';
import { useMeshi } from '../../app/meshi-context.tsx';
import { loadWords } from '../../i18n/language.ts';
import { useTell } from '../../ui/toasts.tsx';
import { proposalWords } from './words.ts';

export function AppointmentMoments() {
  const meshi = useMeshi();
  const tell = useTell();
  const navigate = useNavigate();
  const told = useRef(new Set<string>());
  useEffect(
    () =>
      meshi.on('proposal:changed', async ({ roomId }) => {
        if (roomId === null || told.current.has(roomId)) return;
        told.current.add(roomId);
        const words = await loadWords(proposalWords);
        tell.moment({
          text: words.roomOpened,
          action: words.enterRoom,
          onAction: () => navigate(`/rooms/${roomId}`),
        });
      }),
    [meshi, tell, navigate],
  );
  return null;
}
