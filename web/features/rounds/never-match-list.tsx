/** My never-match list: people with whom I am never paired. Each has a button that removes them from the list. */
import type { ProfileSummary } from '@meshi/client';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useAction } from '../../app/use-action.ts';
import { usePages } from '../../app/use-pages.ts';
import { useWords } from '../../i18n/language.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { Paged } from '../../ui/paged.tsx';
import { roundWords } from './words.ts';

export function NeverMatchList() {
  const words = useWords(roundWords);
  const meshi = useMeshi();
  const list = usePages([...keys.rounds, 'never'], (page, options) => meshi.neverMatch.list(page, options));
  return (
    <section className="rounds-part" aria-labelledby="rounds-never">
      <h2 id="rounds-never">{words.never}</h2>
      <p className="quiet">{words.neverHint}</p>
      <Paged list={list} slips={1} empty={<p className="quiet">{words.nobodyNever}</p>}>
        {(items) => (
          <ul className="rows">
            {items.map(({ person }) => (
              <Row key={person.id} person={person} />
            ))}
          </ul>
        )}
      </Paged>
    </section>
  );
}

function Row({ person }: { person: ProfileSummary }) {
  const words = useWords(roundWords);
  const meshi = useMeshi();
  const { run, isBusy } = useAction(keys.rounds);
  return (
    <li className="rows-row">
      <Avatar person={person} />
      <span className="grow one-line">{person.displayName}</span>
      <Button
        isBusy={isBusy}
        aria-label={`${words.remove}: ${person.displayName}`}
        onClick={() => void run(() => meshi.neverMatch.remove({ personId: person.id }), words.saved)}
      >
        {words.remove}
      </Button>
    </li>
  );
}
