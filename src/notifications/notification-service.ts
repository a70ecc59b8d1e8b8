/** Creates notifications, lists them and marks them as read. */

import type { PageQuery } from '../database/page.ts';
import type { Actor } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Limits } from '../kernel/config.ts';
import { NotFoundError } from '../kernel/errors.ts';
import type { Events } from '../kernel/events.ts';
import { mapLimited } from '../kernel/limited-work.ts';
import type { Person } from '../kernel/person.ts';
import { DAY_MS } from '../kernel/time.ts';
import type { BlockList } from '../people-lists/index.ts';
import type { ProfileService } from '../profiles/index.ts';
import type { Page } from '../protocol/common.ts';
import { wireLimits } from '../protocol/limits.ts';
import { isReadByOpening, isWithheldByBlocks, type OpenedScreen } from '../protocol/notification-kinds/index.ts';
import type { Notification, NotificationContent } from '../protocol/notifications.ts';
import type { NotificationDoc } from './notification-model.ts';
import { isNewsAgain, newsTimes, type RepeatLimits } from './notification-repeats.ts';
import type { NotificationStore } from './notification-store.ts';
import type { SuggestionLimit } from './suggestion-limit.ts';

/** A notification to create, with its recipients. */
export type NewNotification = NotificationContent & {
  tenantId: string;
  personIds: readonly string[];
  /**
   * Names the state, such as `match:652f…`, and never a time: a person has one notification per key. As long as it is unread,
   * the state is not news again.
   */
  key: string;
  /** Tells one occurrence of the state from the next, such as its revision. Without it, the state is news once and for all. */
  occasion?: string;
  /** The person who causes it; null if nobody does. One person cannot fill the list of another. */
  byId: string | null;
  /** Not caused or requested by anyone, so it counts towards the person's daily limit of suggestions. */
  isSuggestion?: boolean;
};

/** These people's notifications about a community. */
interface OfCommunity {
  tenantId: string;
  personIds: readonly string[];
  communityId: string;
}

/** Sends notifications by push and e-mail. */
export interface Delivery {
  /** How this person wants it to be sent. Called before it is stored. */
  plan(notification: Pick<NotificationDoc, 'tenantId' | 'personId' | 'kind'>): Promise<{ isForMail: boolean }>;
  /** Schedules jobs that send it, so that the request does not wait. Idempotent. */
  begin(notification: NotificationDoc): Promise<void>;
}

export interface NotificationServiceOptions {
  notificationStore: NotificationStore;
  suggestionLimit: SuggestionLimit;
  delivery: Delivery;
  blockList: BlockList;
  profiles: Pick<ProfileService, 'summaries'>;
  events: Events;
  clock: Clock;
  limits: Pick<Limits, 'notificationsPerPerson' | 'notificationsPerActor'> & RepeatLimits;
}

/** This many people are notified at the same time, so that a large community does not fill the database's queue. */
const AT_ONCE = 20;

export class NotificationService {
  readonly #parts: NotificationServiceOptions;

  constructor(parts: NotificationServiceOptions) {
    this.#parts = parts;
  }

