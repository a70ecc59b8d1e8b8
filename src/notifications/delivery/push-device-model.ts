/** Devices that take push, as they are stored: a subscription of a browser, for as long as its session lasts. */
import { Schema } from 'mongoose';
import { idField, newId } from '../../database/ids.ts';
import { defineModel } from '../../database/models.ts';

export interface PushDeviceDoc {
  _id: string;
  tenantId: string;
  personId: string;
  sessionId: string;
  /** Where its push service takes messages. */
  endpoint: string;
  /** SHA-256 of the endpoint: endpoints are long for an index. */
  endpointHash: string;
  /** The device's public key and its secret, in base64url: messages are encrypted for it. */
  p256dh: string;
  auth: string;
  /** Attempts in a row that got no answer. */
  failures: number;
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
  failures: { type: Number, default: 0 },
  createdAt: { type: Date, required: true },
});
schema.index({ tenantId: 1, personId: 1, endpointHash: 1 }, { unique: true });
schema.index({ personId: 1, sessionId: 1 });

const tenantId = 'public';
const personId = newId();

export const pushDeviceModel = defineModel<PushDeviceDoc>({
  name: 'PushDevice',
  collection: 'pushDevices',
  schema,
  hotQueries: [
    { name: 'the devices of a person', filter: { tenantId, personId } },
    { name: 'a device of a person', filter: { tenantId, personId, endpointHash: 'x' } },
    { name: 'the devices of sessions that ended', filter: { personId, sessionId: { $in: ['x'] } } },
  ],
});
