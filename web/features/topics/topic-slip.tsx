/** A topic in a list, drawn as a paper slip: title, tags, reasons, owner, and the "Interested" button. */
import type { Topic } from '@meshi/client';
import { Link } from 'react-router';
import { useWords } from '../../i18n/language.ts';
import { PersonLink } from '../../ui/avatar.tsx';
import { Ago } from '../../ui/moment.tsx';
import { listOfTag, TagList } from '../../ui/tag-list.tsx';
import { InterestButton, InterestCount } from './interest-button.tsx';
import { OthersTopicMenu } from './others-topic-menu.tsx';
import { MainReasons } from './topic-reasons.tsx';
import { topicWords } from './words.ts';

interface TopicSlipProps {
  topic: Topic;
  /** The path of the link on the title. */
  to: string;
  isSelected?: boolean;
}

export function TopicSlip({ topic, to, isSelected = false }: TopicSlipProps) {
  const titleId = `topic-${topic.id}`;
  return (
    <article className="slip" aria-labelledby={titleId} data-selected={isSelected || undefined}>
      <div className="slip-head">
        <TopicFacts topic={topic} />
        {!topic.isMine && <OthersTopicMenu topic={topic} />}
      </div>
      <h2 className="slip-title" id={titleId}>
        <Link to={to}>{topic.title}</Link>
      </h2>
      {topic.body && <p className="slip-body">{topic.body}</p>}
      <TagList tags={topic.tags} to={(tag) => listOfTag('/topics', tag)} />
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
