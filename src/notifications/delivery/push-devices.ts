/** Push devices: kept until their session ends or their push service no longer knows them. */
import type { Model, QueryFilter } from 'mongoose';
import type { FactorPolicy, SessionService } from '../../accounts/index.ts';
import { newId } from '../../database/ids.ts';
import { upsertOnce } from '../../database/insert-once.ts';
import { trusted } from '../../database/models.ts';
import type { Actor } from '../../kernel/actor.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Limits } from '../../kernel/config.ts';
import { InvalidInputError } from '../../kernel/errors.ts';
import { hashOf } from '../../kernel/hash.ts';
import type { Log } from '../../kernel/log.ts';
import type { Person } from '../../kernel/person.ts';
import type { PushSubscriptionInput } from '../../protocol/notifications.ts';
import type { PushDeviceDoc } from './push-device-model.ts';
import type { PushKeys } from './push-keys.ts';
import type { PushSender } from './push-sender.ts';

export interface PushDevicesOptions {
  pushDevices: Model<PushDeviceDoc>;
  pushSender: PushSender;
  pushKeys: PushKeys;
  clock: Clock;
  log: Log;
  factorPolicy: Pick<FactorPolicy, 'allows'>;
  sessions: Pick<SessionService, 'endedAmong'>;
  limits: Pick<Limits, 'pushDevicesPerPerson' | 'pushFailures' | 'pushFailingMs'>;
}

export class PushDevices {
  readonly #parts: PushDevicesOptions;

  constructor(parts: PushDevicesOptions) {
    this.#parts = parts;
  }

  /**
   * Stores a device of this session. If there are too many, removes the oldest. A browser has one person at a time: a device
   * that another person left there is removed.
   * @throws UnavailableError `no_push`, InvalidInputError `endpoint_refused`, `push_key_unknown`
   */
  async add({ tenantId, personId, sessionId }: Actor, subscription: PushSubscriptionInput): Promise<void> {
    const { pushDevices, pushSender, pushKeys, clock, limits } = this.#parts;
    const { endpoint, keys, pushKey } = subscription;
    const keyId = await pushKeys.idFor(pushKey);
    if (!pushSender.accepts(new URL(endpoint))) {
      throw new InvalidInputError(
        'endpoint_refused',
        'The endpoint does not belong to a known push service. Subscribe again in the browser.',
      );
    }
    const key = { tenantId, personId, endpointHash: hashOf(endpoint) };
    const now = clock.date();
    const change = {
      $set: { sessionId, endpoint, ...keys, keyId, failures: 0, createdAt: now },
      $unset: { failingSince: true },
      $setOnInsert: { _id: newId() },
    };
    await upsertOnce(() => pushDevices.updateOne(key, change, { upsert: true }));
    await pushDevices.deleteMany({ endpointHash: key.endpointHash, personId: trusted({ $ne: personId }) });
    const devices = await this.of({ tenantId, personId });
    const surplus = devices.slice(limits.pushDevicesPerPerson).map(({ _id }) => _id);
    if (surplus.length > 0) await pushDevices.deleteMany({ tenantId, personId, _id: trusted({ $in: surplus }) });
  }

  /** Whether this browser is a device of the actor. If so, it becomes a device of the actor's session. */
  async claim({ tenantId, personId, sessionId }: Actor, endpoint: string): Promise<boolean> {
    if (!this.#parts.pushKeys.isPossible) return false;
    const { matchedCount } = await this.#parts.pushDevices.updateOne(
      { tenantId, personId, endpointHash: hashOf(endpoint) },
      { $set: { sessionId } },
    );
    return matchedCount === 1;
  }

  /** Removes a device. Does nothing if it does not exist. */
  async remove({ tenantId, personId }: Person, endpoint: string): Promise<void> {
    await this.#parts.pushDevices.deleteOne({ tenantId, personId, endpointHash: hashOf(endpoint) });
  }

  /** The person's devices, newest subscription first; empty if this server sends no push messages. */
  async of({ tenantId, personId }: Person): Promise<PushDeviceDoc[]> {
    if (!this.#parts.pushKeys.isPossible) return [];
    const found = await this.#parts.pushDevices.find({ tenantId, personId }).lean<PushDeviceDoc[]>();
    return found.toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
  }

  find({ tenantId, personId }: Person, id: string): Promise<PushDeviceDoc | null> {
    return this.#parts.pushDevices.findOne({ _id: id, tenantId, personId }).lean<PushDeviceDoc>().exec();
  }

  /**
   * Sends to a device, and removes it if its session has ended, its key was deleted, its push service says that it is gone, or has
   * failed for too long. @throws the sender's error, so that the job is retried
   */
  async send(device: PushDeviceDoc, message: string): Promise<void> {
    const { pushDevices, pushSender, pushKeys, factorPolicy, sessions, clock, limits } = this.#parts;
    const { _id, tenantId, failures, failingSince = clock.date() } = device;
    // Usually the device was removed with the session. A crash may have come in between, or the session expired.
    if ((await sessions.endedAmong([device])).length > 0) {
      await pushDevices.deleteOne({ _id, tenantId });
      return;
    }
    if (!(await factorPolicy.allows(device))) return;
    const keys = await pushKeys.take(device.keyId ?? null);
    if (keys === 'deleted') await pushDevices.deleteOne({ _id, tenantId });
    if (typeof keys === 'string') return;
    try {
      const outcome = await pushSender.send(device, message, keys);
      if (outcome === 'gone') await pushDevices.deleteOne({ _id, tenantId });
      else if (failures > 0) {
        await pushDevices.updateOne({ _id, tenantId }, { $set: { failures: 0 }, $unset: { failingSince: true } });
      }
    } catch (error) {
      const hasFailedLong = clock.now() - failingSince.getTime() >= limits.pushFailingMs;
      if (failures + 1 >= limits.pushFailures && hasFailedLong) await pushDevices.deleteOne({ _id, tenantId });
      else await pushDevices.updateOne({ _id, tenantId }, { $inc: { failures: 1 }, $set: { failingSince } });
      throw error;
    }
  }

  /** How many devices subscribed with a key. */
  countOf(keyId: string): Promise<number> {
    return this.#parts.pushDevices.countDocuments(this.#ofKey(keyId)).exec();
  }

  /** Removes the devices of a key that was deleted. */
  async removeOf(keyId: string): Promise<void> {
    await this.#parts.pushDevices.deleteMany(this.#ofKey(keyId));
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

  #ofKey(keyId: string): QueryFilter<PushDeviceDoc> {
    return { keyId: this.#parts.pushKeys.isOfSettings(keyId) ? null : keyId };
  }
}
