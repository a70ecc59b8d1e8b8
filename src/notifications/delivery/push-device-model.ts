/** Stored push devices: the push subscription of a browser, kept until its session ends. */
import { Schema } from 'mongoose';
import { exportedAs } from '../../database/exported-fields.ts';
import { idField, newId } from '../../database/ids.ts';
import { defineModel } from '../../database/models.ts';
import { impersonal, person, withDocument } from '../../database/personal-fields.ts';

export interface PushDeviceDoc {
  _id: string;
  tenantId: string;
  personId: string;
  sessionId: string;
  /** URL of the push service for this subscription. */
  endpoint: string;
  /** SHA-256 of the endpoint: endpoints are too long for an index. */
  endpointHash: string;
  /** The subscription's public key and secret in base64url: messages are encrypted with them. */
  p256dh: string;
  auth: string;
  /** The key that it subscribed with. Null, or missing in an older version: that of the settings. */
  keyId?: string | null;
  /** Failed attempts since the last successful one. */
  failures: number;
  /** Time of the first of these attempts. Missing if there is none. */
  failingSince?: Date;
  createdAt: Date;
}

const schema = new Schema<PushDeviceDoc>({
  _id: idField,
  tenantId: { type: String, required: true },
  personId: { type: String, required: true },
  sessionId: { type: String, required: true },
  endpoint: { type: String, required: true },
  endpointHash: { type: String, required: true },
  p256dh: { type: String, required: true },
  auth: { type: String, required: true },
  keyId: { type: String, default: null },
  failures: { type: Number, default: 0 },
  failingSince: { type: Date },
  createdAt: { type: Date, required: true },
});
schema.index({ tenantId: 1, personId: 1, endpointHash: 1 }, { unique: true });
schema.index({ personId: 1, sessionId: 1 });
schema.index({ endpointHash: 1 });
schema.index({ keyId: 1 });

const tenantId = 'public';
const personId = newId();

export const pushDeviceModel = defineModel<PushDeviceDoc>({
  name: 'PushDevice',
  collection: 'pushDevices',
  schema,
  personal: {
    personId: person.deletesDocument,
    endpoint: withDocument,
    endpointHash: withDocument,
    p256dh: withDocument,
    auth: withDocument,
    keyId: impersonal,
  },
  exported: exportedAs({
    file: 'pushDevices',
    by: ['personId'],
    copied: ['createdAt'],
    made: {
      // The rest of the address is a secret of the device.
      service: { from: ['endpoint'], as: ({ endpoint }) => new URL(endpoint).host },
    },
    without: ['endpointHash', 'p256dh', 'auth'],
  }),
  hotQueries: [
    { name: 'the devices of a person', filter: { tenantId, personId } },
    { name: 'a device of a person', filter: { tenantId, personId, endpointHash: 'x' } },
    { name: 'the device of another person in the same browser', filter: { endpointHash: 'x' } },
    { name: 'the devices of sessions that ended', filter: { personId, sessionId: { $in: ['x'] } } },
    { name: 'the devices of a key', filter: { keyId: newId() } },
  ],
});
