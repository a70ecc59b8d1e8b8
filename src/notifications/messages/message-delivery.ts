/**
 * Notifies people of unread messages: one push message per conversation, which replaces the earlier one, and one mail with
 * everything that is unread. All jobs look up what is unread when they run.
 *
 * `notifications.messages` is one job per conversation. It decides who is notified, and how. `notifications.messagePush` is one
 * job per device and conversation. It waits while the person uses a device or in quiet hours, and then tells what is new since
 * the last time.
 */
import { z } from 'zod';
import type { MessageNews, MessageNewsReader } from '../../conversations/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Limits } from '../../kernel/config.ts';
import type { Hooks } from '../../kernel/hooks.ts';
import { defineJob, type JobHandler, type JobOf, type Jobs } from '../../kernel/jobs.ts';
import { mapLimited } from '../../kernel/limited-work.ts';
import type { Log } from '../../kernel/log.ts';
import type { Person } from '../../kernel/person.ts';
import { messageGroupOf } from '../../protocol/message-words.ts';
import type { NotificationSettings } from '../../protocol/notifications.ts';
import { messagePreview } from '../../protocol/plain-text.ts';
import { type DeliveryTimes, retryMs } from '../delivery/delivery-times.ts';
import type { MailDelivery } from '../delivery/mail-delivery.ts';
import type { PushDevices } from '../delivery/push-devices.ts';
import type { PushMessage, PushMessages } from '../delivery/push-messages.ts';
import type { RecipientTexts } from '../delivery/recipient-texts.ts';
import type { NotificationSettingsService } from '../notification-settings.ts';
import type { MessageAlerts } from './message-alerts.ts';
import type { WatchedConversation } from './message-watch.ts';

const messagesJob = defineJob('notifications.messages', z.object({ conversationId: z.string() }));
const pushJob = defineJob(
  'notifications.messagePush',
  z.object({
    personId: z.string(),
    conversationId: z.string(),
    deviceId: z.string(),
    /** How often it was postponed because the person used a device. */
    waits: z.number(),
    failures: z.number(),
  }),
);
type PushData = JobOf<typeof pushJob>['data'];

export interface MessageDeliveryOptions {
  news: Pick<MessageNewsReader, 'find' | 'of'>;
  messageAlerts: MessageAlerts;
  notificationSettings: Pick<NotificationSettingsService, 'of' | 'wanting'>;
  pushDevices: Pick<PushDevices, 'of' | 'find'>;
  pushMessages: PushMessages;
  mailDelivery: MailDelivery;
  texts: RecipientTexts;
  times: DeliveryTimes;
  hooks: Pick<Hooks, 'isActive'>;
  jobs: Jobs;
  publicUrl: () => string;
  clock: Clock;
  log: Log;
  limits: Pick<Limits, 'messagePushWaitMs' | 'pushKeptMs'>;
}

/** This many people are looked up at the same time. */
const AT_ONCE = 10;
/** A push message has room for about 3,000 bytes. */
const TEXT_CHARS = 200;
/** While a person uses a device, the delay between two looks doubles this many times. */
const DOUBLINGS = 5;

export class MessageDelivery {
  readonly #parts: MessageDeliveryOptions;

  constructor(parts: MessageDeliveryOptions) {
    this.#parts = parts;
  }

  jobHandlers(): JobHandler[] {
    return [messagesJob.handledBy((job) => this.#tell(job)), pushJob.handledBy((job) => this.#push(job))];
  }

  /** Stores a job for each of the conversations. */
  async schedule(conversations: readonly WatchedConversation[]): Promise<void> {
    const dueAt = this.#parts.clock.date();
    const jobs = conversations.map(({ tenantId, conversationId }) => {
      return { key: `${messagesJob.name}:${conversationId}`, tenantId, dueAt, data: { conversationId } };
    });
    await this.#parts.jobs.scheduleOnce(messagesJob, jobs);
  }

  async #tell({ tenantId, data: { conversationId } }: JobOf<typeof messagesJob>): Promise<void> {
    const { news, notificationSettings } = this.#parts;
    const conversation = await news.find(tenantId, conversationId);
    const group = conversation && messageGroupOf(conversation.kind);
    if (!group) return;
    const people = await notificationSettings.wanting(tenantId, conversation.personIds, group);
    await mapLimited(people, AT_ONCE, ({ personId, settings }) =>
      this.#tellOne({ tenantId, personId }, settings, { conversationId, group }),
    );
  }

  async #tellOne(
    person: Person,
    settings: NotificationSettings,
    { conversationId, group }: { conversationId: string; group: 'messages' | 'channels' },
  ): Promise<void> {
    const { news, messageAlerts, pushDevices, mailDelivery } = this.#parts;
    const unread = await news.of(person, conversationId);
    if (!unread) return;
    const [devices, alert] = await Promise.all([pushDevices.of(person), messageAlerts.find(person, conversationId)]);
    const { seq } = unread.last;
    const waiting = settings.push.includes(group) ? devices.filter(({ _id }) => (alert?.pushed?.[_id] ?? 0) < seq) : [];
    if (waiting.length > 0) {
      const deviceIds = waiting.map(({ _id }) => _id);
      await this.#schedulePush(person, settings, { conversationId, deviceIds });
    }
    if (mailDelivery.isOn && settings.mail.includes(group) && (alert?.mailedSeq ?? 0) < seq) {
      await messageAlerts.wantMail(person, conversationId, seq);
      await mailDelivery.begin(person, unread.first.createdAt);
    }
  }

