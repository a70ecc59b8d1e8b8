/** A topic in a list, drawn as a compact paper slip: title, owner, why it is shown, tags, and the "Interested" button. */
import type { Topic } from '@meshi/client';
import { Link } from 'react-router';
import { useWords } from '../../i18n/language.ts';
import { PersonLink } from '../../ui/avatar.tsx';
import { Ago } from '../../ui/moment.tsx';
import { listOfTag } from '../../ui/tag-list.tsx';
import { InterestButton, InterestCount } from './interest-button.tsx';
import { OthersTopicMenu } from './others-topic-menu.tsx';
import { WhyButton } from './topic-reasons.tsx';
import { topicWords } from './words.ts';
import './topic-slip.css';

interface TopicSlipProps {
  topic: Topic;
  /** The path of the link on the title. */
  to: string;
  isSelected?: boolean;
}

export function TopicSlip({ topic, to, isSelected = false }: TopicSlipProps) {
  const titleId = `topic-${topic.id}`;
  return (
    <article className="slip topic-slip" aria-labelledby={titleId} data-selected={isSelected || undefined}>
      <div className="slip-head">
        <h2 className="slip-title" id={titleId}>
          <Link to={to}>{topic.title}</Link>
        </h2>
        {!topic.isMine && <OthersTopicMenu topic={topic} />}
      </div>
      <div className="slip-line">{topic.isMine ? <MyLine topic={topic} /> : <OwnerLine topic={topic} />}</div>
      <footer className="slip-foot">
        <Chips topic={topic} />
        <span className="slip-press">
          {topic.isMine ? <InterestCount topic={topic} /> : <InterestButton topic={topic} isOnCard />}
        </span>
      </footer>
    </article>
  );
}

function OwnerLine({ topic }: { topic: Topic }) {
  return (
    <>
      <PersonLink person={topic.owner} size={20} />
      <WhyButton topic={topic} />
    </>
  );
}

function MyLine({ topic: { state, createdAt } }: { topic: Topic }) {
  const words = useWords(topicWords);
  return (
    <>
      {state !== 'open' && <span className="slip-state">{words.states[state]}</span>}
      <span className="quiet">
        <Ago at={createdAt} />
      </span>
    </>
  );
}

/** The kind and the tags, each a link to the topics like it, in one line that may be cut off. */
function Chips({ topic: { kind, tags } }: { topic: Topic }) {
  const { fields, topicKinds } = useWords();
  return (
    <ul className="slip-chips" aria-label={fields.tags}>
      <li>
        <Link className={`chip stamp stamp-${kind}`} to={`/topics?kind=${kind}`}>
          {topicKinds[kind]}
        </Link>
      </li>
      {tags.map((tag) => (
        <li key={tag}>
          <Link className="chip" to={listOfTag('/topics', tag)}>
            #{tag}
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** Kind, level, language and state, in one line. */
export function TopicFacts({ topic }: { topic: Topic }) {
  const { languages, topicKinds } = useWords();
  const words = useWords(topicWords);
  return (
    <p className="slip-facts">
      <span className={`stamp stamp-${topic.kind}`}>{topicKinds[topic.kind]}</span>
      {topic.state !== 'open' && <span className="slip-state">{words.states[topic.state]}</span>}
      <span>{words.levels[topic.level]}</span>
      <span>{languages[topic.language]}</span>
    </p>
  );
}
