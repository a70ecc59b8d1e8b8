/** The open topics of one person. */
import { useWords } from '../../i18n/language.ts';
import { Paged } from '../../ui/paged.tsx';
import { useTopicList } from './topic-queries.ts';
import { TopicSlip } from './topic-slip.tsx';
import { topicWords } from './words.ts';

export function PersonTopics({ personId }: { personId: string }) {
  const words = useWords(topicWords);
  const list = useTopicList('all', { ownerId: personId });
  return (
    <section className="person-topics" aria-labelledby="person-topics">
      <h2 id="person-topics">{words.ofPerson}</h2>
      <Paged list={list} slips={1} empty={<p className="quiet">{words.noneOfPerson}</p>}>
        {(topics) => (
          <ul className="slips">
            {topics.map((topic) => (
              <li key={topic.id}>
                <TopicSlip topic={topic} to={`/topics/${topic.id}`} />
              </li>
            ))}
          </ul>
        )}
      </Paged>
    </section>
  );
}
