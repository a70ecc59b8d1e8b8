/** My instant talk: idle, waiting or talking, kept up to date by events. */
import type { InstantTalkStatus } from '@meshi/client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useAction } from '../../app/use-action.ts';

export function useInstantTalk() {
  const meshi = useMeshi();
  const queries = useQueryClient();
  const { run, isBusy } = useAction();
  const { data } = useQuery({
    queryKey: keys.instantTalk,
    queryFn: ({ signal }) => meshi.instantTalks.get({}, { signal }),
  });
  useEffect(() => {
    const refresh = () => void queries.invalidateQueries({ queryKey: keys.instantTalk });
    const stops = [meshi.on('instant-talk:paired', refresh), meshi.on('instant-talk:ended', refresh)];
    return () => {
      for (const stop of stops) stop();
    };
  }, [meshi, queries]);
  const keep = (now: InstantTalkStatus | null) => {
    if (now) queries.setQueryData(keys.instantTalk, now);
    else void queries.invalidateQueries({ queryKey: keys.instantTalk });
  };
  return {
    now: data ?? null,
    isBusy,
    wait: (tag: string | null) => void run(async () => keep(await meshi.instantTalks.wait({ tag }))),
    leave: () => void run(async () => keep(await meshi.instantTalks.leave())),
  };
}
