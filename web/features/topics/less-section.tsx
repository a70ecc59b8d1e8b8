/** What I asked to see less of, each with a way to take it back. */
import type { LessLike } from '@meshi/client';
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

export function LessSection() {
  const { less: words } = useWords(topicWords);
  const meshi = useMeshi();
  const list = usePages<LessLike>(keys.less, (page, options) => meshi.home.listLess(page, options));
  return (
    <>
      <SectionHead title={words.title} />
      <Paged list={list} empty={<Empty title={words.none} hint={words.noneHint} />}>
        {(items) => (
          <ul className="rows">
            {items.map((less) => (
              <LessRow key={less.id} less={less} />
            ))}
          </ul>
        )}
      </Paged>
    </>
  );
}

function LessRow({ less }: { less: LessLike }) {
  const { common } = useWords();
  const { less: words } = useWords(topicWords);
  const meshi = useMeshi();
  const { run, isBusy } = useAction(keys.less, keys.topics);
  const name = useName(less);
  return (
    <li className="rows-row">
      <span className="grow">{name}</span>
      <Button
        isBusy={isBusy}
        aria-label={`${common.undo}: ${name}`}
        onClick={() => void run(() => meshi.home.removeLess({ lessId: less.id }), words.undone)}
      >
        {common.undo}
      </Button>
    </li>
  );
}

function useName({ about, tags, kind, person }: LessLike): string {
  const { topicKinds } = useWords();
  const { less: words } = useWords(topicWords);
  if (about === 'tags') return words.tags(tags.join(', '));
  if (about === 'kind') return words.kind(topicKinds[kind ?? 'discuss']);
  return words.owner(person?.displayName ?? '—');
}
