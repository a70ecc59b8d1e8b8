/** Notifications. Their kinds are declared in `notification-kinds/`. */
import { z } from 'zod';
import { idSchema, timeSchema } from './common.ts';
import { wireLimits } from './limits.ts';
import {
  type NotificationContent,
  type NotificationKind,
  notificationGroupSchema,
  notificationKinds,
} from './notification-kinds/index.ts';
import { profileSummarySchema } from './profiles.ts';
import { opaqueSchema } from './text-schemas.ts';

export {
  type NotificationContent,
  type NotificationData,
  type NotificationGroup,
  type NotificationKind,
  notificationGroupSchema,
} from './notification-kinds/index.ts';

type NotificationKinds = typeof notificationKinds;

/** Each kind has its own schema, so that `kind` determines the type of `data`. */
function schemaOfKind<Kind extends NotificationKind>(kind: Kind, data: NotificationKinds[Kind]['data']) {
  return z.object({
    id: idSchema,
    kind: z.literal(kind),
    data,
    /** The person it is about; null if there is none. */
    person: profileSummarySchema.nullable(),
    isRead: z.boolean(),
    createdAt: timeSchema,
  });
}
type KindSchema = {
  [Kind in NotificationKind]: ReturnType<typeof schemaOfKind<Kind>>;
}[NotificationKind];

const kindSchemas = Object.entries(notificationKinds).map(([kind, { data }]) =>
  // Safe: `Object.entries` of the table returns matching names and schemas.
  schemaOfKind(kind as NotificationKind, data as never),
) as unknown as [KindSchema, ...KindSchema[]];

export const notificationSchema = z.discriminatedUnion('kind', kindSchemas);
export type Notification = Omit<z.infer<KindSchema>, 'kind' | 'data'> & NotificationContent;

/** Counted up to `wireLimits.unreadNotifications`. */
export const unreadNotificationsSchema = z.object({ count: z.number().int().min(0) });

/** Marks notifications up to and including `upToId`; without it, all. */
export const readNotificationsSchema = z.object({ upToId: idSchema.optional() });

/** A screen that I have opened: what links to it counts as read. */
export const openedScreenSchema = z.object({
  /** The path of the web app's screen, as `notificationPath` returns it. */
  path: opaqueSchema(200),
  /** The other person, if it is the conversation of a match. */
  personId: idSchema.optional(),
});

const clockTimeSchema = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'expected a time such as 22:30');
const groupsSchema = z
  .array(notificationGroupSchema)
  .max(20)
  .overwrite((groups) => [...new Set(groups)]);

/** The groups of messages. The bell does not list them: they are unread in their conversation. */
export const messageGroupSchema = notificationGroupSchema.extract(['messages', 'channels']);

export const notificationSettingsSchema = z.object({
  /** Messages of these groups are shown in the app, if their conversation is not on the screen. */
  inApp: z
    .array(messageGroupSchema)
    .max(20)
    .overwrite((groups) => [...new Set(groups)]),
  /** Groups that are sent to push devices. */
  push: groupsSchema,
  /** Groups that are sent by e-mail while the person is offline. */
  mail: groupsSchema,
  /** Between these times in the person's time zone, only timely notifications are sent, such as reminders. */
  quietHours: z.object({ from: clockTimeSchema, to: clockTimeSchema }).nullable(),
});
export type NotificationSettings = z.infer<typeof notificationSettingsSchema>;
export const editNotificationSettingsSchema = notificationSettingsSchema.partial();
export type EditNotificationSettings = z.infer<typeof editNotificationSettingsSchema>;

/** The current settings, and what this server is able to send. */
export const shownNotificationSettingsSchema = notificationSettingsSchema.extend({
  /** The key for subscribing a device; null if this server sends no push messages. */
  pushKey: z.string().nullable(),
  /** Whether this server sends mail. */
  hasMail: z.boolean(),
});
export type ShownNotificationSettings = z.infer<typeof shownNotificationSettingsSchema>;

const base64Url = (bytes: number) =>
  z
    .string()
    .regex(new RegExp(`^[A-Za-z0-9_-]{${Math.ceil((bytes * 4) / 3)}}=*$`), `expected ${bytes} bytes in base64url`);

/** The push subscription of a device, as returned by `PushSubscription.toJSON()`. */
export const pushSubscriptionSchema = z.object({
  endpoint: z.url({ protocol: /^https?$/ }).max(wireLimits.pushEndpointChars),
  keys: z.object({ p256dh: base64Url(65), auth: base64Url(16) }),
  /** The `pushKey` that the browser subscribed with. Without it, the present one. */
  pushKey: base64Url(65).optional(),
});
export type PushSubscriptionInput = z.infer<typeof pushSubscriptionSchema>;
export const pushEndpointSchema = pushSubscriptionSchema.pick({ endpoint: true });
export const checkedDeviceSchema = z.object({
  isSubscribed: z.boolean(),
  /** The key for subscribing now. A subscription with another key should be replaced: that key may end. */
  pushKey: z.string().nullable(),
});
