/** Notifications in the database. Each write is one atomic step. */
import type { Model, QueryFilter } from 'mongoose';
import { newId } from '../database/ids.ts';
import { insertOnce } from '../database/insert-once.ts';
import { trusted } from '../database/models.ts';
import { type FoundPage, findPage, type PageQuery } from '../database/page.ts';
import type { Person } from '../kernel/person.ts';
import { allNotificationKinds, isWithheldByBlocks } from '../protocol/notification-kinds/index.ts';
import type { NotificationDoc } from './notification-model.ts';

export class NotificationStore {
  readonly #notifications: Model<NotificationDoc>;

  constructor({ notifications }: { notifications: Model<NotificationDoc> }) {
    this.#notifications = notifications;
  }

  findByKey({ tenantId, personId, key }: Person & { key: string }): Promise<NotificationDoc | null> {
    return this.#notifications.findOne({ tenantId, personId, key }).lean<NotificationDoc>().exec();
  }

  /** Stores a notification; returns null if the person already has one with this key. */
  async add(notification: Omit<NotificationDoc, '_id'>): Promise<NotificationDoc | null> {
    const doc = { _id: newId(), ...notification };
    return (await insertOnce(this.#notifications, doc)) ? doc : null;
  }

  /** Changes and shows a notification whose state has come back. Returns null if another call has changed it meanwhile. */
  repeat(
    { _id, tenantId, occasion, readAt }: NotificationDoc,
    change: Partial<NotificationDoc>,
  ): Promise<NotificationDoc | null> {
    // A missing occasion is found by null.
    return this.#notifications
      .findOneAndUpdate(
        { _id, tenantId, occasion: trusted({ $eq: occasion ?? null }), readAt },
        { $set: change, $unset: { withdrawnAt: true } },
        { returnDocument: 'after' },
      )
      .lean<NotificationDoc>()
      .exec();
  }

  /** How many of a person's notifications another person has caused since then. Counts no further than `max`. */
  countBy({ tenantId, personId }: Person, byId: string, since: Date, max: number): Promise<number> {
    const filter = { tenantId, personId, byId, createdAt: trusted({ $gt: since }) };
    return this.#notifications.countDocuments(filter).limit(max).exec();
  }

  /** Notes that the delivery of a notification has begun. */
  async setDelivered({ _id, tenantId }: NotificationDoc): Promise<void> {
    await this.#notifications.updateOne({ _id, tenantId }, { $unset: { isUndelivered: true } });
  }

  /** Removes all but the newest `max` notifications of a person, or of those that `byId` has caused. */
  async trim({ tenantId, personId, byId }: Person & { byId?: string }, max: number): Promise<void> {
    const which = { tenantId, personId, ...(byId !== undefined && { byId }) };
    const [first] = await this.#notifications
      .find(which, { createdAt: 1 })
      .sort({ createdAt: -1, _id: -1 })
      .skip(max)
      .limit(1)
      .lean();
    if (!first) return;
    const { _id, createdAt } = first;
    // Those of one millisecond are told apart by their ids.
    await this.#notifications.deleteMany({ ...which, createdAt: trusted({ $lt: createdAt }) });
    await this.#notifications.deleteMany({ ...which, createdAt, _id: trusted({ $lte: _id }) });
  }

  find({ tenantId, personId }: Person, id: string): Promise<NotificationDoc | null> {
    return this.#notifications
      .findOne({ _id: id, tenantId, personId, ...SHOWN })
      .lean<NotificationDoc>()
      .exec();
  }

  /** A page of a person's notifications, newest first. `without`: people in a block with this person. */
  page(
    { tenantId, personId }: Person,
    { without, ...query }: PageQuery & { without: ReadonlySet<string> },
  ): Promise<FoundPage<NotificationDoc>> {
    return findPage({
      model: this.#notifications,
      filter: { tenantId, personId, ...SHOWN, ...notAbout(without) },
      ...query,
    });
  }

  /** Counts unread notifications, up to `max`. */
  countUnread({ tenantId, personId }: Person, without: ReadonlySet<string>, max: number): Promise<number> {
    return this.#notifications
      .countDocuments({ tenantId, personId, readAt: null, ...SHOWN, ...notAbout(without) })
      .limit(max)
      .exec();
  }

  /** Marks notifications up to `upTo` as read, or those with these ids. Returns whether any of them was unread. */
  async markRead(
    { tenantId, personId }: Person,
    { upTo, ids }: { upTo?: Date; ids?: readonly string[] },
    at: Date,
  ): Promise<boolean> {
    const written = await this.#notifications.updateMany(
      {
        tenantId,
        personId,
        readAt: null,
        ...(ids && { _id: trusted({ $in: [...ids] }) }),
        ...(upTo && { createdAt: trusted({ $lte: upTo }) }),
      },
      { $set: { readAt: at } },
    );
    return written.modifiedCount > 0;
  }

  /** The unread notifications, newest first. */
  unread({ tenantId, personId }: Person, max: number): Promise<NotificationDoc[]> {
    return this.#notifications
      .find({ tenantId, personId, readAt: null, ...SHOWN })
      .sort({ createdAt: -1 })
      .limit(max)
      .lean<NotificationDoc[]>()
      .exec();
  }

  /** Unread notifications that are waiting to be mailed, oldest first. */
  forMail({ tenantId, personId }: Person, max: number): Promise<NotificationDoc[]> {
    return this.#notifications
      .find({ tenantId, personId, readAt: null, isForMail: true, ...SHOWN })
      .sort({ createdAt: 1 })
      .limit(max)
      .lean<NotificationDoc[]>()
      .exec();
  }

  /** Those of the notifications that are unread, oldest first. */
  unreadAmong({ tenantId, personId }: Person, ids: readonly string[]): Promise<NotificationDoc[]> {
    return this.#notifications
      .find({ _id: trusted({ $in: [...ids] }), tenantId, personId, readAt: null, ...SHOWN })
      .sort({ createdAt: 1 })
      .lean<NotificationDoc[]>()
      .exec();
  }

  /** Marks the notifications as no longer waiting to be mailed. */
  async endMail({ tenantId, personId }: Person, ids: readonly string[]): Promise<void> {
    await this.#notifications.updateMany(
      { _id: trusted({ $in: [...ids] }), tenantId, personId },
      { $set: { isForMail: false } },
    );
  }

