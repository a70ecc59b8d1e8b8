/**
 * Sends notifications and unread messages by mail: everything in one letter, after a delay, when the person is away and
 * outside of quiet hours. A state of the moment only postpones the letter: a device in use, quiet hours, or a mail server that
 * does not answer.
 *
 * One job per person, which never runs twice at once. It first stores the letter, then takes its contents out of what waits,
 * then sends it, and then removes it. After a crash, the next attempt continues with the stored letter.
 */
import { z } from 'zod';
import type { AccountService, FactorPolicy } from '../../accounts/index.ts';
import type { MessageNews, MessageNewsReader } from '../../conversations/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Limits } from '../../kernel/config.ts';
import type { Hooks } from '../../kernel/hooks.ts';
import { defineJob, type JobHandler, type JobOf, type Jobs } from '../../kernel/jobs.ts';
import type { Log } from '../../kernel/log.ts';
import type { Person } from '../../kernel/person.ts';
import type { Mailer } from '../../mail/mailer.ts';
import { messageGroupOf } from '../../protocol/message-words.ts';
import { findNotificationKind, notificationKinds } from '../../protocol/notification-kinds/index.ts';
import type { NotificationSettings } from '../../protocol/notifications.ts';
import { API_PREFIX } from '../../protocol/routes.ts';
import type { MessageAlerts } from '../messages/message-alerts.ts';
import type { NotificationDoc } from '../notification-model.ts';
import type { NotificationSettingsService } from '../notification-settings.ts';
import type { NotificationStore } from '../notification-store.ts';
import { type DeliveryTimes, retryMs } from './delivery-times.ts';
import type { LetterDoc } from './letter-model.ts';
import type { Letters } from './letters.ts';
import { mailLetter } from './mail-letter.ts';
import type { RecipientTexts } from './recipient-texts.ts';
import type { StopMailTokens } from './stop-mail-tokens.ts';

const mailJob = defineJob('notifications.mail', z.object({ personId: z.string() }));

export interface MailDeliveryOptions {
  letters: Letters;
  notificationStore: NotificationStore;
  messageAlerts: MessageAlerts;
  news: Pick<MessageNewsReader, 'of'>;
  notificationSettings: Pick<NotificationSettingsService, 'of'>;
  texts: RecipientTexts;
  times: DeliveryTimes;
  stopMailTokens: StopMailTokens;
  /** Null if this server sends no mail. */
  mailer: Mailer | null;
  accounts: Pick<AccountService, 'findVerifiedEmail'>;
  factorPolicy: Pick<FactorPolicy, 'allows'>;
  hooks: Pick<Hooks, 'isActive'>;
  jobs: Jobs;
  publicUrl: () => string;
  clock: Clock;
  log: Log;
  limits: Pick<Limits, 'notificationMailMs' | 'notificationMailKeptMs' | 'notificationsPerPerson'>;
}

/** The letter that is due; otherwise when the next one is. Both are null if nothing waits. */
interface DueLetter {
  letter: LetterDoc | null;
  dueAt: Date | null;
}

export class MailDelivery {
  readonly #parts: MailDeliveryOptions;

  constructor(parts: MailDeliveryOptions) {
    this.#parts = parts;
  }

  job(): JobHandler {
    return mailJob.handledBy((job) => this.#run(job));
  }

  /** Whether this server sends mail. */
  get isOn(): boolean {
    return this.#parts.mailer !== null;
  }

  /** Something waits to be mailed since then. Idempotent. */
  async begin({ tenantId, personId }: Person, since: Date): Promise<void> {
    const { jobs, limits } = this.#parts;
    const dueAt = new Date(since.getTime() + limits.notificationMailMs);
    await jobs.scheduleOnce(mailJob, [{ key: keyOf(personId), tenantId, dueAt, data: { personId } }]);
  }

  async #run({ tenantId, data: { personId } }: JobOf<typeof mailJob>): Promise<void> {
    const dueAt = await this.#deliver({ tenantId, personId });
    if (dueAt) await this.#parts.jobs.schedule(mailJob, { key: keyOf(personId), tenantId, dueAt, data: { personId } });
  }

  /** Returns when to try again; null if nothing is left. */
  async #deliver(person: Person): Promise<Date | null> {
    const { letters, hooks, clock, limits } = this.#parts;
    const later = new Date(clock.now() + limits.notificationMailMs);
    // A person who uses a device sees the bell and the unread messages, and may read them until the next attempt.
    if (hooks.isActive(person.personId)) return later;
    const unsent = await letters.find(person);
    const { letter, dueAt } = unsent ? await this.#resume(person, unsent) : await this.#compose(person);
    if (!letter) return dueAt;
    if (!unsent && !(await letters.add(letter))) return later;
    await this.#takeOut(person, letter);
    return (await this.#send(person, letter)) ?? (await this.#compose(person)).dueAt;
  }

