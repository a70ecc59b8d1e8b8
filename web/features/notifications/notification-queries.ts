/** Notifications as the screens read and change them. */
import type { Notification } from '@meshi/client';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useErrorText } from '../../app/error-text.ts';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useTell } from '../../ui/toasts.tsx';

/** How many are unread; 0 until it is known. */
export function useUnreadNotifications(): number {
  const meshi = useMeshi();
  const { data } = useQuery({
    queryKey: [...keys.notifications, 'unread'],
    queryFn: ({ signal }) => meshi.notifications.countUnread({}, { signal }),
  });
  return data?.count ?? 0;
}

/** All that are kept, newest first, page by page. */
export function useNotificationList() {
  const meshi = useMeshi();
  return useInfiniteQuery({
    queryKey: [...keys.notifications, 'list'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      meshi.notifications.list(pageParam === undefined ? {} : { cursor: pageParam }, { signal }),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    // The contract's union of kinds, which the inferred type of a page cannot keep together.
    select: (data) => data.pages.flatMap((page) => page.items) as Notification[],
  });
}

/** Marks as read: one, or all up to one. */
export function useMarkRead() {
  const meshi = useMeshi();
  const queries = useQueryClient();
  const tell = useTell();
  const text = useErrorText();
  const mark = async (send: () => Promise<unknown>) => {
    try {
      await send();
    } catch (error) {
      tell.problem(text(error));
    }
    void queries.invalidateQueries({ queryKey: keys.notifications });
  };
  return {
    one: (notificationId: string) => mark(() => meshi.notifications.readOne({ notificationId })),
    upTo: (upToId: string) => mark(() => meshi.notifications.read({ upToId })),
  };
}