  /** Hides these people's notifications about a community, and deletes what they say. */
  async withdrawOfCommunity(tenantId: string, personIds: readonly string[], communityId: string, at: Date) {
    const change = { withdrawnAt: at, data: { communityId } };
    await this.#notifications.updateMany(aboutCommunity(tenantId, personIds, communityId), { $set: change });
  }

  /** Removes these people's notifications about a community, also those that are withdrawn. */
  async removeOfCommunity(tenantId: string, personIds: readonly string[], communityId: string): Promise<void> {
    await this.#notifications.deleteMany(aboutCommunity(tenantId, personIds, communityId));
  }
}

/** Filter for notifications whose state is not over. */
const SHOWN = { withdrawnAt: null };

/** The kinds that blocks do not withhold. */
const BEYOND_BLOCKS = allNotificationKinds.filter((kind) => !isWithheldByBlocks(kind));

function aboutCommunity(tenantId: string, personIds: readonly string[], communityId: string) {
  return { tenantId, personId: trusted({ $in: [...personIds] }), 'data.communityId': communityId };
}

function notAbout(without: ReadonlySet<string>): QueryFilter<NotificationDoc> {
  if (without.size === 0) return {};
  return { $or: [{ aboutId: trusted({ $nin: [...without] }) }, { kind: trusted({ $in: BEYOND_BLOCKS }) }] };
}
