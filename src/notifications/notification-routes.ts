/** Notifications over HTTP. */
import type { RouteHandlers } from '../http/route-handlers.ts';
import type { RouteName } from '../protocol/routes.ts';
import type { PushDevices } from './delivery/push-devices.ts';
import type { PushKeys } from './delivery/push-keys.ts';
import type { NotificationService } from './notification-service.ts';
import type { NotificationSettingsService } from './notification-settings.ts';

/** The handlers of the contract's `notifications.*`. */
export function notificationRoutes({
  notifications,
  notificationSettings,
  pushDevices,
  pushKeys,
}: {
  notifications: NotificationService;
  notificationSettings: NotificationSettingsService;
  pushDevices: PushDevices;
  pushKeys: Pick<PushKeys, 'publicKey'>;
}): RouteHandlers<Extract<RouteName, `notifications.${string}`>> {
  return {
    'notifications.list': ({ actor, query }) => notifications.list(actor, query),
    'notifications.countUnread': ({ actor }) => notifications.countUnread(actor),
    'notifications.read': ({ actor, body }) => notifications.read(actor, body),
    'notifications.readOne': ({ actor, params }) => notifications.readOne(actor, params.notificationId),
    'notifications.readOpened': ({ actor, body }) => notifications.readOpened(actor, body),
    'notifications.getSettings': ({ actor }) => notificationSettings.get(actor),
    'notifications.editSettings': ({ actor, body }) => notificationSettings.edit(actor, body),
    'notifications.subscribe': async ({ actor, body }) => {
      await pushDevices.add(actor, body);
      return null;
    },
    'notifications.checkDevice': async ({ actor, body }) => ({
      isSubscribed: await pushDevices.claim(actor, body.endpoint),
      pushKey: await pushKeys.publicKey(),
    }),
    'notifications.unsubscribe': async ({ actor, body }) => {
      await pushDevices.remove(actor, body.endpoint);
      return null;
    },
    'notifications.stopMail': async ({ params }) => {
      await notificationSettings.stopMail(params.token);
      return null;
    },
  };
}
