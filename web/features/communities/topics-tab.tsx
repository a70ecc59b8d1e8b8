/** Topics that only members see. */
import type { Community } from '@meshi/client';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useWords } from '../../i18n/language.tsx';
import { Button } from '../../ui/button.tsx';
import { More } from '../../ui/more.tsx';
import { Empty, Problem, Skeleton } from '../../ui/states.tsx';
import { TopicDialog } from '../topics/topic-dialog.tsx';
import { useTopicList } from '../topics/topic-queries.ts';
import { TopicSlip } from '../topics/topic-slip.tsx';

export function TopicsTab({ community }: { community: Community }) {
  const words = useWords();
  const [isCreating, setCreating] = useState(false);
  const { id: communityId } = community;
  const list = useTopicList('all', { communityId });
  const mine = useTopicList('mine', {});
  const own = mine.data?.filter((topic) => topic.communityId === communityId && topic.state === 'open') ?? [];
  const topics = [...own, ...(list.data ?? [])];
  return (
    <section className="community-section" aria-label={words.communities.tabs.topics}>
      <div>
        <Button kind="main" onClick={() => setCreating(true)}>
          <Plus size={18} aria-hidden />
          {words.topics.create}
        </Button>
      </div>
      {list.isPending && <Skeleton />}
      {list.isError && !list.data && <Problem error={list.error} onRetry={() => void list.refetch()} />}
      {list.data && topics.length === 0 && (
        <Empty title={words.communities.noTopics} hint={words.communities.noTopicsHint} />
      )}
      <ul className="slips">
        {topics.map((topic) => (
          <li key={topic.id}>
            <TopicSlip topic={topic} to={topic.isMine ? `/topics/mine/${topic.id}` : `/topics/${topic.id}`} />
          </li>
        ))}
      </ul>
      {list.hasNextPage && <More isBusy={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />}
      <TopicDialog isOpen={isCreating} onClose={() => setCreating(false)} communityId={communityId} />
    </section>
  );
}
