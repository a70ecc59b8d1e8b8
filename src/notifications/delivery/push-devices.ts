/** Push devices: kept until their session ends or their push service no longer knows them. */
import type { Model } from 'mongoose';
import { newId } from '../../database/ids.ts';
import { upsertOnce } from '../../database/insert-once.ts';
import { trusted } from '../../database/models.ts';
import type { Actor } from '../../kernel/actor.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Limits } from '../../kernel/config.ts';
import { InvalidInputError, UnavailableError } from '../../kernel/errors.ts';
import { hashOf } from '../../kernel/hash.ts';
import type { Log } from '../../kernel/log.ts';
import type { Person } from '../../kernel/person.ts';
import type { PushSubscriptionInput } from '../../protocol/notifications.ts';
import type { PushDeviceDoc } from './push-device-model.ts';
import type { PushSender } from './push-sender.ts';

export interface PushDevicesOptions {
  pushDevices: Model<PushDeviceDoc>;
  /** Null if this server sends no push messages. */
  pushSender: PushSender | null;
  clock: Clock;
  log: Log;
  limits: Pick<Limits, 'pushDevicesPerPerson' | 'pushFailures'>;
}

export class PushDevices {
  readonly #parts: PushDevicesOptions;

  constructor(parts: PushDevicesOptions) {
    this.#parts = parts;
  }

  /**
   * Stores a device of this session. If there are too many, removes the oldest.
   * @throws UnavailableError if this server sends no push messages, InvalidInputError if the endpoint is not acceptable
   */
  async add({ tenantId, personId, sessionId }: Actor, { endpoint, keys }: PushSubscriptionInput): Promise<void> {
    const { pushDevices, pushSender, clock, limits } = this.#parts;
    if (!pushSender) {
      throw new UnavailableError(
        'no_push',
        'This server cannot send push notifications. Ask its operator to set them up.',
      );
    }
    if (!pushSender.accepts(new URL(endpoint))) {
      throw new InvalidInputError(
        'endpoint_refused',
        'The endpoint does not belong to a known push service. Subscribe again in the browser.',
      );
    }
    const key = { tenantId, personId, endpointHash: hashOf(endpoint) };
    const now = clock.date();
    const change = {
      $set: { sessionId, endpoint, ...keys, failures: 0, createdAt: now },
      $setOnInsert: { _id: newId() },
    };
    await upsertOnce(() => pushDevices.updateOne(key, change, { upsert: true }));
    const devices = await this.of({ tenantId, personId });
    const surplus = devices.slice(limits.pushDevicesPerPerson).map(({ _id }) => _id);
    if (surplus.length > 0) await pushDevices.deleteMany({ tenantId, personId, _id: trusted({ $in: surplus }) });
  }

  /** Removes a device. Does nothing if it does not exist. */
  async remove({ tenantId, personId }: Person, endpoint: string): Promise<void> {
    await this.#parts.pushDevices.deleteOne({ tenantId, personId, endpointHash: hashOf(endpoint) });
  }

  /** The person's devices, newest subscription first; empty if this server sends no push messages. */
  async of({ tenantId, personId }: Person): Promise<PushDeviceDoc[]> {
    if (!this.#parts.pushSender) return [];
    const found = await this.#parts.pushDevices.find({ tenantId, personId }).lean<PushDeviceDoc[]>();
    return found.toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
  }

  find({ tenantId, personId }: Person, id: string): Promise<PushDeviceDoc | null> {
    return this.#parts.pushDevices.findOne({ _id: id, tenantId, personId }).lean<PushDeviceDoc>().exec();
  }

  /**
   * Sends to a device, and removes it if its push service says that it is gone or has failed too often in a row.
   * @throws the sender's error, so that the job is retried
   */
  async send(device: PushDeviceDoc, message: string): Promise<void> {
    const { pushDevices, pushSender, limits } = this.#parts;
    const { _id, tenantId } = device;
    if (!pushSender) return;
    try {
      const outcome = await pushSender.send(device, message);
      if (outcome === 'gone') await pushDevices.deleteOne({ _id, tenantId });
      else if (device.failures > 0) await pushDevices.updateOne({ _id, tenantId }, { $set: { failures: 0 } });
    } catch (error) {
      if (device.failures + 1 >= limits.pushFailures) await pushDevices.deleteOne({ _id, tenantId });
      else await pushDevices.updateOne({ _id, tenantId }, { $inc: { failures: 1 } });
      throw error;
    }
  }

  async erasePerson({ tenantId, personId }: Person): Promise<void> {
    await this.#parts.pushDevices.deleteMany({ tenantId, personId });
  }

  /** Removes the devices of ended sessions: a person who has signed out on a shared computer must not be notified there. */
  async forget(personId: string, sessionIds: readonly string[]): Promise<void> {
    const { pushDevices, log } = this.#parts;
    try {
      await pushDevices.deleteMany({ personId, sessionId: trusted({ $in: sessionIds }) });
    } catch (error) {
      log.error({ err: error }, 'push devices of a session that ended could not be removed');
    }
  }
}
