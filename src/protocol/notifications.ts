/**
 * Notifications: what happened while someone looked elsewhere. A kind is declared in `notificationKinds` by one entry; its
 * words for push and e-mail are in `src/notifications/notification-texts.ts`.
 */
import { z } from 'zod';
import { idSchema, timeSchema } from './common.ts';
import { wireLimits } from './limits.ts';
import { profileSummarySchema } from './profiles.ts';
import { roundReasonSchema } from './rounds.ts';

/** What people switch on and off for push and e-mail. */
export const notificationGroupSchema = z.enum(['interests', 'matches', 'meals', 'communities', 'suggestions']);
export type NotificationGroup = z.infer<typeof notificationGroupSchema>;

interface NotificationKindDefinition {
  group: NotificationGroup;
  /** Where it names the person it is about, that is `personId`: with a block between the two nobody is told. */
  data: z.ZodObject;
  /** It is about this very hour, such as a reminder: quiet hours do not hold it back. */
  isTimely?: true;
}

/** An appointment, or the proposal of one. */
const appointmentData = z.object({ personId: idSchema, conversationId: idSchema, startsAt: timeSchema });
/** Of a community. */
const communityData = z.object({ communityId: idSchema, communityName: z.string() });
/** Which meal, and when. Never where: who may know the address reads it on the meal. */
const mealNews = z.object({ mealId: idSchema, title: z.string(), startsAt: timeSchema });

/** Every kind of notification. */
export const notificationKinds = {
  /** Someone pressed 「気になる」 on a topic of mine. */
  interest_shown: {
    group: 'interests',
    data: z.object({ personId: idSchema, topicId: idSchema, topicTitle: z.string() }),
  },
  /** Someone whom I wanted to talk with wants it too. */
  match_created: {
    group: 'matches',
    data: z.object({ personId: idSchema, matchId: idSchema, conversationId: idSchema }),
  },
  /** The other of a match proposes a time. */
  time_proposed: { group: 'matches', data: appointmentData },
  /** The other one agrees on the time that I proposed. */
  time_accepted: { group: 'matches', data: appointmentData },
  /** The appointment begins soon. */
  appointment_reminder: { group: 'matches', data: appointmentData, isTimely: true },
  /** The other one called off what we had agreed on. */
  appointment_cancelled: { group: 'matches', data: appointmentData, isTimely: true },
  /** A community invited me by name. */
  community_invited: { group: 'communities', data: communityData },
  /** A community that I asked to join let me in. */
  community_admitted: { group: 'communities', data: communityData },
  /** Someone asks to join a community that I moderate. */
  community_requested: { group: 'communities', data: communityData.extend({ personId: idSchema }) },
  /** A moderator announced something in a community of mine. */
  community_announcement: {
    group: 'communities',
    data: communityData.extend({ personId: idSchema, title: z.string() }),
  },
  /** A message was reported in a community that I moderate. */
  community_reported: { group: 'communities', data: communityData },
  /** A round seated me with someone, or with two. */
  round_paired: {
    group: 'matches',
    data: z.object({
      personId: idSchema,
      pairId: idSchema,
      conversationId: idSchema,
      /** How many others are at the table. */
      partners: z.number().int(),
      communityId: idSchema.nullable(),
      reasons: z.array(roundReasonSchema),
    }),
  },
  /** Nobody was left for me in a round; I come first in the next. */
  round_left_out: { group: 'matches', data: z.object({ communityId: idSchema.nullable() }) },
  /** Before the next round. */
  round_did_you_meet: { group: 'matches', data: z.object({ personId: idSchema, pairId: idSchema }) },
  /** Someone sits alone in a room about what I want to be called in for. */
  room_waiting: {
    group: 'suggestions',
    data: z.object({ personId: idSchema, roomId: idSchema, roomTitle: z.string(), tags: z.array(z.string()) }),
    isTimely: true,
  },
  /** A meal I go to begins in a day, or in an hour. */
  meal_reminder: {
    group: 'meals',
    data: mealNews.extend({ hours: z.union([z.literal(24), z.literal(1)]) }),
    isTimely: true,
  },
  /** A seat became free, and is kept for me until then. */
  meal_offered: { group: 'meals', data: mealNews.extend({ holdUntil: timeSchema }), isTimely: true },
  /** Someone asks for a seat at a meal of mine. */
  meal_asked: { group: 'meals', data: mealNews.extend({ personId: idSchema }) },
  /** The host accepted me. */
  meal_accepted: { group: 'meals', data: mealNews },
  /** Time or place of a meal are others now. */
  meal_changed: { group: 'meals', data: mealNews },
  meal_cancelled: { group: 'meals', data: mealNews.extend({ reason: z.string() }) },
  /** A word of the host to all. */
  meal_message: { group: 'meals', data: mealNews.extend({ personId: idSchema, text: z.string() }) },
  /** The next one of a meal that repeats, for those who went to the last. */
  meal_next: { group: 'meals', data: mealNews },
} satisfies Record<string, NotificationKindDefinition>;

