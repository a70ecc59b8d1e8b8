/** What people without an account see of me. */
import { useMeshi, useMyself } from '../../app/meshi-context.tsx';
import { SectionHead } from '../../app/section-head.tsx';
import { useAction } from '../../app/use-action.ts';
import { useWords } from '../../i18n/language.ts';
import { Check } from '../../ui/choices.tsx';
import { meWords } from './words.ts';

export function VisitorsSection() {
  const { common } = useWords();
  const words = useWords(meWords);
  const meshi = useMeshi();
  const { profile } = useMyself();
  const { run } = useAction();
  const save = (change: { showsTopicsToVisitors?: boolean; showsNameToVisitors?: boolean }) =>
    void run(() => meshi.profiles.update(change), common.saved);
  return (
    <>
      <SectionHead title={words.visitors} />
      <div className="stack">
        <p>{words.visitorsText}</p>
        <Check
          label={words.visitorsTopics}
          hint={words.visitorsTopicsHint}
          value={profile.showsTopicsToVisitors === true}
          onChange={(showsTopicsToVisitors) => save({ showsTopicsToVisitors })}
        />
        <Check
          label={words.visitorsName}
          hint={words.visitorsNameHint}
          value={profile.showsNameToVisitors === true}
          onChange={(showsNameToVisitors) => save({ showsNameToVisitors })}
        />
      </div>
    </>
  );
}
