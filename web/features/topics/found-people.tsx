/** The people whose name or handle contains the search, above the topics that were found. */
import type { ProfileSummary } from '@meshi/client';
import { useId } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { usePages } from '../../app/use-pages.ts';
import { useWords } from '../../i18n/language.ts';
import { PersonLink } from '../../ui/avatar.tsx';
import { More } from '../../ui/more.tsx';
import { topicWords } from './words.ts';

/** Few, because the topics below are the main result. */
const PEOPLE_SHOWN = 5;

/** Reads people by name. `q` is empty if nothing is searched. */
export function useFoundPeople(q: string) {
  const meshi = useMeshi();
  return usePages<ProfileSummary>(
    [...keys.profiles, 'found', q],
    async (page, options) =>
      q === '' ? { items: [], nextCursor: null } : meshi.profiles.list({ q, limit: PEOPLE_SHOWN, ...page }, options),
    { keepsPrevious: () => q !== '' },
  );
}

export function FoundPeople({ found }: { found: ReturnType<typeof useFoundPeople> }) {
  const words = useWords(topicWords);
  const headingId = useId();
  if (!found.data || found.data.length === 0) return null;
  return (
    <section className="found-people" aria-labelledby={headingId}>
      <h2 className="section-heading" id={headingId}>
        {words.people}
      </h2>
      <ul>
        {found.data.map((person) => (
          <li key={person.id}>
            <PersonLink person={person} />
            <span className="person-handle quiet">@{person.handle}</span>
          </li>
        ))}
      </ul>
      {found.hasNextPage && <More isBusy={found.isFetchingNextPage} onMore={() => void found.fetchNextPage()} />}
    </section>
  );
}
