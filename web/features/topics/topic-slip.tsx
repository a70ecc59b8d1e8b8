/** A topic as a slip on a menu: the title large, who, tags, why it is shown, and 「気になる」. */
import type { Topic, TopicReason } from '@meshi/client';
import { Sparkles } from 'lucide-react';
import { Link } from 'react-router';
import type { Words } from '../../i18n/ja.ts';
import { useWords } from '../../i18n/language.tsx';
import { PersonLink } from '../../ui/avatar.tsx';
import { Ago } from '../../ui/moment.tsx';
import { InterestButton, InterestCount } from './interest-button.tsx';
import './topic-slip.css';

interface TopicSlipProps {
  topic: Topic;
  /** Where its title leads. */
  to: string;
  isSelected?: boolean;
}

export function TopicSlip({ topic, to, isSelected = false }: TopicSlipProps) {
  const words = useWords();
  const titleId = `topic-${topic.id}`;
  const [reason] = topic.reasons;
  return (
    <article className="slip" aria-labelledby={titleId} data-selected={isSelected || undefined}>
      <TopicFacts topic={topic} />
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
      {reason && !topic.isMine && (
        <p className="slip-reason">
          <Sparkles size={14} aria-hidden />
          {reasonText(reason, words)}
        </p>
      )}
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

export function reasonText(reason: TopicReason, words: Words): string {
  const { reasons } = words.topics;
  switch (reason.kind) {
    case 'shared_tags':
    case 'you_want_to_learn':
    case 'you_can_teach':
      return reasons[reason.kind](reason.tags.join(', '));
    case 'same_language':
      return reasons.same_language(words.languages[reason.language]);
    case 'interested_in_yours':
    case 'new':
      return reasons[reason.kind];
  }
}
