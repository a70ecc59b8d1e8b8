/** The people I blocked, each with a way to unblock. */
import type { Block } from '@meshi/client';
import { useQueryClient } from '@tanstack/react-query';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { SectionHead } from '../../app/section-head.tsx';
import { useAction } from '../../app/use-action.ts';
import { usePages } from '../../app/use-pages.ts';
import { useWords } from '../../i18n/language.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { Paged } from '../../ui/paged.tsx';
import { Empty } from '../../ui/states.tsx';
import { settingsWords } from './words.ts';

export function BlocksSection() {
  const words = useWords(settingsWords);
  const meshi = useMeshi();
  const list = usePages<Block>(keys.blocks, (page, options) => meshi.blocks.list(page, options));
  return (
    <>
      <SectionHead title={words.blocks} />
      <Paged list={list} empty={<Empty title={words.noBlocks} hint={words.noBlocksHint} />}>
        {(blocks) => (
          <ul className="rows">
            {blocks.map((block) => (
              <BlockRow key={block.person.id} block={block} />
            ))}
          </ul>
        )}
      </Paged>
    </>
  );
}

function BlockRow({ block: { person } }: { block: Block }) {
  const words = useWords(settingsWords);
  const meshi = useMeshi();
  const queries = useQueryClient();
  const { run, isBusy } = useAction();
  const unblock = async () => {
    await run(() => meshi.blocks.remove({ personId: person.id }), words.unblocked);
    // Refetch everything: a person who is visible again may appear on any screen.
    void queries.invalidateQueries();
  };
  return (
    <li className="rows-row">
      <Avatar person={person} />
      <span className="grow one-line">{person.displayName}</span>
      <Button isBusy={isBusy} onClick={() => void unblock()}>
        {words.unblock}
      </Button>
    </li>
  );
}
