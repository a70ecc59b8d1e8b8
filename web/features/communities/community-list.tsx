/** The list of communities: invitations and my own first, then those to find. The search lives in the address. */
import type { CommunityCard as Card } from '@meshi/client';
import { Plus, Search } from 'lucide-react';
import { type ReactNode, useEffect, useId, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { Heading } from '../../app/heading.tsx';
import { useWords } from '../../i18n/language.tsx';
import { Button } from '../../ui/button.tsx';
import { More } from '../../ui/more.tsx';
import { Empty, Problem, Skeleton } from '../../ui/states.tsx';
import { CommunityCard } from './community-card.tsx';
import { CommunityDialog } from './community-dialog.tsx';
import {
  useFoundCommunities,
  useMyCommunities,
  useReceivedInvitations,
  useRecommendedCommunities,
} from './community-queries.ts';

// Long enough that one word typed is one request, short enough to feel immediate.
const TYPING_PAUSE_MS = 250;

interface ListProps {
  selectedId: string | undefined;
}

export function CommunityList({ selectedId }: ListProps) {
  const words = useWords();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const [isCreating, setCreating] = useState(false);
  const q = search.get('q')?.trim().slice(0, 100);
  const create = (
    <Button kind="main" onClick={() => setCreating(true)}>
      <Plus size={18} aria-hidden />
      {words.communities.create}
    </Button>
  );
  return (
    <>
      <header className="page-head">
        <Heading title={words.communities.title} />
        {create}
      </header>
      <SearchBox />
      {!q && <Own selectedId={selectedId} />}
      <Found q={q} selectedId={selectedId} />
      <CommunityDialog
        isOpen={isCreating}
        onClose={() => setCreating(false)}
        onSaved={({ id }) => navigate(`/communities/${id}`)}
      />
    </>
  );
}

function SearchBox() {
  const words = useWords();
  const [search, setSearch] = useSearchParams();
  const [typed, setTyped] = useState(search.get('q') ?? '');
  useEffect(() => {
    const timer = setTimeout(
      () => setSearch(typed.trim() ? { q: typed.trim() } : {}, { replace: true }),
      TYPING_PAUSE_MS,
    );
    return () => clearTimeout(timer);
  }, [typed, setSearch]);
  return (
    <search className="filters">
      <div className="search">
        <Search size={18} aria-hidden />
        <input
          className="input"
          type="search"
          aria-label={words.communities.search}
          placeholder={words.communities.searchHint}
          maxLength={100}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </div>
    </search>
  );
}

/** What concerns me already, and what may. */
function Own({ selectedId }: ListProps) {
  const { communities: words } = useWords();
  const invitations = useReceivedInvitations();
  const mine = useMyCommunities();
  const recommended = useRecommendedCommunities();
  return (
    <>
      <Group
        title={words.invitations}
        cards={invitations.data?.map(({ community }) => community)}
        selectedId={selectedId}
      />
      <Group title={words.mine} cards={mine.data} selectedId={selectedId}>
        {mine.hasNextPage && <More isBusy={mine.isFetchingNextPage} onMore={() => void mine.fetchNextPage()} />}
      </Group>
      <Group title={words.recommended} cards={recommended.data?.items} selectedId={selectedId} />
    </>
  );
}

function Found({ q, selectedId }: ListProps & { q: string | undefined }) {
  const { communities: words } = useWords();
  const list = useFoundCommunities(q ? { q } : {});
  const recommended = useRecommendedCommunities();
  const mine = useMyCommunities();
  if (list.isPending) return <Skeleton />;
  if (list.isError && !list.data) return <Problem error={list.error} onRetry={() => void list.refetch()} />;
  if (list.data.length === 0 && q) return <Empty title={words.nothingFound} hint={words.nothingFoundHint} />;
  if (list.data.length === 0 && mine.data?.length === 0)
    return <Empty title={words.emptyTitle} hint={words.emptyHint} />;
  // Mine and those that are recommended stand above already.
  const above = new Set(recommended.data?.items.map(({ id }) => id));
  const isNew = ({ id, standing }: Card) => !above.has(id) && (standing === 'none' || standing === 'requested');
  const others = q ? list.data : list.data.filter(isNew);
  return (
    <Group title={q ? words.found : words.all} cards={others} selectedId={selectedId}>
      {list.hasNextPage && <More isBusy={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />}
    </Group>
  );
}

function Group(props: { title: string; cards: readonly Card[] | undefined; children?: ReactNode } & ListProps) {
  const { title, cards = [], selectedId, children } = props;
  const titleId = useId();
  if (cards.length === 0) return null;
  return (
    <section className="community-group" aria-labelledby={titleId}>
      <h2 className="section-title" id={titleId}>
        {title}
      </h2>
      <ul className="stack-tight">
        {cards.map((community) => (
          <li key={community.id}>
            <CommunityCard community={community} isSelected={community.id === selectedId} />
          </li>
        ))}
      </ul>
      {children}
    </section>
  );
}
