/**
 * Sends notifications: by push immediately, and by e-mail after a delay, several in one mail, if the person is offline. Both
 * run as jobs, after the person's quiet hours.
 */

import { z } from 'zod';
import type { AccountService } from '../../accounts/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Limits } from '../../kernel/config.ts';
import type { Hooks } from '../../kernel/hooks.ts';
import { defineJob, type JobHandler, type JobOf, type Jobs } from '../../kernel/jobs.ts';
import type { Person } from '../../kernel/person.ts';
import type { Mailer } from '../../mail/mailer.ts';
import type { BlockList } from '../../people-lists/index.ts';
import type { ProfileService } from '../../profiles/index.ts';
import { findNotificationKind, notificationKinds } from '../../protocol/notification-kinds/index.ts';
import type { NotificationContent } from '../../protocol/notifications.ts';
import { API_PREFIX } from '../../protocol/routes.ts';
import type { NotificationDoc } from '../notification-model.ts';
import type { Delivery } from '../notification-service.ts';
import type { NotificationSettingsService } from '../notification-settings.ts';
import type { NotificationStore } from '../notification-store.ts';
import {
  type NotificationReader,
  type NotificationText,
  notificationText,
  writtenLanguage,
} from '../notification-texts.ts';
import { mailLetter } from './mail-letter.ts';
import type { PushDevices } from './push-devices.ts';
import { quietUntil } from './quiet-hours.ts';
import type { StopMailTokens } from './stop-mail-tokens.ts';

const pushJob = defineJob(
  'notifications.push',
  z.object({ personId: z.string(), notificationId: z.string(), deviceId: z.string() }),
);
const mailJob = defineJob('notifications.mail', z.object({ personId: z.string() }));

export interface NotificationDeliveryOptions {
  notificationStore: NotificationStore;
  notificationSettings: NotificationSettingsService;
  pushDevices: PushDevices;
  stopMailTokens: StopMailTokens;
  /** Null if this server sends no mail. */
  mailer: Mailer | null;
  accounts: Pick<AccountService, 'findEmail'>;
  profiles: Pick<ProfileService, 'findOwn' | 'summaries'>;
  blockList: BlockList;
  hooks: Pick<Hooks, 'isOnline'>;
  jobs: Jobs;
  publicUrl: () => string;
  clock: Clock;
  limits: Pick<Limits, 'notificationMailMs' | 'notificationsPerPerson'>;
}

export class NotificationDelivery implements Delivery {
  readonly #parts: NotificationDeliveryOptions;

  constructor(parts: NotificationDeliveryOptions) {
    this.#parts = parts;
  }

  jobs(): JobHandler[] {
    return [pushJob.handledBy((job) => this.#push(job)), mailJob.handledBy((job) => this.#mail(job))];
  }

  async plan({ kind, ...person }: Person & Pick<NotificationDoc, 'kind'>): Promise<{ isForMail: boolean }> {
    const { mailer, notificationSettings } = this.#parts;
    const isForMail = mailer !== null && (await notificationSettings.of(person)).mail.includes(groupOf({ kind }));
    return { isForMail };
  }

  async begin(notification: NotificationDoc): Promise<void> {
    const { _id: notificationId, tenantId, personId, isForMail } = notification;
    const { pushDevices, jobs, notificationSettings } = this.#parts;
    const devices = await pushDevices.of(notification);
    if (devices.length > 0 && (await notificationSettings.of(notification)).push.includes(groupOf(notification))) {
      const dueAt = await this.#afterQuiet(notification, this.#parts.clock.date(), notification);
      // One job per device, so that a device whose push service is unavailable is retried without the others.
      const scheduled = devices.map(({ _id: deviceId }) => {
        const data = { personId, notificationId, deviceId };
        return jobs.schedule(pushJob, { key: `${pushJob.name}:${notificationId}:${deviceId}`, tenantId, dueAt, data });
      });
      await Promise.all(scheduled);
    }
    if (isForMail) await this.#scheduleMail(notification);
  }

  /** Notifications of the same interval have the same job key, so they are mailed together. */
  async #scheduleMail(notification: NotificationDoc): Promise<void> {
    const { tenantId, personId, createdAt } = notification;
    const { jobs, limits } = this.#parts;
    const end = (Math.floor(createdAt.getTime() / limits.notificationMailMs) + 2) * limits.notificationMailMs;
    const dueAt = await this.#afterQuiet(notification, new Date(end), notification);
    await jobs.schedule(mailJob, { key: `${mailJob.name}:${personId}:${end}`, tenantId, dueAt, data: { personId } });
  }

  /** Checks everything again: the person may have read it, changed the settings or blocked someone in the meantime. */
  async #push({ tenantId, data }: JobOf<typeof pushJob>): Promise<void> {
    const { notificationStore, notificationSettings, pushDevices, publicUrl } = this.#parts;
    const person = { tenantId, personId: data.personId };
    const [notification, device, settings] = await Promise.all([
      notificationStore.find(person, data.notificationId),
      pushDevices.find(person, data.deviceId),
      notificationSettings.of(person),
    ]);
    if (!device || !notification || notification.readAt || !settings.push.includes(groupOf(notification))) return;
    const reader = await this.#readerOf(person);
    const [text] = await this.#texts(person, reader, [notification]);
    if (!text) return;
    const { title, body, path } = text;
    const message = { id: notification._id, title, body, url: `${publicUrl()}${path}`, language: reader.language };
    await pushDevices.send(device, JSON.stringify(message));
  }

