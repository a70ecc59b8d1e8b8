/** Creates notifications, lists them and marks them as read. */

import type { PageQuery } from '../database/page.ts';
import type { Actor } from '../kernel/actor.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Limits } from '../kernel/config.ts';
import { NotFoundError } from '../kernel/errors.ts';
import type { Events } from '../kernel/events.ts';
import { mapLimited } from '../kernel/limited-work.ts';
import type { Person } from '../kernel/person.ts';
import type { BlockList } from '../people-lists/index.ts';
import type { ProfileService } from '../profiles/index.ts';
import type { Page } from '../protocol/common.ts';
import { wireLimits } from '../protocol/limits.ts';
import type { Notification, NotificationContent } from '../protocol/notifications.ts';
import type { NotificationDoc } from './notification-model.ts';
import type { NotificationStore } from './notification-store.ts';
import type { SuggestionLimit } from './suggestion-limit.ts';

/** A notification to create, with its recipients. */
export type NewNotification = NotificationContent & {
  tenantId: string;
  personIds: readonly string[];
  /** Names the event, such as `match:652f…`. A person gets at most one notification per key. */
  key: string;
  /** Not caused or requested by anyone, so it counts towards the person's daily limit of suggestions. */
  isSuggestion?: boolean;
};

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
  limits: Pick<Limits, 'notificationsPerPerson'>;
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
   * person is notified once per key, so a repeated call after a crash reaches only those who were missed, and sends what was
   * stored but not yet sent. People in a block with `data.personId` are skipped. Returns the people for whom this call stored it.
   */
  async notify(notification: NewNotification): Promise<string[]> {
    const { tenantId, data } = notification;
    const aboutId = 'personId' in data ? data.personId : null;
    const blocked = aboutId ? await this.#parts.blockList.blockedWith({ tenantId, personId: aboutId }) : NOBODY;
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
  async countUnread(actor: Actor): Promise<{ count: number }> {
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
    return this.#markRead(actor, { id });
  }

  /** Removes the notifications of people who are no longer members of a community, including those not yet sent. */
  async forget({
    tenantId,
    personIds,
    communityId,
  }: {
    tenantId: string;
    personIds: readonly string[];
    communityId: string;
  }): Promise<void> {
    if (personIds.length > 0) {
      await this.#parts.notificationStore.removeOfCommunity(tenantId, personIds, communityId);
    }
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

  /** Removes the notifications of a person who leaves, and the notifications of others about that person. */
  async erasePerson(person: Person): Promise<void> {
    await this.#parts.notificationStore.removeOfPerson(person);
  }

  async #notifyOne(personId: string, aboutId: string | null, wanted: NewNotification): Promise<boolean> {
    const { notificationStore, suggestionLimit, delivery, events, limits } = this.#parts;
    const { tenantId, key, kind, data, isSuggestion = false } = wanted;
    const existing = await notificationStore.findByKey({ tenantId, personId, key });
    if (existing) {
      // A crash came before the delivery. If another call is just about to begin it, the jobs have the same keys.
      if (existing.isUndelivered) await this.#deliver(existing);
      return false;
    }
    if (isSuggestion && !(await suggestionLimit.take({ tenantId, personId, key }))) return false;
    const plan = await delivery.plan({ tenantId, personId, kind });
    const content = { kind, data, aboutId, createdAt: this.#parts.clock.date() };
    const added = await notificationStore.add({ tenantId, personId, key, ...content, ...plan });
    if (!added) return false;
    const [notification] = await this.view(tenantId, [added]);
    if (notification) events.announce('notificationCreated', { personId, notification });
    await this.#deliver(added);
    await notificationStore.trim(added, limits.notificationsPerPerson);
    return true;
  }

  async #deliver(notification: NotificationDoc): Promise<void> {
    const { notificationStore, delivery } = this.#parts;
    await delivery.begin(notification);
    // Only afterwards: a push that is sent twice is the lesser evil.
    await notificationStore.setDelivered(notification);
  }

  async #markRead(actor: Actor, which: { upTo?: Date; id?: string }): Promise<{ count: number }> {
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
