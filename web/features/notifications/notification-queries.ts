/** Reads notifications and marks them as read. */
import type { MeshiClient, Notification } from '@meshi/client';
import { useQuery } from '@tanstack/react-query';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useAction } from '../../app/use-action.ts';
import { usePages } from '../../app/use-pages.ts';

export function useUnreadQuery() {
  const meshi = useMeshi();
  return useQuery({
    queryKey: [...keys.notifications, 'unread'],
    queryFn: ({ signal }) => meshi.notifications.countUnread({}, { signal }),
  });
}

/** How many notifications are unread; 0 until the answer has arrived. */
export function useUnreadNotifications(): number {
  return useUnreadQuery().data?.count ?? 0;
}

/** My settings. They are also read when a message arrives, so they are kept for a while. */
export function settingsQuery(meshi: MeshiClient) {
  return {
    queryKey: [...keys.notifications, 'settings'],
    queryFn: () => meshi.notifications.getSettings(),
    staleTime: 60_000,
  };
}

/** My notifications, newest first. */
export function useNotificationList() {
  const meshi = useMeshi();
  return usePages<Notification>([...keys.notifications, 'list'], async (page, options) => {
    const { items, nextCursor } = await meshi.notifications.list(page, options);
    // The inferred type of a page does not connect the kind of a notification with its data.
    return { items: items as Notification[], nextCursor };
  });
}

/** Marks one notification as read, or all up to one. */
export function useMarkRead() {
  const meshi = useMeshi();
  const { run } = useAction(keys.notifications);
  return {
    one: (notificationId: string) => run(() => meshi.notifications.readOne({ notificationId })),
    upTo: (upToId: string) => run(() => meshi.notifications.read({ upToId })),
  };
}
