/** Topics: a list in one of three views, and beside it the chosen topic. */
import type { ReactNode } from 'react';
import { useParams, useSearchParams } from 'react-router';
import { useIsWide } from '../../app/use-is-wide.ts';
import { HomePane } from './home-pane.tsx';
import { TopicDetail } from './topic-detail.tsx';
import { TopicList } from './topic-list.tsx';
import type { TopicView } from './topic-queries.ts';
import './topics-page.css';

interface TopicsPageProps {
  view: TopicView;
  /** Parts of other features on the home pane. */
  home: ReactNode;
}

export function TopicsPage({ view, home }: TopicsPageProps) {
  const { topicId } = useParams();
  const [search] = useSearchParams();
  const isWide = useIsWide();
  const base = view === 'all' ? '/topics' : `/topics/${view}`;
  const query = search.size > 0 ? `?${search}` : '';
  return (
    <div className={`panes${topicId ? ' panes-open' : ''}`}>
      <div className="pane-list">
        <div className="pane-body">
          <TopicList view={view} selectedId={topicId} pathOf={(id) => `${base}/${id}${query}`} />
        </div>
      </div>
      <div className="pane-detail">
        <div className="pane-body">
          {topicId && <TopicDetail key={topicId} topicId={topicId} backTo={base + query} />}
          {!topicId && isWide && <HomePane>{home}</HomePane>}
        </div>
      </div>
    </div>
  );
}
