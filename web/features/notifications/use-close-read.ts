/**
 * Closes push notifications of this browser when what they are about is read, also on another device. The browser allows a server
 * no silent message for this, so an open page does it; the next push message does it as well.
 */
import { useConversationList } from '@meshi/client/react';
import { useEffect } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useUnreadQuery } from './notification-queries.ts';
import { shownPushes } from './push-device.ts';

export function useCloseRead(): void {
  const { items } = useConversationList(useMeshi());
  const hasReadAll = useUnreadQuery().data?.count === 0;
  const readIds = items
    .filter(({ unreadCount }) => unreadCount === 0)
    .map(({ id }) => id)
    .toSorted()
    .join(' ');
  useEffect(() => {
    const ids = new Set(readIds.split(' '));
    const closeRead = async () => {
      for (const push of await shownPushes()) if (push.isAboutMessages ? ids.has(push.id) : hasReadAll) push.close();
    };
    // A browser that does not tell what it shows keeps it.
    closeRead().catch(() => undefined);
  }, [readIds, hasReadAll]);
}
