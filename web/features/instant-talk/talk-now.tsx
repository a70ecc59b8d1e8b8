/** "Talk now" on Home: one press begins the search for anybody who is free. Shown while the reader neither waits nor talks. */
import { Zap } from 'lucide-react';
import { useAction } from '../../app/use-action.ts';
import { useWords } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
import { useInstantTalk } from './use-instant-talk.ts';
import { instantTalkWords } from './words.ts';

export function TalkNow() {
  const words = useWords(instantTalkWords);
  const { now, wait } = useInstantTalk();
  const { run, isBusy } = useAction();
  if (now && now.state !== 'idle') return null;
  return (
    <Button isBusy={isBusy} onClick={() => void run(() => wait(null))}>
      <Zap size={18} aria-hidden />
      {words.title}
    </Button>
  );
}
