/** At the beginning of a conversation: for how long the organisation keeps what is written in it. */
import type { Conversation } from '@meshi/client';
import { useQuery } from '@tanstack/react-query';
import { useMeshi, useMyself } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useWords } from '../../i18n/language.ts';
import { messageWords } from './words.ts';

const FRESH_MS = 10 * 60_000;

export function KeptLine({ kind }: { kind: Conversation['kind'] }) {
  const words = useWords(messageWords);
  const meshi = useMeshi();
  const { tenant } = useMyself();
  const { data } = useQuery({
    queryKey: [...keys.tenants, 'current'],
    queryFn: () => meshi.tenants.current(),
    enabled: tenant.name !== null,
    staleTime: FRESH_MS,
  });
  const days = kind === 'room' ? data?.retention.roomDays : data?.retention.messageDays;
  if (!days) return null;
  return <p className="log-kept quiet small">{kind === 'room' ? words.roomKept(days) : words.kept(days)}</p>;
}
