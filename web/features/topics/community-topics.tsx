/** The topics of a community, which only its members see. */
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useWords } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
import { Paged } from '../../ui/paged.tsx';
import { Empty } from '../../ui/states.tsx';
import { TopicDialog } from './topic-dialog.tsx';
import { useTopicList } from './topic-queries.ts';
import { TopicSlip } from './topic-slip.tsx';
import { topicWords } from './words.ts';

export function CommunityTopics({ communityId }: { communityId: string }) {
  const words = useWords(topicWords);
  const [isCreating, setCreating] = useState(false);
  const list = useTopicList('all', { communityId });
  const mine = useTopicList('mine', {});
  const own = mine.data?.filter((topic) => topic.communityId === communityId && topic.state === 'open') ?? [];
  return (
    <section className="community-section" aria-label={words.title}>
      <div>
        <Button kind="main" onClick={() => setCreating(true)}>
          <Plus size={18} aria-hidden />
          {words.create}
        </Button>
      </div>
      <ul className="slips">
        {own.map((topic) => (
          <li key={topic.id}>
            <TopicSlip topic={topic} to={`/topics/mine/${topic.id}`} />
          </li>
        ))}
      </ul>
      <Paged
        list={list}
        empty={own.length === 0 && <Empty title={words.emptyTitle} hint={words.emptyInCommunityHint} />}
      >
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
      <TopicDialog isOpen={isCreating} onClose={() => setCreating(false)} communityId={communityId} />
    </section>
  );
}
