/** Rounds for everyone: the next one, my pairs so far, my pause, and the people I do not want to be paired with. */
import { Heading } from '../../app/heading.tsx';
import { useWords } from '../../i18n/language.ts';
import { CallInForm } from './call-in-form.tsx';
import { NeverMatchList } from './never-match-list.tsx';
import { PauseForm } from './pause-form.tsx';
import { RoundPairs } from './round-pairs.tsx';
import { RoundsPanel } from './rounds-panel.tsx';
import { roundWords } from './words.ts';

export function RoundsPage() {
  const words = useWords(roundWords);
  return (
    <div className="page measure">
      <header className="page-head">
        <Heading title={words.title} />
      </header>
      <RoundsPanel />
      <RoundPairs />
      <PauseForm />
      <NeverMatchList />
      <CallInForm />
    </div>
  );
}
