/** The people who are interested in my topics, each with "Let's talk" and "Pass". */
import type { Interest, Topic } from '@meshi/client';
import { useWords } from '../../i18n/language.ts';
import { PersonLink } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { Ago } from '../../ui/moment.tsx';
import { Paged } from '../../ui/paged.tsx';
import { OpenConversation } from './interest-button.tsx';
import { AboutInterested } from './interested-person.tsx';
import { useInterests, useLetsTalk, usePass } from './topic-queries.ts';
import { topicWords } from './words.ts';

export function InterestedPeople({ topic }: { topic: Topic }) {
  const words = useWords(topicWords);
  const list = useInterests(topic.id);
  return (
    <section aria-labelledby="interested-people">
      <h2 className="section-title" id="interested-people">
        {words.whoIsInterested}
      </h2>
      <p className="quiet">{words.waitingHint}</p>
      <Paged list={list} slips={2} empty={<p className="quiet">{words.nobodyYet}</p>}>
        {(interests) => <InterestRows interests={interests} />}
      </Paged>
      <PassedPeople topicId={topic.id} />
    </section>
  );
}

function InterestRows({ interests }: { interests: readonly Interest[] }) {
  return (
    <ul className="waiting">
      {interests.map((interest) => (
        <li key={`${interest.topicId} ${interest.person.id}`}>
          <div className="waiting-person">
            <PersonLink person={interest.person} size={40} />
            <p className="quiet">
              <Ago at={interest.createdAt} />
            </p>
          </div>
          <AboutInterested about={interest.about} />
          <div className="row">
            <PassButton interest={interest} />
            <LetsTalk interest={interest} />
          </div>
        </li>
      ))}
    </ul>
  );
}

/** Passes on a person, who is not told, or undoes that. */
function PassButton({ interest }: { interest: Interest }) {
  const words = useWords(topicWords);
  const pass = usePass();
  if (interest.matchId !== null) return null;
  return (
    <Button kind="plain" isBusy={pass.isPending} onClick={() => pass.mutate(interest)}>
      {interest.isPassed ? words.unpass : words.pass}
      <span className="hidden-text">
        {' '}
        {interest.person.displayName} {words.passHint}
      </span>
    </Button>
  );
}

/** The people I passed on; null if there are none. */
function PassedPeople({ topicId }: { topicId: string }) {
  const words = useWords(topicWords);
  const { data = [] } = useInterests(topicId, 'passed');
  if (data.length === 0) return null;
  return (
    <details>
      <summary className="quiet">
        {words.passedTitle} ({data.length})
      </summary>
      <InterestRows interests={data} />
    </details>
  );
}

function LetsTalk({ interest }: { interest: Interest }) {
  const words = useWords(topicWords);
  const letsTalk = useLetsTalk();
  if (interest.matchId !== null) return <OpenConversation personId={interest.person.id} />;
  return (
    <Button kind="outline" isBusy={letsTalk.isPending} onClick={() => letsTalk.mutate(interest)}>
      {words.letsTalk}
    </Button>
  );
}
