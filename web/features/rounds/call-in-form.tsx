/** For which tags I am told that someone waits in a room. */
import { type CallIn, wireLimits } from '@meshi/client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useWords } from '../../i18n/language.tsx';
import { Button } from '../../ui/button.tsx';
import { ListInput, normalizeTag } from '../../ui/list-input.tsx';
import { Problem } from '../../ui/states.tsx';
import { useSend } from './use-send.ts';

export function CallInForm() {
  const { rounds: words } = useWords();
  const meshi = useMeshi();
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.rounds, 'call-in'],
    queryFn: ({ signal }) => meshi.callIn.get({}, { signal }),
  });
  return (
    <section className="rounds-part" aria-labelledby="rounds-call-in">
      <h2 id="rounds-call-in">{words.callIn}</h2>
      {error && !data && <Problem error={error} onRetry={() => void refetch()} />}
      {data && <Tags key={data.tags.join()} known={data} />}
    </section>
  );
}

function Tags({ known }: { known: CallIn }) {
  const { rounds: words } = useWords();
  const meshi = useMeshi();
  const { send, isBusy } = useSend();
  const [tags, setTags] = useState<string[]>(known.tags);
  return (
    <>
      <ListInput
        label={words.callInTags}
        hint={words.callInHint}
        values={tags}
        onChange={setTags}
        maxItems={wireLimits.tags}
        maxChars={wireLimits.tagChars}
        normalize={normalizeTag}
      />
      <Button isBusy={isBusy} onClick={() => void send(() => meshi.callIn.set({ tags }))}>
        {words.callInSave}
      </Button>
    </>
  );
}
