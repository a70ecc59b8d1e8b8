/** The number on the icon of the installed app: unread messages, and people who wait for an answer. */
import { useConversationList } from '@meshi/client/react';
import { useEffect } from 'react';
import { useWaitingInterests } from '../features/topics/topic-queries.ts';
import { useMeshi } from './meshi-context.tsx';

/** While a person is signed in. Afterwards, the icon has no number. */
export function useIconBadge(): void {
  const { unmutedUnreadCount } = useConversationList(useMeshi());
  const count = unmutedUnreadCount + useWaitingInterests().length;
  useEffect(() => mark(count), [count]);
  useEffect(() => () => mark(0), []);
}

function mark(count: number): void {
  // Only installed apps have an icon to mark, and not every browser can.
  const { setAppBadge, clearAppBadge } = navigator as Partial<Pick<Navigator, 'setAppBadge' | 'clearAppBadge'>>;
  const marking = count > 0 ? setAppBadge?.call(navigator, count) : clearAppBadge?.call(navigator);
  // Refused, for example without the permission for notifications. The title still has the number.
  marking?.catch(() => undefined);
}
