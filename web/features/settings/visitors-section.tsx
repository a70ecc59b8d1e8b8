/** What people without an account see of me. */
import { useState } from 'react';
import { useMeshi, useMyself } from '../../app/meshi-context.tsx';
import { SectionHead } from '../../app/section-head.tsx';
import { useAction } from '../../app/use-action.ts';
import { useWords } from '../../i18n/language.ts';
import { Check } from '../../ui/choices.tsx';
import { settingsWords } from './words.ts';

interface Choice {
  showsTopicsToVisitors?: boolean;
  showsNameToVisitors?: boolean;
}

export function VisitorsSection() {
  const { common } = useWords();
  const words = useWords(settingsWords);
  const meshi = useMeshi();
  const { profile } = useMyself();
  const { run } = useAction();
  // What was pressed and is not saved yet: the box changes at once, and back if it fails.
  const [pressed, setPressed] = useState<Choice>({});
  const save = async (change: Choice) => {
    setPressed(change);
    await run(() => meshi.profiles.update(change), common.saved);
    setPressed({});
  };
  return (
    <>
      <SectionHead title={words.visitors} />
      <div className="stack">
        <p>{words.visitorsText}</p>
        <Check
          label={words.visitorsTopics}
          hint={words.visitorsTopicsHint}
          value={pressed.showsTopicsToVisitors ?? profile.showsTopicsToVisitors === true}
          onChange={(showsTopicsToVisitors) => void save({ showsTopicsToVisitors })}
        />
        <Check
          label={words.visitorsName}
          hint={words.visitorsNameHint}
          value={pressed.showsNameToVisitors ?? profile.showsNameToVisitors === true}
          onChange={(showsNameToVisitors) => void save({ showsNameToVisitors })}
        />
      </div>
    </>
  );
}
