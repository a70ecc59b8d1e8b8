/** Search and filters of the topics of others. */
import type { Language, Topic } from '@meshi/client';
import { Search, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import { useWords } from '../../i18n/language.tsx';
import { isLanguage, LANGUAGES } from '../../i18n/languages.ts';
import { Segments } from '../../ui/choices.tsx';
import type { TopicFilters } from './topic-queries.ts';

const KINDS = ['teach', 'ask', 'discuss'] as const;
// Long enough that one word typed is one request, short enough to feel immediate.
const TYPING_PAUSE_MS = 250;

/** The filters of an address; what is not understood is left out. */
export function readFilters(search: URLSearchParams): TopicFilters {
  const kind = KINDS.find((known) => known === search.get('kind'));
  const language = search.get('language');
  const q = search.get('q')?.trim().slice(0, 100);
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
  const words = useWords();
  const [search, setSearch] = useSearchParams();
  const filters = readFilters(search);
  const set = (name: string, value: string) =>
    setSearch(
      (current) => {
        const next = new URLSearchParams(current);
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      },
      { replace: true },
    );

  return (
    <search className="filters">
      <div className="filter-row">
        <SearchBox text={filters.q ?? ''} onSearch={(text) => set('q', text)} />
        <select
          className="input"
          aria-label={words.topics.languageLabel}
          value={filters.language ?? ''}
          onChange={(event) => set('language', event.target.value)}
        >
          <option value="">{words.topics.anyLanguage}</option>
          {LANGUAGES.map((language: Language) => (
            <option key={language} value={language}>
              {words.languages[language]}
            </option>
          ))}
        </select>
      </div>
      <Segments<Topic['kind'] | ''>
        label={words.topics.kindLabel}
        isLabelHidden
        value={filters.kind ?? ''}
        onChange={(kind) => set('kind', kind)}
        options={[
          { value: '', label: words.topics.anyKind },
          ...KINDS.map((kind) => ({ value: kind, label: words.topics.kinds[kind] })),
        ]}
      />
      {filters.tag && (
        <div>
          <button type="button" className="chip" onClick={() => set('tag', '')}>
            {words.topics.byTag(filters.tag)}
            <X size={14} aria-hidden />
            <span className="hidden-text">{words.topics.clearFilters}</span>
          </button>
        </div>
      )}
    </search>
  );
}

function SearchBox({ text, onSearch }: { text: string; onSearch: (text: string) => void }) {
  const words = useWords();
  const [typed, setTyped] = useState(text);
  const searched = useRef(text);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what was typed starts a search.
  useEffect(() => {
    if (typed.trim() === searched.current) return;
    const timer = setTimeout(() => {
      searched.current = typed.trim();
      onSearch(searched.current);
    }, TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  // Filters that were changed from elsewhere show here; the echo of one's own search must not undo what was typed since.
  useEffect(() => {
    if (text === searched.current) return;
    searched.current = text;
    setTyped(text);
  }, [text]);
  return (
    <div className="search">
      <Search size={18} aria-hidden />
      <input
        className="input"
        type="search"
        aria-label={words.topics.search}
        placeholder={words.topics.searchHint}
        maxLength={100}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
    </div>
  );
}
