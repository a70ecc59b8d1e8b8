/** Notifications: stored once per person and key, announced over the socket, and sent by push and e-mail. */
import type { AccountService, FactorPolicy, SessionService } from '../accounts/index.ts';
import type { ConversationService } from '../conversations/index.ts';
import { connectModels } from '../database/models.ts';
import type { Config } from '../kernel/config.ts';
import { defineFeature } from '../kernel/feature.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { personChannel } from '../kernel/socket-channels.ts';
import type { TokenKey } from '../kernel/token-keys.ts';
import type { RotatedKeys } from '../keys/rotated/index.ts';
import type { Mailer } from '../mail/mailer.ts';
import type { BlockList } from '../people-lists/index.ts';
import type { ProfileService } from '../profiles/index.ts';
import { DeliveryTimes } from './delivery/delivery-times.ts';
import { letterModel } from './delivery/letter-model.ts';
import { Letters } from './delivery/letters.ts';
import { MailDelivery } from './delivery/mail-delivery.ts';
import { NotificationDelivery } from './delivery/notification-delivery.ts';
import { pushDeviceModel } from './delivery/push-device-model.ts';
import { PushDevices } from './delivery/push-devices.ts';
import { PushKeys } from './delivery/push-keys.ts';
import { PushMessages } from './delivery/push-messages.ts';
import { PushSender } from './delivery/push-sender.ts';
import type { PushTransport } from './delivery/push-transport.ts';
import { RecipientTexts } from './delivery/recipient-texts.ts';
import { StopMailTokens } from './delivery/stop-mail-tokens.ts';
import { messageAlertModel } from './messages/message-alert-model.ts';
import { MessageAlerts } from './messages/message-alerts.ts';
import { MessageDelivery } from './messages/message-delivery.ts';
import { MessageWatch } from './messages/message-watch.ts';
import { notificationModel } from './notification-model.ts';
import { notificationRoutes } from './notification-routes.ts';
import { NotificationService } from './notification-service.ts';
import { NotificationSettingsService } from './notification-settings.ts';
import { notificationSettingsModel } from './notification-settings-model.ts';
import { NotificationStore } from './notification-store.ts';
import { suggestionDayModel } from './suggestion-day-model.ts';
import { SuggestionLimit } from './suggestion-limit.ts';

export type { PushDevices } from './delivery/push-devices.ts';
export { createPushTransport, type PushTransport } from './delivery/push-transport.ts';
export { NOTIFICATION_DAYS } from './notification-model.ts';
export type { NotificationService } from './notification-service.ts';

const models = {
  notifications: notificationModel,
  suggestionDays: suggestionDayModel,
  notificationSettings: notificationSettingsModel,
  pushDevices: pushDeviceModel,
  letters: letterModel,
  messageAlerts: messageAlertModel,
};

export interface NotificationsDeps {
  kernel: Kernel;
  tokenKeys: readonly TokenKey[];
  pushKeys: RotatedKeys;
  pushTransport: PushTransport;
  /** Null if this server sends no mail. */
  mailer: Mailer | null;
  accounts: AccountService;
  factorPolicy: FactorPolicy;
  sessions: SessionService;
  conversations: ConversationService;
  profiles: ProfileService;
  blockList: BlockList;
}

export function createNotifications(deps: NotificationsDeps) {
  const { kernel, tokenKeys, pushTransport: transport, mailer, accounts, factorPolicy, sessions } = deps;
  const { conversations, profiles, blockList } = deps;
  const { clock, log, events, jobs, hooks, limits, publicUrl } = kernel;
  const connected = connectModels(kernel.connection, models);
  const contact = () => contactOf(publicUrl(), kernel.config.mail.from);
  const pushSender = new PushSender({ transport, contact });
  const pushKeys = new PushKeys({ keys: deps.pushKeys });
  const pushDevices = new PushDevices({
    pushDevices: connected.pushDevices,
    pushSender,
    pushKeys,
    factorPolicy,
    sessions,
    clock,
    log,
    limits,
  });
  const stopMailTokens = new StopMailTokens({ keys: tokenKeys });
  const notificationSettings = new NotificationSettingsService({
    notificationSettings: connected.notificationSettings,
    stopMailTokens,
    accounts,
    pushKeys,
    hasMail: mailer !== null,
  });
  const notificationStore = new NotificationStore({ notifications: connected.notifications });
  const suggestionLimit = new SuggestionLimit({ suggestionDays: connected.suggestionDays, profiles, clock, limits });
  const texts = new RecipientTexts({ profiles, blockList });
  const times = new DeliveryTimes({ profiles });
  const letters = new Letters({ letters: connected.letters, clock });
  const messageAlerts = new MessageAlerts({ alerts: connected.messageAlerts });
  const { news } = conversations;
  const pushMessages = new PushMessages({ pushDevices, messageAlerts, news });
  const mailDelivery = new MailDelivery({
    letters,
    notificationStore,
    messageAlerts,
    news,
    notificationSettings,
    texts,
    times,
    stopMailTokens,
    mailer,
    accounts,
    factorPolicy,
    hooks,
    jobs,
    publicUrl,
    clock,
    log,
    limits,
  });
  const delivery = new NotificationDelivery({
    notificationStore,
    notificationSettings,
    pushDevices,
    pushMessages,
    mailDelivery,
    texts,
    times,
    jobs,
    publicUrl,
    clock,
    log,
    limits,
  });
  const messageDelivery = new MessageDelivery({
    news,
    messageAlerts,
    notificationSettings,
    pushDevices,
    pushMessages,
    mailDelivery,
    texts,
    times,
    hooks,
    jobs,
    publicUrl,
    clock,
    log,
    limits,
  });
  const messageWatch = new MessageWatch({
    schedule: (found) => messageDelivery.schedule(found),
    news,
    log,
    limits,
  });
  const notifications = new NotificationService({
    notificationStore,
    suggestionLimit,
    delivery,
    blockList,
    profiles,
    events,
    clock,
    limits,
  });

  return defineFeature({
    name: 'notifications',
    service: {
      notifications,
      messageWatch,
      pushDevices,
      hasPush: () => pushKeys.isOn(),
    },
    models,
    routes: notificationRoutes({ notifications, notificationSettings, pushDevices, pushKeys }),
    announcements: {
      notificationCreated: ({ personId, notification }) => [
        { channels: [personChannel(personId)], name: 'notification:created', payload: notification },
      ],
      notificationsRead: ({ personId, count }) => [
        { channels: [personChannel(personId)], name: 'notification:read', payload: { count } },
      ],
    },
    reactions: {
      sessionsEnded: ({ personId, sessionIds }) => void pushDevices.forget(personId, sessionIds),
      messagesCreated: (batch) => messageWatch.note(batch),
      readMoved: (event) => messageWatch.read(event),
    },
    jobs: [...delivery.jobs(), ...messageDelivery.jobHandlers(), mailDelivery.job()],
    start: () => messageWatch.recover(),
    close: () => messageWatch.close(),
  });
}

/** The operator's contact for push services: an https URL or `mailto:`. */
function contactOf(publicUrl: string, mailFrom: Config['mail']['from']): string {
  if (publicUrl.startsWith('https:')) return publicUrl;
  return `mailto:${/<([^<>]+)>/.exec(mailFrom)?.[1] ?? mailFrom}`;
}
