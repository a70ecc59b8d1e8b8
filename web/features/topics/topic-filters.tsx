/** Search and filters of all topics. */
import { SlidersHorizontal, X } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { useAddressFilters } from '../../app/use-address-filters.ts';
import { useWords } from '../../i18n/language.ts';
import { isLanguage, LANGUAGES } from '../../i18n/languages.ts';
import { IconButton } from '../../ui/button.tsx';
import { SEARCH_CHARS, SearchBox } from '../../ui/search-box.tsx';
import { isHome, type TopicFilters } from './topic-queries.ts';
import { topicWords } from './words.ts';

const KINDS = ['teach', 'ask', 'discuss'] as const;

/** Reads the filters from the address, and ignores invalid ones. */
export function readFilters(search: URLSearchParams): TopicFilters {
  const kind = KINDS.find((known) => known === search.get('kind'));
  const language = search.get('language');
  const q = search.get('q')?.trim().slice(0, SEARCH_CHARS);
  const tag = search.get('tag');
  return {
    ...(q && { q }),
    ...(tag && { tag }),
    ...(kind && { kind }),
    ...(language && isLanguage(language) && { language }),
    ...(search.get('order') === 'newest' && { order: 'newest' as const }),
  };
}

/** One row: the search, the kind, and a button for the other filters. They are open while one of them is set. */
export function TopicFilterBar() {
  const { common } = useWords();
  const words = useWords(topicWords);
  const [search, set] = useAddressFilters();
  const filters = readFilters(search);
  const isFiltered = Boolean(filters.language || filters.order);
  const [isOpen, setOpen] = useState(isFiltered);
  return (
    <search className="filters">
      <div className="filter-row">
        <SearchBox
          label={words.search}
          placeholder={words.searchHint}
          text={filters.q ?? ''}
          onSearch={(text) => set('q', text)}
        />
        <KindSelect kind={filters.kind} onChange={(kind) => set('kind', kind)} />
        <IconButton
          label={isFiltered ? words.filtersInUse : words.filters}
          aria-expanded={isOpen}
          data-filtered={isFiltered || undefined}
          onClick={() => setOpen(!isOpen)}
        >
          <SlidersHorizontal size={20} aria-hidden />
        </IconButton>
      </div>
      {isOpen && <MoreFilters filters={filters} set={set} />}
      {filters.tag && (
        <div>
          <button type="button" className="chip" onClick={() => set('tag', '')}>
            {words.byTag(filters.tag)}
            <X size={14} aria-hidden />
            <span className="hidden-text">{common.clearFilters}</span>
          </button>
        </div>
      )}
    </search>
  );
}

interface MoreFiltersProps {
  filters: TopicFilters;
  set: (name: string, value: string) => void;
}

function KindSelect({ kind, onChange }: { kind: TopicFilters['kind']; onChange: (kind: string) => void }) {
  const { topicKinds } = useWords();
  const words = useWords(topicWords);
  return (
    <select
      className="input"
      aria-label={words.kindLabel}
      value={kind ?? ''}
      onChange={(event) => onChange(event.target.value)}
    >
      <option value="">{words.anyKind}</option>
      {KINDS.map((known) => (
        <option key={known} value={known}>
          {topicKinds[known]}
        </option>
      ))}
    </select>
  );
}

function MoreFilters({ filters, set }: MoreFiltersProps) {
  const { fields, languages } = useWords();
  const words = useWords(topicWords);
  return (
    <div className="filter-row">
      <select
        className="input"
        aria-label={fields.language}
        value={filters.language ?? ''}
        onChange={(event) => set('language', event.target.value)}
      >
        <option value="">{words.anyLanguage}</option>
        {LANGUAGES.map((language) => (
          <option key={language} value={language}>
            {languages[language]}
          </option>
        ))}
      </select>
      <Order filters={filters} />
    </div>
  );
}

/** The order of the topics, with a link to the other order. Searches and filters are always newest first. */
function Order({ filters }: { filters: TopicFilters }) {
  const { feed } = useWords(topicWords);
  const isHomeFeed = isHome(filters);
  if (!isHomeFeed && (Object.keys(filters).length > 1 || !filters.order)) return null;
  return (
    <p className="feed-order">
      <span className="quiet">{isHomeFeed ? feed.recommended : feed.newest}</span>
      <Link to={isHomeFeed ? '/topics?order=newest' : '/topics'}>
        {isHomeFeed ? feed.showNewest : feed.showRecommended}
      </Link>
    </p>
  );
}
