/** On every screen, shows a toast when the reader, who waits for an instant talk, was paired. */
import { useEffect } from 'react';
import { useNavigate } from 'react-router';
import { useMeshi } from '../../app/meshi-context.tsx';
import { loadWords } from '../../i18n/language.ts';
import { useToast } from '../../ui/toasts.tsx';
import { instantTalkWords } from './words.ts';

export function InstantTalkToasts() {
  const meshi = useMeshi();
  const toast = useToast();
  const navigate = useNavigate();
  useEffect(
    () =>
      meshi.on('instant-talk:paired', async ({ person, roomId }) => {
        const words = await loadWords(instantTalkWords);
        toast.action({
          title: words.title,
          text: words.paired(person.displayName),
          action: words.enter,
          onAction: () => navigate(`/rooms/${roomId}`),
        });
      }),
    [meshi, toast, navigate],
  );
  return null;
}
