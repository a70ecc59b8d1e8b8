/** The list of communities: invitations and my own first, then others to find. */
import type { CommunityCard as Card, Community } from '@meshi/client';
import { Plus } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { useNavigate } from 'react-router';
import { Heading } from '../../app/heading.tsx';
import { useAddressFilters } from '../../app/use-address-filters.ts';
import { useWords } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
import { More } from '../../ui/more.tsx';
import { Paged } from '../../ui/paged.tsx';
import { SEARCH_CHARS, SearchBox } from '../../ui/search-box.tsx';
import { Empty } from '../../ui/states.tsx';
import { CommunityCard } from './community-card.tsx';
import { CommunityDialog } from './community-dialog.tsx';
import {
  useFoundCommunities,
  useMyCommunities,
  useReceivedInvitations,
  useRecommendedCommunities,
} from './community-queries.ts';
import { InviteFirst } from './invite-first.tsx';
import { communityWords } from './words.ts';

interface ListProps {
  selectedId: string | undefined;
}

export function CommunityList({ selectedId }: ListProps) {
  const words = useWords(communityWords);
  const navigate = useNavigate();
  const [search, set] = useAddressFilters();
  const [isCreating, setCreating] = useState(false);
  const [created, setCreated] = useState<Community | null>(null);
  const q = search.get('q')?.trim().slice(0, SEARCH_CHARS) ?? '';
  return (
    <>
      <header className="page-head">
        <Heading title={words.title} />
        <Button kind="main" onClick={() => setCreating(true)}>
          <Plus size={18} aria-hidden />
          {words.create}
        </Button>
      </header>
      <search className="filters">
        <SearchBox label={words.search} placeholder={words.searchHint} text={q} onSearch={(text) => set('q', text)} />
      </search>
      {!q && <Own selectedId={selectedId} />}
      <Found q={q} selectedId={selectedId} />
      <CommunityDialog
        isOpen={isCreating}
        onClose={() => setCreating(false)}
        onSaved={(community) => {
          void navigate(`/communities/${community.id}`);
          setCreated(community);
        }}
      />
      {created && <InviteFirst community={created} onDone={() => setCreated(null)} />}
    </>
  );
}

/** Invitations, my communities, and recommended ones. */
function Own({ selectedId }: ListProps) {
  const words = useWords(communityWords);
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

function Found({ q, selectedId }: ListProps & { q: string }) {
  const words = useWords(communityWords);
  const list = useFoundCommunities(q ? { q } : {});
  const recommended = useRecommendedCommunities();
  // My communities and the recommended ones are already above.
  const above = new Set(recommended.data?.items.map(({ id }) => id));
  const isNew = ({ id, standing }: Card) => !above.has(id) && (standing === 'none' || standing === 'requested');
  return (
    <Paged list={list} empty={<Nothing isSearch={q !== ''} />}>
      {(communities) => (
        <Group
          title={q ? words.found : words.all}
          cards={q ? communities : communities.filter(isNew)}
          selectedId={selectedId}
        />
      )}
    </Paged>
  );
}

function Nothing({ isSearch }: { isSearch: boolean }) {
  const words = useWords(communityWords);
  const mine = useMyCommunities();
  if (isSearch) return <Empty title={words.nothingFound} hint={words.nothingFoundHint} />;
  return mine.data?.length === 0 && <Empty title={words.emptyTitle} hint={words.emptyHint} />;
}

interface GroupProps extends ListProps {
  title: string;
  cards: readonly Card[] | undefined;
  children?: ReactNode;
}

function Group({ title, cards = [], selectedId, children }: GroupProps) {
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
