/** Tells a person who waits for an instant talk, on every screen, that someone was found. */
import { useEffect } from 'react';
import { useNavigate } from 'react-router';
import { useMeshi } from '../../app/meshi-context.tsx';
import { loadWords } from '../../i18n/language.ts';
import { useTell } from '../../ui/toasts.tsx';
import { instantTalkWords } from './words.ts';

export function InstantTalkMoments() {
  const meshi = useMeshi();
  const tell = useTell();
  const navigate = useNavigate();
  useEffect(
    () =>
      meshi.on('instant-talk:paired', async ({ person, roomId }) => {
        const words = await loadWords(instantTalkWords);
        tell.moment({
          title: words.title,
          text: words.paired(person.displayName),
          action: words.enter,
          onAction: () => navigate(`/rooms/${roomId}`),
        });
      }),
    [meshi, tell, navigate],
  );
  return null;
}
