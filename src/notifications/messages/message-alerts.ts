/** Message alerts in the database. Marks only move forward, and each write is one atomic step. */
import type { Model } from 'mongoose';
import { newId } from '../../database/ids.ts';
import { upsertOnce } from '../../database/insert-once.ts';
import { trusted } from '../../database/models.ts';
import type { Person } from '../../kernel/person.ts';
import type { PushDeviceDoc } from '../delivery/push-device-model.ts';
import type { MessageAlertDoc } from './message-alert-model.ts';

/** The most conversations in one mail. */
const CONVERSATIONS = 100;
/** A push message has room for the ids of so many conversations whose notifications are to be closed. */
const PUSHED = 20;

export class MessageAlerts {
  readonly #alerts: Model<MessageAlertDoc>;

  constructor({ alerts }: { alerts: Model<MessageAlertDoc> }) {
    this.#alerts = alerts;
  }

  find({ tenantId, personId }: Person, conversationId: string): Promise<MessageAlertDoc | null> {
    return this.#alerts.findOne({ tenantId, personId, conversationId }).lean<MessageAlertDoc>().exec();
  }

  /** Notes that the device was sent the messages up to `seq`. `deviceIds`: the devices whose marks are kept. */
  async setPushed(
    { tenantId, personId }: Person,
    conversationId: string,
    { deviceId, seq, deviceIds }: { deviceId: string; seq: number; deviceIds: readonly string[] },
  ): Promise<void> {
    const key = { tenantId, personId, conversationId };
    const known = Object.keys((await this.find({ tenantId, personId }, conversationId))?.pushed ?? {});
    const gone = known.filter((id) => id !== deviceId && !deviceIds.includes(id));
    const change = {
      $max: { [`pushed.${deviceId}`]: seq },
      ...(gone.length > 0 && { $unset: Object.fromEntries(gone.map((id) => [`pushed.${id}`, true])) }),
      $setOnInsert: { _id: newId() },
    };
    await upsertOnce(() => this.#alerts.updateOne(key, change, { upsert: true }));
  }

  /** The conversations of which messages were pushed to this device, each with the `seq` of the last one. */
  async pushedTo({ _id, tenantId, personId }: PushDeviceDoc): Promise<{ id: string; seq: number }[]> {
    const found = await this.#alerts
      .find({ tenantId, personId, [`pushed.${_id}`]: trusted({ $gt: 0 }) })
      .limit(PUSHED)
      .lean<MessageAlertDoc[]>()
      .exec();
    return found.map(({ conversationId, pushed = {} }) => ({ id: conversationId, seq: pushed[_id] ?? 0 }));
  }

  /** Forgets that messages up to `seq` were pushed to this device: they are read. */
  async dropPushed(
    { _id, tenantId, personId }: PushDeviceDoc,
    conversations: readonly { id: string; seq: number }[],
  ): Promise<void> {
    const mark = `pushed.${_id}`;
    for (const { id: conversationId, seq } of conversations) {
      const key = { tenantId, personId, conversationId, [mark]: trusted({ $lte: seq }) };
      await this.#alerts.updateOne(key, { $unset: { [mark]: true } });
    }
  }

  /** The messages up to `seq` wait to be mailed. */
  async wantMail({ tenantId, personId }: Person, conversationId: string, seq: number): Promise<void> {
    const key = { tenantId, personId, conversationId };
    const change = { $max: { mailSeq: seq }, $setOnInsert: { _id: newId() } };
    await upsertOnce(() => this.#alerts.updateOne(key, change, { upsert: true }));
  }

  /** The conversations with messages that wait to be mailed. */
  waitingForMail({ tenantId, personId }: Person): Promise<MessageAlertDoc[]> {
    return this.#alerts
      .find({ tenantId, personId, mailSeq: trusted({ $gt: 0 }) })
      .limit(CONVERSATIONS)
      .lean<MessageAlertDoc[]>()
      .exec();
  }

  /** Messages up to `seq` are in a mail. Later ones go on waiting. */
  async setMailed({ tenantId, personId }: Person, conversationId: string, seq: number): Promise<void> {
    const key = { tenantId, personId, conversationId };
    await this.#alerts.updateOne(key, { $max: { mailedSeq: seq } });
    await this.#endMail(key, seq);
  }

  /** The messages need no mail: they were read, or may not be notified. Does nothing if a later one waits meanwhile. */
  async dropMail({ tenantId, personId, conversationId, mailSeq = 0 }: MessageAlertDoc): Promise<void> {
    await this.#endMail({ tenantId, personId, conversationId }, mailSeq);
  }

  async #endMail(key: Pick<MessageAlertDoc, 'tenantId' | 'personId' | 'conversationId'>, seq: number): Promise<void> {
    await this.#alerts.updateOne({ ...key, mailSeq: trusted({ $lte: seq }) }, { $unset: { mailSeq: true } });
  }
}
