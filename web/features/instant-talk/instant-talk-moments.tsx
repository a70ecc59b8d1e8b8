/** Tells whoever waits for a talk, on whatever screen, that someone is there. */
import { useEffect } from 'react';
import { useNavigate } from 'react-router';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useWords } from '../../i18n/language.tsx';
import { useTell } from '../../ui/toasts.tsx';

export function InstantTalkMoments() {
  const meshi = useMeshi();
  const words = useWords();
  const tell = useTell();
  const navigate = useNavigate();
  useEffect(
    () =>
      meshi.on('talk:paired', ({ person, roomId }) =>
        tell.moment({
          title: words.instantTalk.title,
          text: words.instantTalk.paired(person.displayName),
          action: words.instantTalk.enter,
          onAction: () => navigate(`/rooms/${roomId}`),
        }),
      ),
    [meshi, words, tell, navigate],
  );
  return null;
}
