/** Stored notifications: one per person and key. */
import { Schema } from 'mongoose';
import { idField, newId } from '../database/ids.ts';
import { defineModel, trusted } from '../database/models.ts';
import type { NotificationKind } from '../protocol/notifications.ts';

export interface NotificationDoc {
  _id: string;
  tenantId: string;
  /** The recipient. */
  personId: string;
  /** Names the event, such as `match:652f…`. A person gets at most one notification per key. */
  key: string;
  kind: NotificationKind;
  data: Record<string, unknown>;
  /** The `personId` of `data`. The notification is not shown if a block exists between this person and the recipient. */
  aboutId: string | null;
  createdAt: Date;
  /** Null if unread. */
  readAt: Date | null;
  /** Whether it is waiting to be mailed. */
  isForMail: boolean;
  /** True until its delivery has begun. It stays true if the process ends before that. */
  isUndelivered?: boolean;
}

const KEPT_DAYS = 60;

const schema = new Schema<NotificationDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  personId: { type: String, required: true },
  key: { type: String, required: true },
  kind: { type: String, required: true },
  data: { type: Schema.Types.Mixed, default: {} },
  aboutId: { type: String, default: null },
  createdAt: { type: Date, required: true },
  readAt: { type: Date, default: null },
  isForMail: { type: Boolean, default: false },
  isUndelivered: { type: Boolean },
});
schema.index({ tenantId: 1, personId: 1, key: 1 }, { unique: true });
schema.index({ tenantId: 1, personId: 1, createdAt: -1, _id: -1 });
schema.index({ tenantId: 1, personId: 1, readAt: 1 });
schema.index({ tenantId: 1, aboutId: 1 });
schema.index({ createdAt: 1 }, { expireAfterSeconds: KEPT_DAYS * 24 * 3_600 });

const tenantId = 'public';
const personId = newId();

export const notificationModel = defineModel<NotificationDoc>({
  name: 'Notification',
  collection: 'notifications',
  schema,
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
    {
      name: 'notifications that exceed the limit per person',
      filter: { tenantId, personId, createdAt: trusted({ $lt: new Date() }) },
    },
  ],
});
