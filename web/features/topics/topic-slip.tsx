/** A topic as a slip on a menu: the title large, who, tags, why it is shown, and 「気になる」. */
import type { Topic } from '@meshi/client';
import { Link } from 'react-router';
import { useWords } from '../../i18n/language.tsx';
import { PersonLink } from '../../ui/avatar.tsx';
import { Ago } from '../../ui/moment.tsx';
import { InterestButton, InterestCount } from './interest-button.tsx';
import { LessMenu } from './less-menu.tsx';
import { MainReasons } from './topic-reasons.tsx';
import './topic-slip.css';

interface TopicSlipProps {
  topic: Topic;
  /** Where its title leads. */
  to: string;
  isSelected?: boolean;
}

export function TopicSlip({ topic, to, isSelected = false }: TopicSlipProps) {
  const titleId = `topic-${topic.id}`;
  return (
    <article className="slip" aria-labelledby={titleId} data-selected={isSelected || undefined}>
      <div className="slip-head">
        <TopicFacts topic={topic} />
        {!topic.isMine && <LessMenu topic={topic} />}
      </div>
      <h2 className="slip-title" id={titleId}>
        <Link to={to}>{topic.title}</Link>
      </h2>
      {topic.body && <p className="slip-body">{topic.body}</p>}
      {topic.tags.length > 0 && (
        <ul className="row slip-tags">
          {topic.tags.map((tag) => (
            <li className="chip" key={tag}>
              #{tag}
            </li>
          ))}
        </ul>
      )}
      {!topic.isMine && <MainReasons topic={topic} />}
      <footer className="slip-foot">
        {topic.isMine ? <Ago at={topic.createdAt} /> : <PersonLink person={topic.owner} />}
        <span className="row slip-press">
          <InterestCount topic={topic} />
          <InterestButton topic={topic} />
        </span>
      </footer>
    </article>
  );
}

/** Kind, level, language and state, in one line. */
export function TopicFacts({ topic }: { topic: Topic }) {
  const words = useWords();
  return (
    <p className="slip-facts">
      <span className={`stamp stamp-${topic.kind}`}>{words.topics.kinds[topic.kind]}</span>
      {topic.state !== 'open' && <span className="slip-state">{words.topics.states[topic.state]}</span>}
      <span>{words.topics.levels[topic.level]}</span>
      <span>{words.languages[topic.language]}</span>
    </p>
  );
}
