/** "Talk now" as the screens read it, kept up to date by announcements. */
import type { TalkNow } from '@meshi/client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useErrorText } from '../../app/error-text.ts';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useTell } from '../../ui/toasts.tsx';

export function useInstantTalk() {
  const meshi = useMeshi();
  const queries = useQueryClient();
  const tell = useTell();
  const text = useErrorText();
  const [isBusy, setBusy] = useState(false);
  const { data, error, refetch } = useQuery({
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
  const run = async (send: () => Promise<TalkNow | null>) => {
    setBusy(true);
    try {
      const now = await send();
      if (now) queries.setQueryData(keys.talkNow, now);
      else await queries.invalidateQueries({ queryKey: keys.talkNow });
    } catch (problem) {
      tell.problem(text(problem));
    }
    setBusy(false);
  };
  return {
    now: data ?? null,
    error,
    refetch,
    isBusy,
    wait: (tag: string | null) => run(() => meshi.talkNow.wait({ tag })),
    leave: () => run(() => meshi.talkNow.leave()),
  };
}
