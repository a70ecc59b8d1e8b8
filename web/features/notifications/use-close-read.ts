/**
 * Closes push notifications of this browser when what they are about is read, also on another device. Browsers allow no silent
 * push message for this, so an open page does it; the next push message does it as well.
 */
import { useConversationList } from '@meshi/client/react';
import { useEffect } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useUnreadQuery } from './notification-queries.ts';
import { type ShownPush, shownPushes } from './push-device.ts';

export function useCloseRead(): void {
  const { items } = useConversationList(useMeshi());
  const hasReadAll = useUnreadQuery().data?.count === 0;
  // A text, because the list is a new array after each event.
  const readMarks = JSON.stringify(items.map(({ id, lastReadSeq }) => [id, lastReadSeq]).toSorted());
  useEffect(() => {
    const readSeqs = new Map<string, number>(JSON.parse(readMarks));
    // A push message may arrive before the list knows its message, so an unread count of 0 does not mean that it was read.
    const isRead = ({ id, seq }: ShownPush) => (seq > 0 ? seq <= (readSeqs.get(id) ?? 0) : hasReadAll);
    const closeRead = async () => {
      for (const push of await shownPushes()) if (isRead(push)) push.close();
    };
    // A browser that does not tell what it shows keeps it.
    closeRead().catch(() => undefined);
  }, [readMarks, hasReadAll]);
}
