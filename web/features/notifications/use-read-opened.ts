/** Marks notifications as read when the screen that they link to is open and visible, also if they arrive while it is. */
import { useEffect } from 'react';
import { useLocation } from 'react-router';
import { isHere, onBack } from '../../app/is-here.ts';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useUnreadNotifications } from './notification-queries.ts';

export function useReadOpened(): void {
  const meshi = useMeshi();
  const { pathname } = useLocation();
  const unread = useUnreadNotifications();
  useEffect(() => {
    if (unread === 0) return;
    const report = () => {
      if (!isHere()) return;
      const [, area, id] = pathname.split('/');
      const conversations = area === 'conversations' && meshi.me ? meshi.conversations.list().items : [];
      const personId = conversations.find((one) => one.id === id)?.person?.id;
      // A lost report is repeated with the next screen or notification.
      meshi.notifications.readOpened({ path: pathname, ...(personId && { personId }) }).catch(() => undefined);
    };
    report();
    return onBack(report);
  }, [meshi, pathname, unread]);
}
