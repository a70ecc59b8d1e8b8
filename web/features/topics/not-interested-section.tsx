/** What I asked to see less of, each with an undo button. */
import type { NotInterested } from '@meshi/client';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { SectionHead } from '../../app/section-head.tsx';
import { useAction } from '../../app/use-action.ts';
import { usePages } from '../../app/use-pages.ts';
import { useWords } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
import { Paged } from '../../ui/paged.tsx';
import { Empty } from '../../ui/states.tsx';
import { topicWords } from './words.ts';

export function NotInterestedSection() {
  const { notInterested: words } = useWords(topicWords);
  const meshi = useMeshi();
  const list = usePages<NotInterested>(keys.notInterested, (page, options) =>
    meshi.home.listNotInterested(page, options),
  );
  return (
    <>
      <SectionHead title={words.title} />
      <Paged list={list} empty={<Empty title={words.none} hint={words.noneHint} />}>
        {(items) => (
          <ul className="rows">
            {items.map((entry) => (
              <NotInterestedRow key={entry.id} entry={entry} />
            ))}
          </ul>
        )}
      </Paged>
    </>
  );
}

function NotInterestedRow({ entry }: { entry: NotInterested }) {
  const { common } = useWords();
  const { notInterested: words } = useWords(topicWords);
  const meshi = useMeshi();
  const { run, isBusy } = useAction(keys.notInterested, keys.topics);
  const name = useName(entry);
  return (
    <li className="rows-row">
      <span className="grow">{name}</span>
      <Button
        isBusy={isBusy}
        aria-label={`${common.undo}: ${name}`}
        onClick={() => void run(() => meshi.home.removeNotInterested({ notInterestedId: entry.id }), words.undone)}
      >
        {common.undo}
      </Button>
    </li>
  );
}

function useName({ about, tags, kind, person }: NotInterested): string {
  const { topicKinds } = useWords();
  const { notInterested: words } = useWords(topicWords);
  if (about === 'tags') return words.tags(tags.join(', '));
  if (about === 'kind') return words.kind(topicKinds[kind ?? 'discuss']);
  return words.owner(person?.displayName ?? '—');
}