type NotificationKinds = typeof notificationKinds;
export type NotificationKind = keyof NotificationKinds;
/** What a notification of this kind says. */
export type NotificationData<Kind extends NotificationKind> = z.output<NotificationKinds[Kind]['data']>;
/** Any kind with its data. */
export type NotificationContent = {
  [Kind in NotificationKind]: { kind: Kind; data: NotificationData<Kind> };
}[NotificationKind];

/** The definition of a kind, with what only some have. */
export function notificationKind(kind: NotificationKind): NotificationKindDefinition {
  return notificationKinds[kind];
}

/** Gives each kind a schema of its own, so that `kind` tells the type of `data`. */
function schemaOfKind<Kind extends NotificationKind>(kind: Kind, data: NotificationKinds[Kind]['data']) {
  return z.object({
    id: idSchema,
    kind: z.literal(kind),
    data,
    /** Whom it is about, where that is one person. */
    person: profileSummarySchema.nullable(),
    isRead: z.boolean(),
    createdAt: timeSchema,
  });
}
type KindSchema = {
  [Kind in NotificationKind]: ReturnType<typeof schemaOfKind<Kind>>;
}[NotificationKind];

const kindSchemas = Object.entries(notificationKinds).map(([kind, { data }]) =>
  // The table's own entries, whose names and schemas belong together.
  schemaOfKind(kind as NotificationKind, data as never),
) as unknown as [KindSchema, ...KindSchema[]];

export const notificationSchema = z.discriminatedUnion('kind', kindSchemas);
export type Notification = Omit<z.infer<KindSchema>, 'kind' | 'data'> & NotificationContent;

/** Counted up to `wireLimits.unreadNotifications`. */
export const unreadNotificationsSchema = z.object({ count: z.number().int().min(0) });

/** Everything up to this one, and it; without it, all. */
export const readNotificationsSchema = z.object({ upToId: idSchema.optional() });

const clockTimeSchema = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'expected a time such as 22:30');
const groupsSchema = z
  .array(notificationGroupSchema)
  .max(20)
  .overwrite((groups) => [...new Set(groups)]);

export const notificationSettingsSchema = z.object({
  /** What goes to the devices that take push. */
  push: groupsSchema,
  /** What goes to the e-mail address while one is not online. */
  mail: groupsSchema,
  /** Between these times, in the person's own zone, nothing is sent but what is about this very hour. */
  quietHours: z.object({ from: clockTimeSchema, to: clockTimeSchema }).nullable(),
});
export type NotificationSettings = z.infer<typeof notificationSettingsSchema>;
export const editNotificationSettingsSchema = notificationSettingsSchema.partial();
export type EditNotificationSettings = z.infer<typeof editNotificationSettingsSchema>;

/** What this server can send, and the settings as they stand. */
export const shownNotificationSettingsSchema = notificationSettingsSchema.extend({
  /** The key to subscribe a device with; null where this server sends no push. */
  pushKey: z.string().nullable(),
  /** Whether this server sends mail. */
  hasMail: z.boolean(),
});
export type ShownNotificationSettings = z.infer<typeof shownNotificationSettingsSchema>;

const base64Url = (bytes: number) =>
  z
    .string()
    .regex(new RegExp(`^[A-Za-z0-9_-]{${Math.ceil((bytes * 4) / 3)}}=*$`), `expected ${bytes} bytes in base64url`);

/** A device's subscription, as `PushSubscription.toJSON()` gives it. */
export const pushSubscriptionSchema = z.object({
  endpoint: z.url({ protocol: /^https?$/ }).max(wireLimits.pushEndpointChars),
  keys: z.object({ p256dh: base64Url(65), auth: base64Url(16) }),
});
export type PushSubscriptionInput = z.infer<typeof pushSubscriptionSchema>;
export const removePushSubscriptionSchema = pushSubscriptionSchema.pick({ endpoint: true });
