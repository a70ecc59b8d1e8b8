/** Search and filters of all topics. */
import type { Topic } from '@meshi/client';
import { X } from 'lucide-react';
import { useAddressFilters } from '../../app/use-address-filters.ts';
import { useWords } from '../../i18n/language.ts';
import { isLanguage, LANGUAGES } from '../../i18n/languages.ts';
import { Segments } from '../../ui/choices.tsx';
import { SEARCH_CHARS, SearchBox } from '../../ui/search-box.tsx';
import type { TopicFilters } from './topic-queries.ts';
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

export function TopicFilterBar() {
  const { common, fields, languages, topicKinds } = useWords();
  const words = useWords(topicWords);
  const [search, set] = useAddressFilters();
  const filters = readFilters(search);
  return (
    <search className="filters">
      <div className="filter-row">
        <SearchBox
          label={words.search}
          placeholder={words.searchHint}
          text={filters.q ?? ''}
          onSearch={(text) => set('q', text)}
        />
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
      </div>
      <Segments<Topic['kind'] | ''>
        label={words.kindLabel}
        isLabelHidden
        value={filters.kind ?? ''}
        onChange={(kind) => set('kind', kind)}
        options={[
          { value: '', label: words.anyKind },
          ...KINDS.map((kind) => ({ value: kind, label: topicKinds[kind] })),
        ]}
      />
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
