/** Tells on every screen that the room of an appointment has opened. */
import { useEffect, useRef } from 'react';
import { useNavigate } from 'react-router';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useWords } from '../../i18n/language.tsx';
import { useTell } from '../../ui/toasts.tsx';

export function AppointmentMoments() {
  const meshi = useMeshi();
  const words = useWords();
  const tell = useTell();
  const navigate = useNavigate();
  const told = useRef(new Set<string>());
  useEffect(
    () =>
      meshi.on('proposal:changed', ({ roomId }) => {
        if (roomId === null || told.current.has(roomId)) return;
        told.current.add(roomId);
        tell.moment({
          text: words.proposals.roomOpened,
          action: words.proposals.enterRoom,
          onAction: () => navigate(`/rooms/${roomId}`),
        });
      }),
    [meshi, words, tell, navigate],
  );
  return null;
}