  /** The stored letter, unless it waits for the end of quiet hours. */
  async #resume(person: Person, unsent: LetterDoc): Promise<DueLetter> {
    const quietUntil = unsent.isTimely ? null : await this.#quietUntil(person);
    return quietUntil ? { letter: null, dueAt: quietUntil } : { letter: unsent, dueAt: null };
  }

  async #quietUntil(person: Person): Promise<Date | null> {
    const { notificationSettings, times, clock } = this.#parts;
    return times.quietUntil(person, await notificationSettings.of(person), clock.date());
  }

  async #compose(person: Person): Promise<DueLetter> {
    const { letters, notificationStore, clock, limits } = this.#parts;
    const now = clock.date();
    const [all, unread, quietUntil] = await Promise.all([
      notificationStore.forMail(person, limits.notificationsPerPerson),
      this.#unread(person),
      this.#quietUntil(person),
    ]);
    const notifications = quietUntil ? all.filter(isTimelyKind) : all;
    const waiting = quietUntil ? [] : unread;
    const since = [...notifications.map(({ createdAt }) => createdAt), ...waiting.map(({ firstAt }) => firstAt)];
    const [first] = since.toSorted((a, b) => a.getTime() - b.getTime());
    if (!first) return { letter: null, dueAt: all.length + unread.length > 0 ? quietUntil : null };
    const dueAt = new Date(first.getTime() + limits.notificationMailMs);
    if (dueAt > now) return { letter: null, dueAt };
    const conversations = waiting.map(({ conversationId, afterSeq, toSeq }) => ({ conversationId, afterSeq, toSeq }));
    const notificationIds = notifications.map(({ _id }) => _id);
    const isTimely = conversations.length === 0 && notifications.every(isTimelyKind);
    return { letter: letters.make(person, { notificationIds, conversations, isTimely }), dueAt };
  }

  /** The conversations with unread messages that wait to be mailed. */
  async #unread(person: Person): Promise<(LetterDoc['conversations'][number] & { firstAt: Date })[]> {
    const { messageAlerts, news } = this.#parts;
    const found = (await messageAlerts.waitingForMail(person)).map(async (alert) => {
      const { conversationId, mailedSeq: afterSeq = 0 } = alert;
      const unread = await news.of(person, conversationId, { afterSeq });
      // They were read, or may not be notified any more.
      if (!unread) await messageAlerts.dropMail(alert);
      return unread && { conversationId, afterSeq, toSeq: unread.last.seq, firstAt: unread.first.createdAt };
    });
    return (await Promise.all(found)).filter((one) => one !== null);
  }

  /** Idempotent: after a crash it is repeated. */
  async #takeOut(person: Person, { notificationIds, conversations }: LetterDoc): Promise<void> {
    const { notificationStore, messageAlerts } = this.#parts;
    await notificationStore.endMail(person, notificationIds);
    for (const { conversationId, toSeq } of conversations) await messageAlerts.setMailed(person, conversationId, toSeq);
  }

  /** Returns when to try again if the mail server does not take it. */
  async #send(person: Person, letter: LetterDoc): Promise<Date | null> {
    const { letters, clock, log, limits } = this.#parts;
    try {
      await this.#mail(person, letter);
    } catch (error) {
      if (clock.now() - letter.createdAt.getTime() < limits.notificationMailKeptMs) {
        log.warn(
          { err: error, failures: letter.failures + 1 },
          'a notification mail could not be sent; it will be retried',
        );
        await letters.noteFailure(letter);
        return new Date(clock.now() + retryMs(letter.failures));
      }
      log.error({ err: error, failures: letter.failures + 1 }, 'a notification mail could not be sent, and is dropped');
    }
    // Only after sending. A crash before this line sends it again with the same `Message-ID`.
    await letters.remove(letter);
    return null;
  }

  async #mail(person: Person, letter: LetterDoc): Promise<void> {
    const { mailer, accounts, factorPolicy, texts, publicUrl, stopMailTokens } = this.#parts;
    if (!(await factorPolicy.allows(person))) return;
    const [to, contents] = await Promise.all([accounts.findVerifiedEmail(person), this.#contents(person, letter)]);
    const reader = await texts.readerOf(person);
    const items = [
      ...(await texts.ofNotifications(person, reader, contents.notifications)),
      ...(await texts.ofMessages(person, reader, contents.news)),
    ];
    if (!mailer || !to || items.length === 0) return;
    const token = stopMailTokens.make(person);
    await mailer.send({
      to,
      id: letter._id,
      ...mailLetter(reader.language, {
        items,
        publicUrl: publicUrl(),
        // After "#", the token does not appear in logs of servers and proxies, and a mail scanner that opens the link has no effect.
        stopUrl: `${publicUrl()}/stop-mail#token=${token}`,
      }),
      oneClickStopUrl: `${publicUrl()}${API_PREFIX}/notifications/stop-mail/${token}`,
    });
  }

  /** What is still unread and wanted. */
  async #contents(
    person: Person,
    { notificationIds, conversations }: LetterDoc,
  ): Promise<{ notifications: NotificationDoc[]; news: MessageNews[] }> {
    const { notificationStore, notificationSettings, news } = this.#parts;
    const [found, settings, unread] = await Promise.all([
      notificationStore.unreadAmong(person, notificationIds),
      notificationSettings.of(person),
      Promise.all(conversations.map(({ conversationId, ...seqs }) => news.of(person, conversationId, seqs))),
    ]);
    return {
      notifications: found.filter(({ kind }) => settings.mail.includes(notificationKinds[kind].group)),
      news: unread.filter((one) => one !== null).filter(({ kind }) => wantsMail(settings, kind)),
    };
  }
}

function wantsMail({ mail }: NotificationSettings, kind: MessageNews['kind']): boolean {
  const group = messageGroupOf(kind);
  return group !== null && mail.includes(group);
}

function isTimelyKind({ kind }: NotificationDoc): boolean {
  return findNotificationKind(kind)?.isTimely === true;
}

function keyOf(personId: string): string {
  return `${mailJob.name}:${personId}`;
}
