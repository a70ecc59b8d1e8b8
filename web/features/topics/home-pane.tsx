/** What stands beside the list while no topic is chosen: who waits for an answer, and where people are talking now. */
import { useWords } from '../../i18n/language.tsx';
import { Bowl } from '../../ui/states.tsx';
import { InstantTalkPanel } from '../instant-talk/instant-talk-panel.tsx';
import { LiveRooms } from '../rooms/live-rooms.tsx';
import { InterestRows } from './interested-people.tsx';
import { useWaitingInterests } from './topic-queries.ts';

export function HomePane() {
  const words = useWords();
  const waiting = useWaitingInterests();
  return (
    <div className="measure home-pane">
      <div className="home-greeting">
        <Bowl size={72} />
        <div>
          <h2>{words.topics.pickTitle}</h2>
          <p className="quiet">{words.topics.pickHint}</p>
        </div>
      </div>
      {waiting.length > 0 && (
        <section aria-labelledby="waiting-people">
          <h2 className="section-title" id="waiting-people">
            {words.topics.waitingTitle}
          </h2>
          <InterestRows interests={waiting.slice(0, 5)} isOnTopic />
        </section>
      )}
      <InstantTalkPanel />
      <LiveRooms />
    </div>
  );
}