  /** One job per device, so that a device whose push service is unavailable is retried without the others. */
  async #schedulePush(
    person: Person,
    settings: NotificationSettings,
    { conversationId, deviceIds }: { conversationId: string; deviceIds: readonly string[] },
  ): Promise<void> {
    const { jobs, times, hooks, clock, limits } = this.#parts;
    const { tenantId, personId } = person;
    const now = clock.date();
    const soon = hooks.isActive(personId) ? new Date(now.getTime() + limits.messagePushWaitMs) : now;
    const dueAt = (await times.quietUntil(person, settings, soon)) ?? soon;
    const wanted = deviceIds.map((deviceId) => {
      const data = { personId, conversationId, deviceId, waits: 0, failures: 0 };
      return { key: pushKey(data), tenantId, dueAt, data };
    });
    await jobs.scheduleOnce(pushJob, wanted);
  }

  async #push({ tenantId, data }: JobOf<typeof pushJob>): Promise<void> {
    const { news, messageAlerts, notificationSettings, pushDevices, pushMessages, times, hooks, clock, limits } =
      this.#parts;
    const { personId, conversationId, deviceId } = data;
    const person = { tenantId, personId };
    const [settings, device, alert, unread] = await Promise.all([
      notificationSettings.of(person),
      pushDevices.find(person, deviceId),
      messageAlerts.find(person, conversationId),
      news.of(person, conversationId),
    ]);
    if (!device || !unread || (alert?.pushed?.[deviceId] ?? 0) >= unread.last.seq) return;
    if (!wantsPush(settings, unread)) return;
    const quietUntil = await times.quietUntil(person, settings, clock.date());
    if (quietUntil) return this.#later(tenantId, data, quietUntil);
    if (hooks.isActive(personId)) {
      const waits = data.waits + 1;
      const delayMs = limits.messagePushWaitMs * 2 ** Math.min(waits, DOUBLINGS);
      return this.#later(tenantId, { ...data, waits }, new Date(clock.now() + delayMs));
    }
    const message = await this.#messageFor(person, unread);
    try {
      await pushMessages.send(device, message);
    } catch (error) {
      return this.#retry(tenantId, data, unread, error);
    }
    // Only afterwards: a push message that is sent twice replaces itself.
    const deviceIds = (await pushDevices.of(person)).map(({ _id }) => _id);
    await messageAlerts.setPushed(person, conversationId, { deviceId, seq: unread.last.seq, deviceIds });
  }

  async #messageFor(person: Person, unread: MessageNews): Promise<PushMessage> {
    const { texts, publicUrl } = this.#parts;
    const { conversationId, title, count, last } = unread;
    const reader = await texts.readerOf(person);
    const [words] = await texts.ofMessages(person, reader, [unread]);
    const name = title === null ? '' : await texts.nameOf(person, last.senderId);
    const text = messagePreview(last.text, TEXT_CHARS);
    return {
      id: conversationId,
      title: words?.title ?? '',
      body: name ? `${name}: ${text}` : text,
      url: `${publicUrl()}/conversations/${conversationId}`,
      language: reader.language,
      count,
      seq: last.seq,
    };
  }

  async #retry(tenantId: string, data: PushData, { last }: MessageNews, error: unknown): Promise<void> {
    const { clock, log, limits } = this.#parts;
    const isOutdated = clock.now() - last.createdAt.getTime() > limits.pushKeptMs;
    const failures = data.failures + 1;
    log.warn({ err: error, failures, isOutdated }, 'a push message could not be sent');
    if (isOutdated) return;
    await this.#later(tenantId, { ...data, failures }, new Date(clock.now() + retryMs(data.failures)));
  }

  #later(tenantId: string, data: PushData, dueAt: Date): Promise<void> {
    return this.#parts.jobs.schedule(pushJob, { key: pushKey(data), tenantId, dueAt, data });
  }
}

function wantsPush({ push }: NotificationSettings, { kind }: MessageNews): boolean {
  const group = messageGroupOf(kind);
  return group !== null && push.includes(group);
}

function pushKey({ personId, conversationId, deviceId }: PushData): string {
  return `${pushJob.name}:${personId}:${conversationId}:${deviceId}`;
}
