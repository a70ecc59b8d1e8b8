/** Topics: a list in one of three views, and beside it the chosen topic. Without one, the list has the screen for itself. */
import { type ReactNode, Suspense } from 'react';
import { useParams, useSearchParams } from 'react-router';
import { Skeleton } from '../../ui/states.tsx';
import { LazyTopicDetail } from './lazy-topic-detail.ts';
import { TopicList } from './topic-list.tsx';
import type { TopicView } from './topic-queries.ts';
import './topics-page.css';

interface TopicsPageProps {
  view: TopicView;
  /** Parts of other features above the recommended topics. Both appear together, once these parts have arrived. */
  top?: ReactNode;
  isTopReady?: boolean;
  /** What to do while nobody else has posted a topic. Also of another feature. */
  whileEmpty?: ReactNode;
}

export function TopicsPage({ view, top = null, isTopReady = true, whileEmpty = null }: TopicsPageProps) {
  const { topicId } = useParams();
  const [search] = useSearchParams();
  const base = view === 'all' ? '/topics' : `/topics/${view}`;
  const query = search.size > 0 ? `?${search}` : '';
  const list = { view, selectedId: topicId, pathOf: (id: string) => `${base}/${id}${query}` };
  return (
    <div className={`panes ${topicId ? 'panes-open' : 'panes-single'}`}>
      <div className="pane-list">
        <div className="pane-body">
          <TopicList {...list} top={top} isTopReady={isTopReady} whileEmpty={whileEmpty} />
        </div>
      </div>
      {topicId && (
        <div className="pane-detail">
          <div className="pane-body">
            <Suspense fallback={<Skeleton slips={1} />}>
              <LazyTopicDetail key={topicId} topicId={topicId} backTo={base + query} />
            </Suspense>
          </div>
        </div>
      )}
    </div>
  );
}
