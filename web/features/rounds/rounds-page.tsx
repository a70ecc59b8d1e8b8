/** Rounds of everyone, my pause, whom I was paired with, and whom I do not want to be paired with. */
import { Heading } from '../../app/heading.tsx';
import { useWords } from '../../i18n/language.tsx';
import { CallInForm } from './call-in-form.tsx';
import { NeverMatchList } from './never-match-list.tsx';
import { PauseForm } from './pause-form.tsx';
import { RoundPairs } from './round-pairs.tsx';
import { RoundsPanel } from './rounds-panel.tsx';

export function RoundsPage() {
  const { rounds } = useWords();
  return (
    <div className="page measure">
      <header className="page-head">
        <Heading title={rounds.title} />
      </header>
      <RoundsPanel />
      <RoundPairs />
      <PauseForm />
      <NeverMatchList />
      <CallInForm />
    </div>
  );
}
