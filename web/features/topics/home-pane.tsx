/** Shown beside the list while no topic is chosen: people who wait for an answer, and parts of other features. */
import type { ReactNode } from 'react';
import { useWords } from '../../i18n/language.ts';
import { Bowl } from '../../ui/states.tsx';
import { InterestRows } from './interested-people.tsx';
import { useWaitingInterests } from './topic-queries.ts';
import { topicWords } from './words.ts';

const SHOWN_PEOPLE = 5;

export function HomePane({ children }: { children: ReactNode }) {
  const words = useWords(topicWords);
  const waiting = useWaitingInterests();
  return (
    <div className="measure home-pane">
      <div className="home-greeting">
        <Bowl size={72} />
        <div>
          <h2>{words.pickTitle}</h2>
          <p className="quiet">{words.pickHint}</p>
        </div>
      </div>
      {waiting.length > 0 && (
        <section aria-labelledby="waiting-people">
          <h2 className="section-title" id="waiting-people">
            {words.waitingTitle}
          </h2>
          <InterestRows interests={waiting.slice(0, SHOWN_PEOPLE)} isOnTopic />
        </section>
      )}
      {children}
    </div>
  );
}
