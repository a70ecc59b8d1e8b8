/** The number on the icon of the installed app: unread messages, and people who wait for an answer. */
import { useConversationList } from '@meshi/client/react';
import { useEffect } from 'react';
import { useWaitingInterests } from '../features/topics/topic-queries.ts';
import { markIcon } from './icon-number.ts';
import { useMeshi } from './meshi-context.tsx';

/** While a person is signed in. Afterwards, the icon has no number. */
export function useIconBadge(): void {
  const { unmutedUnreadCount } = useConversationList(useMeshi());
  const count = unmutedUnreadCount + useWaitingInterests().length;
  useEffect(() => markIcon(count), [count]);
  useEffect(() => () => markIcon(0), []);
}
