/** One topic in full. Its owner sees who is interested; others see the "Interested" button and the owner. */
import type { Topic } from '@meshi/client';
import { ArrowLeft } from 'lucide-react';
import { Link, useNavigate } from 'react-router';
import { Heading } from '../../app/heading.tsx';
import { shortDate } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { LinkedText } from '../../ui/linked-text.tsx';
import { Ago } from '../../ui/moment.tsx';
import { Problem, Skeleton } from '../../ui/states.tsx';
import { listOfTag, TagList } from '../../ui/tag-list.tsx';
import { InterestButton, InterestCount } from './interest-button.tsx';
import { InterestedPeople } from './interested-people.tsx';
import { OthersTopicMenu } from './others-topic-menu.tsx';
import { OwnTopicMenu } from './own-topic-menu.tsx';
import { OwnerCard } from './owner-card.tsx';
import { useTopic } from './topic-queries.ts';
import { MainReasons } from './topic-reasons.tsx';
import { TopicFacts } from './topic-slip.tsx';
import { topicWords } from './words.ts';

export function TopicDetail({ topicId, backTo }: { topicId: string; backTo: string }) {
  const words = useWords(topicWords);
  const { data: topic, error, refetch } = useTopic(topicId);
  return (
    <div className="measure topic-detail">
      <Link className="back-link back-link-phone" to={backTo}>
        <ArrowLeft size={20} aria-hidden />
        {words.title}
      </Link>
      {topic ? (
        <Details topic={topic} backTo={backTo} />
      ) : error ? (
        <Problem error={error} onRetry={() => void refetch()} />
      ) : (
        <Skeleton slips={1} />
      )}
    </div>
  );
}

function Details({ topic, backTo }: { topic: Topic; backTo: string }) {
  const words = useWords(topicWords);
  const { language } = useLanguage();
  const navigate = useNavigate();
  return (
    <article className="topic-detail">
      <header>
        <div className="row" style={{ justifyContent: 'space-between' }}>
          <TopicFacts topic={topic} />
          {topic.isMine ? (
            <OwnTopicMenu topic={topic} backTo={backTo} />
          ) : (
            <OthersTopicMenu topic={topic} onBlocked={() => navigate(backTo)} />
          )}
        </div>
        <Heading title={topic.title} />
        <p className="quiet">
          <Ago at={topic.createdAt} />
          {topic.expiresAt && ` · ${words.until(shortDate(topic.expiresAt, language))}`}
        </p>
      </header>
      {topic.body && (
        <p className="topic-text">
          <LinkedText text={topic.body} />
        </p>
      )}
      {topic.link && (
        <p className="topic-text">
          <LinkedText text={topic.link} />
        </p>
      )}
      <TagList tags={topic.tags} to={(tag) => listOfTag('/topics', tag)} />
      {topic.isMine ? <InterestedPeople topic={topic} /> : <ForOthers topic={topic} />}
    </article>
  );
}

function ForOthers({ topic }: { topic: Topic }) {
  return (
    <>
      <MainReasons topic={topic} />
      <div className="topic-press">
        <InterestButton topic={topic} />
        <InterestCount topic={topic} />
      </div>
      <OwnerCard owner={topic.owner} />
    </>
  );
}
