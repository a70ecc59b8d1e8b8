/** The list of topics with its tabs and filters. */
import type { Topic } from '@meshi/client';
import { Plus } from 'lucide-react';
import { type ReactNode, useDeferredValue, useEffect, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { Heading } from '../../app/heading.tsx';
import { useWords } from '../../i18n/language.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Paged } from '../../ui/paged.tsx';
import { Empty, Skeleton } from '../../ui/states.tsx';
import { FoundPeople, useFoundPeople } from './found-people.tsx';
import { TopicDialog } from './topic-dialog.tsx';
import { readFilters, TopicFilterBar } from './topic-filters.tsx';
import { isHome, type TopicView, useTopicList, useWaitingInterests } from './topic-queries.ts';
import { TopicSlip } from './topic-slip.tsx';
import { topicWords } from './words.ts';

interface TopicListProps {
  view: TopicView;
  selectedId: string | undefined;
  pathOf: (topicId: string) => string;
  /** Shown above the recommended topics, together with them. */
  top: ReactNode;
  isTopReady: boolean;
  /** Shown while nobody else has posted a topic. */
  whileEmpty: ReactNode;
}

export function TopicList({ view, ...items }: TopicListProps) {
  const words = useWords(topicWords);
  const [isCreating, setCreating] = useState(false);
  return (
    <>
      <header className="page-head">
        <Heading title={words.title} />
        <Button kind="main" onClick={() => setCreating(true)}>
          <Plus size={18} aria-hidden />
          {words.create}
        </Button>
      </header>
      <ViewTabs view={view} />
      {view === 'all' && <TopicFilterBar />}
      <Items view={view} {...items} onCreate={() => setCreating(true)} />
      <TopicDialog isOpen={isCreating} onClose={() => setCreating(false)} />
    </>
  );
}

function ViewTabs({ view }: { view: TopicView }) {
  const { navBadge } = useWords();
  const words = useWords(topicWords);
  const waiting = useWaitingInterests().length;
  const tabs = [
    { view: 'all', to: '/topics', label: words.all, badge: 0 },
    { view: 'mine', to: '/topics/mine', label: words.mine, badge: waiting },
    { view: 'given', to: '/topics/given', label: words.given, badge: 0 },
  ] as const;
  return (
    <nav className="tabs" aria-label={words.title}>
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
              <span className="hidden-text"> {navBadge.topics(tab.badge)}</span>
            </>
          )}
        </Link>
      ))}
    </nav>
  );
}

function Items({
  view,
  selectedId,
  pathOf,
  top,
  isTopReady,
  whileEmpty,
  onCreate,
}: TopicListProps & { onCreate: () => void }) {
  const words = useWords(topicWords);
  const [search] = useSearchParams();
  const filters = readFilters(search);
  const list = useTopicList(view, filters);
  const people = useFoundPeople(view === 'all' ? (filters.q ?? '') : '');
  const arePeopleFound = (people.data ?? []).length > 0;
  const nothing = arePeopleFound ? (
    <p className="quiet">{words.noTopicsFound}</p>
  ) : (
    <Nothing view={view} isFiltered={!isHome(filters)} whileEmpty={whileEmpty} onCreate={onCreate} />
  );
  const hasTop = view === 'all' && isHome(filters);
  // A list that has arrived earlier would be moved down.
  if (hasTop && (!isTopReady || list.isPending)) return <Skeleton />;
  return (
    <>
      {hasTop && top}
      <FoundPeople found={people} />
      {arePeopleFound && <h2 className="section-heading">{words.title}</h2>}
      <Paged list={list} empty={nothing}>
        {(topics) => <Slips topics={topics} selectedId={selectedId} pathOf={pathOf} />}
      </Paged>
    </>
  );
}

/** As many as a phone shows below the head. */
const SHOWN_FIRST = 4;
/** Whether no list has been shown since the page was opened. */
let isFirst = true;

function Slips({ topics, selectedId, pathOf }: Pick<TopicListProps, 'selectedId' | 'pathOf'> & { topics: Topic[] }) {
  // On a slow phone it takes long to make all of them, so the first ones are drawn before. Not when the reader comes back: the place
  // in the list must be there at once.
  const [atFirst] = useState(() => (isFirst ? topics.slice(0, SHOWN_FIRST) : topics));
  useEffect(() => {
    isFirst = false;
  }, []);
  const shown = useDeferredValue(topics, atFirst);
  return (
    <ul className="slips">
      {shown.map((topic) => (
        <li key={topic.id}>
          <TopicSlip topic={topic} to={pathOf(topic.id)} isSelected={topic.id === selectedId} />
        </li>
      ))}
    </ul>
  );
}

interface NothingProps extends Pick<TopicListProps, 'view' | 'whileEmpty'> {
  isFiltered: boolean;
  onCreate: () => void;
}

function Nothing({ view, isFiltered, whileEmpty, onCreate }: NothingProps) {
  const { common } = useWords();
  const words = useWords(topicWords);
  const [, setSearch] = useSearchParams();
  const create = (
    <Button kind="outline" onClick={onCreate}>
      {words.create}
    </Button>
  );
  if (view === 'mine') {
    return (
      <Empty title={words.emptyMineTitle} hint={words.emptyMineHint}>
        {create}
      </Empty>
    );
  }
  if (view === 'given') {
    return (
      <Empty title={words.emptyGivenTitle} hint={words.emptyGivenHint}>
        <ButtonLink kind="main" to="/topics">
          {words.all}
        </ButtonLink>
      </Empty>
    );
  }
  if (isFiltered) {
    return (
      <Empty title={words.emptyFilteredTitle} hint={words.emptyFilteredHint}>
        <Button onClick={() => setSearch({})}>{common.clearFilters}</Button>
        {create}
      </Empty>
    );
  }
  return (
    <Empty title={words.emptyTitle} hint={words.emptyHint}>
      {create}
      {whileEmpty}
    </Empty>
  );
}
