/** Chooses the tags for which I am notified that someone waits alone in a room. */
import type { CallIn } from '@meshi/client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useAction } from '../../app/use-action.ts';
import { useWords } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
import { TagsField } from '../../ui/shared-fields.tsx';
import { Problem } from '../../ui/states.tsx';
import { roundWords } from './words.ts';

export function CallInForm() {
  const words = useWords(roundWords);
  const meshi = useMeshi();
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.rounds, 'call-in'],
    queryFn: ({ signal }) => meshi.callIn.get({}, { signal }),
  });
  return (
    <section className="rounds-part" aria-labelledby="rounds-call-in">
      <h2 id="rounds-call-in">{words.callIn}</h2>
      {error && !data && <Problem error={error} onRetry={() => void refetch()} />}
      {data && <Tags key={data.tags.join()} saved={data} />}
    </section>
  );
}

function Tags({ saved }: { saved: CallIn }) {
  const { common } = useWords();
  const words = useWords(roundWords);
  const meshi = useMeshi();
  const { run, isBusy } = useAction(keys.rounds);
  const [tags, setTags] = useState<string[]>(saved.tags);
  return (
    <>
      <TagsField label={words.callInTags} hint={words.callInHint} value={tags} onChange={setTags} />
      <Button isBusy={isBusy} onClick={() => void run(() => meshi.callIn.set({ tags }), words.saved)}>
        {common.save}
      </Button>
    </>
  );
}
