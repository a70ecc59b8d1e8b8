/** What somebody can do while nobody else is here yet. */
import { Mic, Tags } from 'lucide-react';
import { useMyself } from '../../app/meshi-context.tsx';
import { useWords } from '../../i18n/language.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { ShareButton } from '../../ui/share-button.tsx';
import { welcomeWords } from './words.ts';
import './welcome.css';

export function FirstSteps() {
  const { appName } = useWords();
  const words = useWords(welcomeWords);
  const { profile } = useMyself();
  return (
    <section className="first-steps" aria-label={words.firstTitle}>
      <ShareButton path="/" title={appName} label={words.invite} />
      {profile.tags.length === 0 && (
        <ButtonLink to="/welcome">
          <Tags size={18} aria-hidden />
          {words.pickTags}
        </ButtonLink>
      )}
      <ButtonLink to="/rooms">
        <Mic size={18} aria-hidden />
        {words.openRoom}
      </ButtonLink>
      <p className="quiet small">{words.openRoomHint}</p>
    </section>
  );
}