  /**
   * Notifies people: stores the notification, announces it to their devices and sends it according to their settings. Each
   * person is notified once per key and occasion, so a repeated call after a crash reaches only those who were missed, and sends
   * what was stored but not yet sent. People in a block with `data.personId` are skipped, unless the kind ignores blocks. Returns the
   * people to whom this call announced it.
   */
  async notify(notification: NewNotification): Promise<string[]> {
    const { tenantId, kind, data } = notification;
    const aboutId = 'personId' in data ? data.personId : null;
    const withheldId = isWithheldByBlocks(kind) ? aboutId : null;
    const blocked = withheldId ? await this.#parts.blockList.blockedWith({ tenantId, personId: withheldId }) : NOBODY;
    const personIds = [...new Set(notification.personIds)].filter((personId) => !blocked.has(personId));
    const isNotified = await mapLimited(personIds, AT_ONCE, (id) => this.#notifyOne(id, aboutId, notification));
    return personIds.filter((_, at) => isNotified[at]);
  }

  /** The actor's notifications, newest first. */
  async list(actor: Actor, query: PageQuery): Promise<Page<Notification>> {
    const { notificationStore, blockList } = this.#parts;
    const without = await blockList.blockedWith(actor);
    const { docs, nextCursor } = await notificationStore.page(actor, { ...query, without });
    return { items: await this.view(actor.tenantId, docs), nextCursor };
  }

  /** Counts the actor's unread notifications, up to `wireLimits.unreadNotifications`. */
  async countUnread(actor: Person): Promise<{ count: number }> {
    const { notificationStore, blockList } = this.#parts;
    const without = await blockList.blockedWith(actor);
    return { count: await notificationStore.countUnread(actor, without, wireLimits.unreadNotifications) };
  }

  /** Marks all notifications as read, or those up to `upToId`. Idempotent. @throws NotFoundError */
  async read(actor: Actor, { upToId }: { upToId?: string | undefined }): Promise<{ count: number }> {
    const until = upToId ? (await this.#getMine(actor, upToId)).createdAt : this.#parts.clock.date();
    return this.#markRead(actor, { upTo: until });
  }

  /** Marks one notification as read. Idempotent. @throws NotFoundError */
  async readOne(actor: Actor, notificationId: string): Promise<{ count: number }> {
    const { _id: id } = await this.#getMine(actor, notificationId);
    return this.#markRead(actor, { ids: [id] });
  }

  /** Marks the notifications as read that link to a screen which the actor has opened. Idempotent. */
  async readOpened(actor: Actor, screen: OpenedScreen): Promise<{ count: number }> {
    const unread = await this.#parts.notificationStore.unread(actor, this.#parts.limits.notificationsPerPerson);
    const ids = unread
      // `notify` stored kind and data together, as the table of kinds declares them.
      .filter(({ kind, data }) => isReadByOpening({ kind, data } as NotificationContent, screen))
      .map(({ _id }) => _id);
    return ids.length > 0 ? this.#markRead(actor, { ids }) : this.countUnread(actor);
  }

  /** Withdraws the notifications of people who are no longer members of a community, including those not yet sent. */
  async withdraw({ tenantId, personIds, communityId }: OfCommunity): Promise<void> {
    const { notificationStore, clock } = this.#parts;
    await notificationStore.withdrawOfCommunity(tenantId, personIds, communityId, clock.date());
  }

  /** Removes the notifications about a community that is deleted, including those not yet sent. */
  async forget({ tenantId, personIds, communityId }: OfCommunity): Promise<void> {
    await this.#parts.notificationStore.removeOfCommunity(tenantId, personIds, communityId);
  }

  /** Notifications as their recipient sees them. */
  async view(tenantId: string, docs: readonly NotificationDoc[]): Promise<Notification[]> {
    const aboutIds = docs.flatMap(({ aboutId }) => aboutId ?? []);
    const people = await this.#parts.profiles.summaries(tenantId, aboutIds);
    return docs.map(({ _id, kind, data, aboutId, readAt, createdAt }) => {
      const shared = { id: _id, person: people.get(aboutId ?? '') ?? null, isRead: readAt !== null };
      // `notify` stored kind and data together, as the table of kinds declares them.
      return { ...shared, ...({ kind, data } as NotificationContent), createdAt: createdAt.toISOString() };
    });
  }

  async #notifyOne(personId: string, aboutId: string | null, wanted: NewNotification): Promise<boolean> {
    const { notificationStore, suggestionLimit, events, limits } = this.#parts;
    const { tenantId, key, occasion, byId, isSuggestion = false } = wanted;
    for (;;) {
      const existing = await notificationStore.findByKey({ tenantId, personId, key });
      if (existing && existing.occasion === occasion) {
        // A crash came before the delivery. If another call is just about to begin it, the jobs have the same keys.
        if (existing.isUndelivered) await this.#deliver(existing);
        return false;
      }
      if (isSuggestion && !(await suggestionLimit.take({ tenantId, personId, key }))) return false;
      const stored = await this.#store(personId, aboutId, wanted, existing);
      // Another call has just stored this state: look again.
      if (!stored) continue;
      await notificationStore.trim({ tenantId, personId }, limits.notificationsPerPerson);
      if (byId) await notificationStore.trim({ tenantId, personId, byId }, limits.notificationsPerActor);
      if (!stored.isUndelivered) return false;
      const [notification] = await this.view(tenantId, [stored]);
      if (notification) events.announce('notificationCreated', { personId, notification });
      await this.#deliver(stored);
      return true;
    }
  }

  /** Stores a notification, or repeats it. It is `isUndelivered` if it is news. Null if another call was faster. */
  async #store(
    personId: string,
    aboutId: string | null,
    { tenantId, key, occasion, kind, data, byId }: NewNotification,
    existing: NotificationDoc | null,
  ): Promise<NotificationDoc | null> {
    const { notificationStore, delivery, clock, limits } = this.#parts;
    const now = clock.date();
    const content = { kind, data, aboutId, byId, ...(occasion !== undefined && { occasion }) };
    const isNews =
      (!existing || isNewsAgain(existing, now, limits)) && !(await this.#hasCausedMany({ tenantId, personId }, byId));
    if (isNews) {
      const { isForMail } = await delivery.plan({ tenantId, personId, kind });
      const newsAt = newsTimes(existing?.newsAt ?? [], now, limits);
      const news = { ...content, createdAt: now, readAt: null, newsAt, isForMail, isUndelivered: true };
      return existing
        ? notificationStore.repeat(existing, news)
        : notificationStore.add({ tenantId, personId, key, ...news });
    }
    // It is in the list, but nothing rings.
    if (existing)
      return notificationStore.repeat(existing, { ...content, ...(existing.withdrawnAt && { readAt: now }) });
    const quiet = { ...content, createdAt: now, readAt: now, newsAt: [], isForMail: false };
    return notificationStore.add({ tenantId, personId, key, ...quiet });
  }

  /** Whether this person has caused so much news for the other today that more is not news. */
  async #hasCausedMany(person: Person, byId: string | null): Promise<boolean> {
    if (!byId) return false;
    const { notificationStore, clock, limits } = this.#parts;
    const max = limits.notificationsPerActor;
    return (await notificationStore.countBy(person, byId, new Date(clock.now() - DAY_MS), max)) >= max;
  }

  async #deliver(notification: NotificationDoc): Promise<void> {
    const { notificationStore, delivery } = this.#parts;
    await delivery.begin(notification);
    // Only afterwards: a push that is sent twice is the lesser evil.
    await notificationStore.setDelivered(notification);
  }

  async #markRead(actor: Actor, which: { upTo?: Date; ids?: readonly string[] }): Promise<{ count: number }> {
    const { notificationStore, events } = this.#parts;
    const hasChanged = await notificationStore.markRead(actor, which, this.#parts.clock.date());
    const unread = await this.countUnread(actor);
    if (hasChanged) events.announce('notificationsRead', { personId: actor.personId, ...unread });
    return unread;
  }

  async #getMine(actor: Actor, notificationId: string): Promise<NotificationDoc> {
    const found = await this.#parts.notificationStore.find(actor, notificationId);
    if (!found) throw new NotFoundError('This notification does not exist. It may have been removed.');
    return found;
  }
}

const NOBODY: ReadonlySet<string> = new Set();
