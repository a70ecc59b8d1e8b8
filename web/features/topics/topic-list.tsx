/** The list of topics with its tabs and filters. Filters live in the address, so that going back finds them again. */
import { Plus, Shuffle, UsersRound } from 'lucide-react';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { Heading } from '../../app/heading.tsx';
import { useWords } from '../../i18n/language.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { More } from '../../ui/more.tsx';
import { Empty, Problem, Skeleton } from '../../ui/states.tsx';
import { TopicDialog } from './topic-dialog.tsx';
import { readFilters, TopicFilterBar } from './topic-filters.tsx';
import { isHome, type TopicFilters, type TopicView, useTopicList, useWaitingInterests } from './topic-queries.ts';
import { TopicSlip } from './topic-slip.tsx';

interface TopicListProps {
  view: TopicView;
  selectedId: string | undefined;
  pathOf: (topicId: string) => string;
}

export function TopicList({ view, selectedId, pathOf }: TopicListProps) {
  const words = useWords();
  const [isCreating, setCreating] = useState(false);
  return (
    <>
      <header className="page-head">
        <Heading title={words.topics.title} />
        <Button kind="main" onClick={() => setCreating(true)}>
          <Plus size={18} aria-hidden />
          {words.topics.create}
        </Button>
      </header>
      <ViewTabs view={view} />
      {view === 'all' && (
        <p className="ways-on">
          <Link className="way-on way-to-communities" to="/communities">
            <UsersRound size={18} aria-hidden />
            {words.communities.title}
          </Link>
          <Link className="way-on" to="/rounds">
            <Shuffle size={18} aria-hidden />
            {words.rounds.fromTopics}
          </Link>
        </p>
      )}
      {view === 'all' && <TopicFilterBar />}
      <Items view={view} selectedId={selectedId} pathOf={pathOf} onCreate={() => setCreating(true)} />
      <TopicDialog isOpen={isCreating} onClose={() => setCreating(false)} />
    </>
  );
}

function ViewTabs({ view }: { view: TopicView }) {
  const words = useWords();
  const waiting = useWaitingInterests().length;
  const tabs = [
    { view: 'all', to: '/topics', label: words.topics.all, badge: 0 },
    { view: 'mine', to: '/topics/mine', label: words.topics.mine, badge: waiting },
    { view: 'given', to: '/topics/given', label: words.topics.given, badge: 0 },
  ] as const;
  return (
    <nav className="tabs" aria-label={words.topics.title}>
      {tabs.map((tab) => (
        <Link
          key={tab.view}
          className="tab"
          to={tab.to}
          {...(tab.view === view && { 'aria-current': 'page' as const })}
        >
          {tab.label}
          {tab.badge > 0 && (
            <>
              <span className="badge" aria-hidden="true">
                {tab.badge}
              </span>
              <span className="hidden-text"> {words.navBadge.topics(tab.badge)}</span>
            </>
          )}
        </Link>
      ))}
    </nav>
  );
}

function Items({ view, selectedId, pathOf, onCreate }: TopicListProps & { onCreate: () => void }) {
  const [search] = useSearchParams();
  const filters = readFilters(search);
  const list = useTopicList(view, filters);
  if (list.isPending) return <Skeleton />;
  if (list.isError && !list.data) return <Problem error={list.error} onRetry={() => void list.refetch()} />;
  if (list.data.length === 0) return <Nothing view={view} isFiltered={!isHome(filters)} onCreate={onCreate} />;
  return (
    <>
      {view === 'all' && <Order filters={filters} />}
      <ul className="slips">
        {list.data.map((topic) => (
          <li key={topic.id}>
            <TopicSlip topic={topic} to={pathOf(topic.id)} isSelected={topic.id === selectedId} />
          </li>
        ))}
      </ul>
      {list.hasNextPage && <More isBusy={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />}
    </>
  );
}

/** In which order the topics are, with the way to the other one. Searching and filtering is newest first. */
function Order({ filters }: { filters: TopicFilters }) {
  const { home } = useWords();
  const isForYou = isHome(filters);
  if (!isForYou && (Object.keys(filters).length > 1 || !filters.order)) return null;
  return (
    <p className="feed-order">
      <span className="quiet">{isForYou ? home.forYou : home.newest}</span>
      <Link to={isForYou ? '/topics?order=newest' : '/topics'}>{isForYou ? home.showNewest : home.showForYou}</Link>
    </p>
  );
}

function Nothing({ view, isFiltered, onCreate }: { view: TopicView; isFiltered: boolean; onCreate: () => void }) {
  const words = useWords();
  const [, setSearch] = useSearchParams();
  const create = (
    <Button kind="main" onClick={onCreate}>
      {words.topics.create}
    </Button>
  );
  if (view === 'mine') {
    return (
      <Empty title={words.topics.emptyMineTitle} hint={words.topics.emptyMineHint}>
        {create}
      </Empty>
    );
  }
  if (view === 'given') {
    return (
      <Empty title={words.topics.emptyGivenTitle} hint={words.topics.emptyGivenHint}>
        <ButtonLink kind="main" to="/topics">
          {words.topics.all}
        </ButtonLink>
      </Empty>
    );
  }
  if (isFiltered) {
    return (
      <Empty title={words.topics.emptyFilteredTitle} hint={words.topics.emptyFilteredHint}>
        <Button onClick={() => setSearch({})}>{words.topics.clearFilters}</Button>
        {create}
      </Empty>
    );
  }
  return (
    <Empty title={words.topics.emptyTitle} hint={words.topics.emptyHint}>
      {create}
    </Empty>
  );
}
