/** Notifications over HTTP. */
import type { RouteHandlers } from '../http/route-handlers.ts';
import type { RouteName } from '../protocol/routes.ts';
import type { NotificationService } from './notification-service.ts';

/** The handlers of the notifications' routes. */
export function notificationRoutes({
  notifications,
}: {
  notifications: NotificationService;
}): RouteHandlers<Extract<RouteName, `notifications.${string}`>> {
  return {
    'notifications.list': ({ actor, query }) => notifications.list(actor, query),
    'notifications.countUnread': ({ actor }) => notifications.countUnread(actor),
    'notifications.read': ({ actor, body }) => notifications.read(actor, body),
    'notifications.readOne': ({ actor, params }) => notifications.readOne(actor, params.notificationId),
  };
}
