/** My instant talk: idle, waiting or talking, kept up to date by events, and the last talk until its question is answered. */
import type { InstantTalk, InstantTalkStatus } from '@meshi/client';
import { skipToken, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useAction } from '../../app/use-action.ts';
import { instantTalkQuery } from './instant-talk-query.ts';

export function useInstantTalk() {
  const meshi = useMeshi();
  const queries = useQueryClient();
  const { run, isBusy } = useAction();
  const { data, isPending, failureCount } = useQuery(instantTalkQuery(meshi));
  const keep = (now: InstantTalkStatus | null) => {
    if (now) queries.setQueryData(keys.instantTalk, now);
    else void queries.invalidateQueries({ queryKey: keys.instantTalk });
  };
  return {
    now: data ?? null,
    /** Whether the first attempt to read it is running. */
    isPending: isPending && failureCount === 0,
    isBusy,
    /** @throws MeshiError if the server refuses */
    wait: async (tag: string | null) => keep(await meshi.instantTalks.wait({ tag })),
    leave: () => void run(async () => keep(await meshi.instantTalks.leave())),
  };
}

/** The talk that has just ended, until its question is answered or dismissed. Kept while the page is open. */
export function useEndedTalk() {
  const queries = useQueryClient();
  const { data } = useQuery<InstantTalk | null>({
    queryKey: keys.endedInstantTalk,
    queryFn: skipToken,
    initialData: null,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
  });
  const setEnded = (talk: InstantTalk | null) => queries.setQueryData(keys.endedInstantTalk, talk);
  return { ended: data, setEnded };
}
