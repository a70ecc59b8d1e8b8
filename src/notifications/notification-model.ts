/** Stored notifications: one per person and key. */
import { Schema } from 'mongoose';
import { exportedAs } from '../database/exported-fields.ts';
import { idField, newId } from '../database/ids.ts';
import { defineModel, trusted } from '../database/models.ts';
import { impersonal, kept, person, withDocument } from '../database/personal-fields.ts';
import type { NotificationKind } from '../protocol/notifications.ts';

export interface NotificationDoc {
  _id: string;
  tenantId: string;
  /** The recipient. */
  personId: string;
  /** Names the state, such as `match:652f…`. A person has at most one notification per key. */
  key: string;
  /** Tells one occurrence of the state from the next. Missing: there is only one. */
  occasion?: string;
  /** The person who caused it; null if nobody did. */
  byId: string | null;
  kind: NotificationKind;
  data: Record<string, unknown>;
  /** The `personId` of `data`. A block between this person and the recipient withholds most kinds. */
  aboutId: string | null;
  createdAt: Date;
  /** Null if unread. */
  readAt: Date | null;
  /** Set while the state is over. The notification is then hidden, and kept in case that the state comes back. */
  withdrawnAt?: Date;
  /** When it was announced and sent lately. */
  newsAt: Date[];
  /** Whether it is waiting to be mailed. */
  isForMail: boolean;
  /** True until its delivery has begun. It stays true if the process ends before that. */
  isUndelivered?: boolean;
}

/** How long notifications are stored. */
export const NOTIFICATION_DAYS = 60;

const schema = new Schema<NotificationDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  personId: { type: String, required: true },
  key: { type: String, required: true },
  occasion: { type: String },
  byId: { type: String, default: null },
  kind: { type: String, required: true },
  data: { type: Schema.Types.Mixed, default: {} },
  aboutId: { type: String, default: null },
  createdAt: { type: Date, required: true },
  readAt: { type: Date, default: null },
  withdrawnAt: { type: Date },
  newsAt: { type: [Date], default: [] },
  isForMail: { type: Boolean, default: false },
  isUndelivered: { type: Boolean },
});
schema.index({ tenantId: 1, personId: 1, key: 1 }, { unique: true });
schema.index({ tenantId: 1, personId: 1, createdAt: -1, _id: -1 });
schema.index({ tenantId: 1, personId: 1, readAt: 1 });
schema.index({ tenantId: 1, personId: 1, byId: 1, createdAt: -1, _id: -1 });
schema.index({ tenantId: 1, byId: 1 });
schema.index({ tenantId: 1, aboutId: 1 });
// Long enough to count how often a state comes back.
schema.index({ withdrawnAt: 1 }, { expireAfterSeconds: 2 * 3_600 });
schema.index({ createdAt: 1 }, { expireAfterSeconds: NOTIFICATION_DAYS * 24 * 3_600 });

const tenantId = 'public';
const personId = newId();

export const notificationModel = defineModel<NotificationDoc>({
  name: 'Notification',
  collection: 'notifications',
  schema,
  personal: {
    personId: person.deletesDocument,
    aboutId: person.deletesDocument,
    byId: person.becomes(null),
    key: withDocument,
    occasion: impersonal,
    data: kept('It names a meal, topic or community. What names the person has `aboutId`, and is deleted.', '60 days'),
  },
  exported: exportedAs({
    file: 'notifications',
    by: ['personId'],
    copied: ['kind', 'data', 'createdAt', 'readAt'],
    people: { about: 'aboutId' },
    without: ['key', 'byId'],
    unlessApart: ['aboutId'],
    except: { withdrawnAt: { $type: 'date' } },
  }),
  hotQueries: [
    { name: 'whether a person has a notification of this key', filter: { tenantId, personId, key: 'match:x' } },
    {
      name: 'my notifications, newest first',
      filter: { tenantId, personId },
      sort: { createdAt: -1, _id: -1 },
      limit: 26,
    },
    { name: 'my unread notifications', filter: { tenantId, personId, readAt: null }, limit: 100 },
    { name: 'notifications waiting to be mailed', filter: { tenantId, personId, readAt: null, isForMail: true } },
    { name: 'notifications about a person', filter: { tenantId, aboutId: personId } },
    { name: 'notifications caused by a person', filter: { tenantId, byId: personId } },
    {
      name: 'notifications that one person has caused for another, newest first',
      filter: { tenantId, personId, byId: newId() },
      sort: { createdAt: -1, _id: -1 },
      limit: 30,
    },
    {
      name: 'notifications that exceed the limit per person',
      filter: { tenantId, personId, createdAt: trusted({ $lt: new Date() }) },
    },
  ],
});
