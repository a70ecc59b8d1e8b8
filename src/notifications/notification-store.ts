/** Notifications in the database. Each write is one atomic step. */
import type { Model } from 'mongoose';
import { newId } from '../database/ids.ts';
import { insertOnce } from '../database/insert-once.ts';
import { trusted } from '../database/models.ts';
import { type FoundPage, findPage, type PageQuery } from '../database/page.ts';
import type { Person } from '../kernel/person.ts';
import type { NotificationDoc } from './notification-model.ts';

export class NotificationStore {
  readonly #notifications: Model<NotificationDoc>;

  constructor({ notifications }: { notifications: Model<NotificationDoc> }) {
    this.#notifications = notifications;
  }

  findByKey({ tenantId, personId, key }: Person & { key: string }): Promise<NotificationDoc | null> {
    return this.#notifications.findOne({ tenantId, personId, key }).lean<NotificationDoc>().exec();
  }

  /** Stores a notification; returns null if the person already has one with this key. Call `setDelivered` afterwards. */
  async add(notification: Omit<NotificationDoc, '_id' | 'readAt' | 'isUndelivered'>): Promise<NotificationDoc | null> {
    const doc = { _id: newId(), ...notification, readAt: null, isUndelivered: true };
    return (await insertOnce(this.#notifications, doc)) ? doc : null;
  }

  /** Notes that the delivery of a notification has begun. */
  async setDelivered({ _id, tenantId }: NotificationDoc): Promise<void> {
    await this.#notifications.updateOne({ _id, tenantId }, { $unset: { isUndelivered: true } });
  }

  /** Removes all but the newest `max` notifications of a person. */
  async trim({ tenantId, personId }: Person, max: number): Promise<void> {
    const [first] = await this.#notifications
      .find({ tenantId, personId }, { createdAt: 1 })
      .sort({ createdAt: -1, _id: -1 })
      .skip(max)
      .limit(1)
      .lean();
    if (!first) return;
    await this.#notifications.deleteMany({ tenantId, personId, createdAt: trusted({ $lte: first.createdAt }) });
  }

  find({ tenantId, personId }: Person, id: string): Promise<NotificationDoc | null> {
    return this.#notifications.findOne({ _id: id, tenantId, personId }).lean<NotificationDoc>().exec();
  }

  /** A page of a person's notifications, newest first. `without`: people whose notifications are left out. */
  page(
    { tenantId, personId }: Person,
    { without, ...query }: PageQuery & { without: ReadonlySet<string> },
  ): Promise<FoundPage<NotificationDoc>> {
    return findPage({ model: this.#notifications, filter: { tenantId, personId, ...notAbout(without) }, ...query });
  }

  /** Counts unread notifications, up to `max`. */
  countUnread({ tenantId, personId }: Person, without: ReadonlySet<string>, max: number): Promise<number> {
    return this.#notifications
      .countDocuments({ tenantId, personId, readAt: null, ...notAbout(without) })
      .limit(max)
      .exec();
  }

  /** Marks notifications up to `upTo` as read, or only the one with `id`. Returns whether any of them was unread. */
  async markRead({ tenantId, personId }: Person, which: { upTo?: Date; id?: string }, at: Date): Promise<boolean> {
    const { upTo, id } = which;
    const written = await this.#notifications.updateMany(
      {
        tenantId,
        personId,
        readAt: null,
        ...(id && { _id: id }),
        ...(upTo && { createdAt: trusted({ $lte: upTo }) }),
      },
      { $set: { readAt: at } },
    );
    return written.modifiedCount > 0;
  }

  /** Unread notifications that are waiting to be mailed, oldest first. */
  forMail({ tenantId, personId }: Person, max: number): Promise<NotificationDoc[]> {
    return this.#notifications
      .find({ tenantId, personId, readAt: null, isForMail: true })
      .sort({ createdAt: 1 })
      .limit(max)
      .lean<NotificationDoc[]>()
      .exec();
  }

  /** Marks notifications up to `upTo` as no longer waiting to be mailed. */
  async endMail({ tenantId, personId }: Person, upTo: Date): Promise<void> {
    await this.#notifications.updateMany(
      { tenantId, personId, isForMail: true, createdAt: trusted({ $lte: upTo }) },
      { $set: { isForMail: false } },
    );
  }

  /** Removes these people's notifications about a community. */
  async removeOfCommunity(tenantId: string, personIds: readonly string[], communityId: string): Promise<void> {
    const theirs = { tenantId, personId: trusted({ $in: [...personIds] }), 'data.communityId': communityId };
    await this.#notifications.deleteMany(theirs);
  }

  /** Removes the person's notifications, and those of others about the person. */
  async removeOfPerson({ tenantId, personId }: Person): Promise<void> {
    await this.#notifications.deleteMany({ tenantId, personId });
    await this.#notifications.deleteMany({ tenantId, aboutId: personId });
  }
}

function notAbout(without: ReadonlySet<string>) {
  return without.size > 0 ? { aboutId: trusted({ $nin: [...without] }) } : {};
}
