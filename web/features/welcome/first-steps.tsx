/** What somebody can do while nobody else is here yet. */
import { Mic, Tags } from 'lucide-react';
import { useMeshi, useMyself } from '../../app/meshi-context.tsx';
import { useRoomEntry } from '../../app/room-entry.ts';
import { useAction } from '../../app/use-action.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
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
      <OpenRoom />
      <p className="quiet small">{words.openRoomHint}</p>
    </section>
  );
}

/** Opens a room about the reader's tags, and enters it. */
function OpenRoom() {
  const words = useWords(welcomeWords);
  const { language } = useLanguage();
  const { profile } = useMyself();
  const meshi = useMeshi();
  const { enter } = useRoomEntry();
  const { run, isBusy } = useAction();
  const open = async () => {
    const { displayName, tags } = profile;
    const room = await meshi.rooms.create({ title: words.roomTitle(displayName), tags, language });
    enter(room.id);
  };
  return (
    <Button isBusy={isBusy} onClick={() => void run(open)}>
      <Mic size={18} aria-hidden />
      {words.openRoom}
    </Button>
  );
}
