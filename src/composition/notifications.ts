/** What people are told of while they look elsewhere, and how it reaches them. */

import type { AccountService } from '../accounts/account-service.ts';
import type { Config } from '../kernel/config.ts';
import type { Jobs } from '../kernel/jobs.ts';
import { Online } from '../kernel/online.ts';
import type { Mailer } from '../mail/mailer.ts';
import { NotificationDelivery } from '../notifications/notification-delivery.ts';
import { NotificationService } from '../notifications/notification-service.ts';
import { NotificationSettingsService } from '../notifications/notification-settings.ts';
import { NotificationStore } from '../notifications/notification-store.ts';
import { PushDevices } from '../notifications/push-devices.ts';
import { PushSender } from '../notifications/push-sender.ts';
import { StopMailTokens } from '../notifications/stop-mail-tokens.ts';
import { SuggestionLimit } from '../notifications/suggestion-limit.ts';
import type { BlockList } from '../people-lists/block-list.ts';
import type { ProfileService } from '../profiles/profile-service.ts';
import type { CoreModels } from './models.ts';
import type { ServiceParts } from './parts.ts';

interface NotificationParts extends Omit<ServiceParts, 'connection'> {
  models: CoreModels;
  profiles: ProfileService;
  blockList: BlockList;
  accounts: AccountService;
  jobs: Jobs;
  /** Null where no mail is sent. */
  mailer: Mailer | null;
}

/** Makes them, each with what it uses. */
export function createNotifications({ config, models, ...parts }: NotificationParts) {
  const { vapidKeys: keys, pushTransport: transport, publicUrl, mailer } = parts;
  const common = { ...parts, limits: config.limits };
  const online = new Online();
  const contact = () => contactOf(publicUrl(), config.mail.from);
  const pushSender = keys && new PushSender({ transport, keys, contact });
  const pushDevices = new PushDevices({ ...common, pushSender, pushDevices: models.pushDevices });
  const stopMailTokens = new StopMailTokens({ keys: parts.tokenKeys });
  const notificationSettings = new NotificationSettingsService({
    notificationSettings: models.notificationSettings,
    stopMailTokens,
    ways: { pushKey: pushSender?.publicKey ?? null, hasMail: mailer !== null },
  });
  const notificationStore = new NotificationStore({ notifications: models.notifications });
  const suggestionLimit = new SuggestionLimit({ ...common, suggestionDays: models.suggestionDays });
  const stored = { notificationStore, notificationSettings, pushDevices, stopMailTokens };
  const delivery = new NotificationDelivery({ ...common, ...stored, online });
  const notifications = new NotificationService({ ...common, notificationStore, suggestionLimit, delivery });
  return { online, notifications, notificationSettings, pushDevices };
}

/** Whom push services can turn to. They want an https address or one of mail. */
function contactOf(publicUrl: string, mailFrom: Config['mail']['from']): string {
  if (publicUrl.startsWith('https:')) return publicUrl;
  return `mailto:${/<([^<>]+)>/.exec(mailFrom)?.[1] ?? mailFrom}`;
}
