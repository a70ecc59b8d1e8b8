/**
 * Sends notifications by push immediately, or after the person's quiet hours, and passes those that are wanted by e-mail to
 * `MailDelivery`.
 */
import { z } from 'zod';
import type { Clock } from '../../kernel/clock.ts';
import type { Limits } from '../../kernel/config.ts';
import { defineJob, type JobHandler, type JobOf, type Jobs } from '../../kernel/jobs.ts';
import type { Log } from '../../kernel/log.ts';
import type { Person } from '../../kernel/person.ts';
import { findNotificationKind, notificationKinds } from '../../protocol/notification-kinds/index.ts';
import type { NotificationSettings } from '../../protocol/notifications.ts';
import type { NotificationDoc } from '../notification-model.ts';
import type { Delivery } from '../notification-service.ts';
import type { NotificationSettingsService } from '../notification-settings.ts';
import type { NotificationStore } from '../notification-store.ts';
import { type DeliveryTimes, retryMs } from './delivery-times.ts';
import type { MailDelivery } from './mail-delivery.ts';
import type { PushDevices } from './push-devices.ts';
import type { PushMessages } from './push-messages.ts';
import type { RecipientTexts } from './recipient-texts.ts';

const pushJob = defineJob(
  'notifications.push',
  z.object({
    personId: z.string(),
    notificationId: z.string(),
    deviceId: z.string(),
    failures: z.number().default(0),
  }),
);

export interface NotificationDeliveryOptions {
  notificationStore: NotificationStore;
  notificationSettings: NotificationSettingsService;
  pushDevices: Pick<PushDevices, 'of' | 'find'>;
  pushMessages: PushMessages;
  mailDelivery: MailDelivery;
  texts: RecipientTexts;
  times: DeliveryTimes;
  jobs: Jobs;
  publicUrl: () => string;
  clock: Clock;
  log: Log;
  limits: Pick<Limits, 'pushKeptMs'>;
}

export class NotificationDelivery implements Delivery {
  readonly #parts: NotificationDeliveryOptions;

  constructor(parts: NotificationDeliveryOptions) {
    this.#parts = parts;
  }

  jobs(): JobHandler[] {
    return [pushJob.handledBy((job) => this.#push(job))];
  }

  async plan({ kind, ...person }: Person & Pick<NotificationDoc, 'kind'>): Promise<{ isForMail: boolean }> {
    const { mailDelivery, notificationSettings } = this.#parts;
    if (findNotificationKind(kind)?.hasOwnLetter) return { isForMail: false };
    const isForMail = mailDelivery.isOn && (await notificationSettings.of(person)).mail.includes(groupOf({ kind }));
    return { isForMail };
  }

  async begin(notification: NotificationDoc): Promise<void> {
    const { _id: notificationId, tenantId, personId, isForMail, createdAt } = notification;
    const { pushDevices, jobs, notificationSettings, mailDelivery, clock } = this.#parts;
    const devices = await pushDevices.of(notification);
    const settings = devices.length > 0 ? await notificationSettings.of(notification) : null;
    if (settings?.push.includes(groupOf(notification))) {
      const dueAt = (await this.#quietUntil(notification, settings)) ?? clock.date();
      // One job per device, so that a device whose push service is unavailable is retried without the others.
      const scheduled = devices.map(({ _id: deviceId }) => {
        const data = { personId, notificationId, deviceId, failures: 0 };
        return jobs.schedule(pushJob, { key: pushKey(data), tenantId, dueAt, data });
      });
      await Promise.all(scheduled);
    }
    if (isForMail) await mailDelivery.begin(notification, createdAt);
  }

  /** Checks everything again: the person may have read it, changed the settings or blocked someone in the meantime. */
  async #push({ tenantId, data }: JobOf<typeof pushJob>): Promise<void> {
    const { notificationStore, notificationSettings, pushDevices, pushMessages, texts, jobs, publicUrl } = this.#parts;
    const person = { tenantId, personId: data.personId };
    const [notification, device, settings] = await Promise.all([
      notificationStore.find(person, data.notificationId),
      pushDevices.find(person, data.deviceId),
      notificationSettings.of(person),
    ]);
    if (!device || !notification || notification.readAt || !settings.push.includes(groupOf(notification))) return;
    const quietUntil = await this.#quietUntil(notification, settings);
    if (quietUntil) return jobs.schedule(pushJob, { key: pushKey(data), tenantId, dueAt: quietUntil, data });
    const reader = await texts.readerOf(person);
    const [text] = await texts.ofNotifications(person, reader, [notification]);
    if (!text) return;
    const { title, body, path } = text;
    const message = { id: notification._id, title, body, url: `${publicUrl()}${path}`, language: reader.language };
    try {
      await pushMessages.send(device, message);
    } catch (error) {
      await this.#retryPush({ tenantId, data }, notification, error);
    }
  }

  /** An outage of a push service that is longer than the attempts of a job must not lose the message. */
  async #retryPush(
    { tenantId, data }: Pick<JobOf<typeof pushJob>, 'tenantId' | 'data'>,
    { createdAt }: NotificationDoc,
    error: unknown,
  ): Promise<void> {
    const { jobs, clock, log, limits } = this.#parts;
    const isOutdated = clock.now() - createdAt.getTime() > limits.pushKeptMs;
    const failures = data.failures + 1;
    log.warn({ err: error, failures, isOutdated }, 'a push message could not be sent');
    if (isOutdated) return;
    const dueAt = new Date(clock.now() + retryMs(data.failures));
    await jobs.schedule(pushJob, { key: pushKey(data), tenantId, dueAt, data: { ...data, failures } });
  }

  /** When the current quiet hours end; null outside of them. Notifications of timely kinds do not wait. */
  async #quietUntil(
    { tenantId, personId, kind }: NotificationDoc,
    settings: NotificationSettings,
  ): Promise<Date | null> {
    const { times, clock } = this.#parts;
    return findNotificationKind(kind)?.isTimely
      ? null
      : times.quietUntil({ tenantId, personId }, settings, clock.date());
  }
}

function groupOf({ kind }: Pick<NotificationDoc, 'kind'>) {
  return notificationKinds[kind].group;
}

function pushKey({ notificationId, deviceId }: { notificationId: string; deviceId: string }): string {
  return `${pushJob.name}:${notificationId}:${deviceId}`;
}
