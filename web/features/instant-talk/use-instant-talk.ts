/** My instant talk: idle, waiting or talking, kept up to date by events. */
import type { TalkNow } from '@meshi/client';
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
    queryKey: keys.talkNow,
    queryFn: ({ signal }) => meshi.talkNow.get({}, { signal }),
  });
  useEffect(() => {
    const refresh = () => void queries.invalidateQueries({ queryKey: keys.talkNow });
    const stops = [meshi.on('talk:paired', refresh), meshi.on('talk:ended', refresh)];
    return () => {
      for (const stop of stops) stop();
    };
  }, [meshi, queries]);
  const keep = (now: TalkNow | null) => {
    if (now) queries.setQueryData(keys.talkNow, now);
    else void queries.invalidateQueries({ queryKey: keys.talkNow });
  };
  return {
    now: data ?? null,
    isBusy,
    wait: (tag: string | null) => void run(async () => keep(await meshi.talkNow.wait({ tag }))),
    leave: () => void run(async () => keep(await meshi.talkNow.leave())),
  };
}
