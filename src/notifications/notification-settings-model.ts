/** Stored notification settings. A person who never changed a setting has no document. */
import { Schema } from 'mongoose';
import { exportedAs } from '../database/exported-fields.ts';
import { newId } from '../database/ids.ts';
import { defineModel } from '../database/models.ts';
import { person } from '../database/personal-fields.ts';
import type { NotificationSettings } from '../protocol/notifications.ts';

/** Contains only the settings that the person changed; the defaults apply to the rest. */
export interface NotificationSettingsDoc extends Partial<NotificationSettings> {
  /** The person's id. */
  _id: string;
  tenantId: string;
}

const schema = new Schema<NotificationSettingsDoc>({
  _id: { type: String, required: true },
  tenantId: { type: String, required: true },
  inApp: { type: [String], default: undefined },
  push: { type: [String], default: undefined },
  mail: { type: [String], default: undefined },
  quietHours: { type: new Schema({ from: String, to: String }, { _id: false }), default: undefined },
});

export const notificationSettingsModel = defineModel<NotificationSettingsDoc>({
  name: 'NotificationSettings',
  collection: 'notificationSettings',
  schema,
  personal: {
    _id: person.deletesDocument,
  },
  exported: exportedAs({
    file: 'notificationSettings',
    by: ['_id'],
    copied: ['inApp', 'push', 'mail', 'quietHours'],
  }),
  hotQueries: [
    { name: 'the settings of a person', filter: { _id: newId(), tenantId: 'public' } },
    { name: 'the settings of the members of a community', filter: { _id: { $in: [newId()] }, tenantId: 'public' } },
  ],
});