  async #mail(job: JobOf<typeof mailJob>): Promise<void> {
    const { notificationStore, notificationSettings, hooks, limits } = this.#parts;
    const person = { tenantId: job.tenantId, personId: job.data.personId };
    const waiting = await notificationStore.forMail(person, limits.notificationsPerPerson);
    const last = waiting.at(-1);
    if (!last) return;
    // A person who is online has seen the bell.
    if (!hooks.isOnline(person.personId)) {
      const { mail } = await notificationSettings.of(person);
      await this.#sendMail(
        person,
        waiting.filter((notification) => mail.includes(groupOf(notification))),
      );
    }
    // Only after sending, so that a failed mail is retried. A mail that is sent twice is the lesser evil.
    await notificationStore.endMail(person, last.createdAt);
  }

  async #sendMail(person: Person, notifications: readonly NotificationDoc[]): Promise<void> {
    const { mailer, accounts, publicUrl, stopMailTokens } = this.#parts;
    const [to, reader] = await Promise.all([accounts.findEmail(person), this.#readerOf(person)]);
    const items = await this.#texts(person, reader, notifications);
    if (!mailer || !to || items.length === 0) return;
    const token = stopMailTokens.make(person);
    const letter = mailLetter(reader.language, {
      items,
      publicUrl: publicUrl(),
      // After "#", the token does not appear in logs of servers and proxies, and a mail scanner that opens the link has no effect.
      stopUrl: `${publicUrl()}/stop-mail#token=${token}`,
    });
    await mailer.send({
      to,
      ...letter,
      oneClickStopUrl: `${publicUrl()}${API_PREFIX}/notifications/stop-mail/${token}`,
    });
  }

  /** Texts of the notifications, without those about people in a block with the recipient. */
  async #texts(
    { tenantId, personId }: Person,
    reader: NotificationReader,
    notifications: readonly NotificationDoc[],
  ): Promise<NotificationText[]> {
    const { profiles, blockList } = this.#parts;
    const blocked = await blockList.blockedWith({ tenantId, personId });
    const shown = notifications.filter(({ aboutId }) => aboutId === null || !blocked.has(aboutId));
    const people = await profiles.summaries(
      tenantId,
      shown.flatMap(({ aboutId }) => aboutId ?? []),
    );
    return shown.map(({ kind, data, aboutId }) => {
      const name = people.get(aboutId ?? '')?.displayName ?? '';
      // `notify` stored kind and data together, as the table of kinds declares them.
      return notificationText(reader, { kind, data } as NotificationContent, name);
    });
  }

  async #readerOf(person: Person): Promise<NotificationReader> {
    const profile = await this.#parts.profiles.findOwn(person);
    return { language: writtenLanguage(profile?.languages ?? []), timeZone: profile?.timeZone ?? 'UTC' };
  }

  /** Returns `at`, or the end of the quiet hours that include it. Notifications of timely kinds do not wait. */
  async #afterQuiet(person: Person, at: Date, { kind }: Pick<NotificationDoc, 'kind'>): Promise<Date> {
    if (findNotificationKind(kind)?.isTimely) return at;
    const { notificationSettings, profiles } = this.#parts;
    const [{ quietHours }, profile] = await Promise.all([notificationSettings.of(person), profiles.findOwn(person)]);
    return quietUntil(at, quietHours, profile?.timeZone ?? 'UTC') ?? at;
  }
}

function groupOf({ kind }: Pick<NotificationDoc, 'kind'>) {
  return notificationKinds[kind].group;
}
