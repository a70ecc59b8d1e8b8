/**
 * Limits how many messages a host sends to everyone of a meal within 24 hours. Stored, so that the limit holds across
 * processes.
 */

import type { Model } from 'mongoose';
import { Schema } from 'mongoose';
import { isDuplicateKey } from '../database/database-errors.ts';
import { notExported } from '../database/exported-fields.ts';
import { defineModel, trusted } from '../database/models.ts';
import { person, withDocument } from '../database/personal-fields.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Limits } from '../kernel/config.ts';
import { LimitExceededError } from '../kernel/errors.ts';
import type { Person } from '../kernel/person.ts';
import { DAY_MS } from '../kernel/time.ts';

export interface MealMessagesDoc {
  /** `mealId:personId`. */
  _id: string;
  tenantId: string;
  personId: string;
  /** Times of the latest messages, oldest first, at most as many as the daily limit. */
  sentAt: Date[];
  /** Of the last message; the document expires a day later. */
  lastAt: Date;
}

const DAY_SECONDS = 24 * 3_600;

const schema = new Schema<MealMessagesDoc>({
  _id: { type: String, required: true },
  tenantId: { type: String, required: true },
  personId: { type: String, required: true },
  sentAt: { type: [Date], required: true },
  lastAt: { type: Date, required: true },
});
schema.index({ tenantId: 1, personId: 1 });
schema.index({ lastAt: 1 }, { expireAfterSeconds: DAY_SECONDS });

export const mealMessagesModel = defineModel<MealMessagesDoc>({
  name: 'MealMessages',
  collection: 'mealmessages',
  schema,
  personal: {
    _id: withDocument,
    personId: person.deletesDocument,
  },
  exported: notExported('It counts messages for a limit, for a day.'),
  hotQueries: [
    { name: 'messages of a host to a meal', filter: { _id: 'x:y' } },
    { name: 'messages of a host', filter: { tenantId: 'public', personId: 'y' } },
  ],
});

export interface MealMessageLimitOptions {
  mealMessages: Model<MealMessagesDoc>;
  clock: Clock;
  limits: Pick<Limits, 'mealMessagesPerDay'>;
}

export class MealMessageLimit {
  readonly #parts: MealMessageLimitOptions;

  constructor(parts: MealMessageLimitOptions) {
    this.#parts = parts;
  }

  /** Counts one message of this host in an atomic step. @throws LimitExceededError `too_many_meal_messages` */
  async take({ tenantId, personId }: Person, mealId: string): Promise<void> {
    const { mealMessages, clock, limits } = this.#parts;
    const now = clock.date();
    const max = limits.mealMessagesPerDay;
    const _id = `${mealId}:${personId}`;
    const isBelowLimit = [
      { [`sentAt.${max - 1}`]: trusted({ $exists: false }) },
      { 'sentAt.0': trusted({ $lte: new Date(now.getTime() - DAY_MS) }) },
    ];
    const count = { $set: { lastAt: now }, $push: { sentAt: { $each: [now], $slice: -max } } };
    for (;;) {
      try {
        await mealMessages.updateOne({ _id, tenantId, personId, $or: isBelowLimit }, count, { upsert: true });
        return;
      } catch (error) {
        // The document exists but does not match. Either the limit is reached, or another process has just inserted it.
        if (!isDuplicateKey(error)) throw error;
        await this.#checkLimit({ _id, tenantId }, now);
      }
    }
  }

  async #checkLimit(key: { _id: string; tenantId: string }, now: Date): Promise<void> {
    const { mealMessages, limits } = this.#parts;
    const max = limits.mealMessagesPerDay;
    const found = await mealMessages.findOne(key).lean<MealMessagesDoc>();
    const sentAt = found?.sentAt.slice(-max) ?? [];
    const [oldest] = sentAt;
    const retryAfterMs = oldest && sentAt.length >= max ? oldest.getTime() + DAY_MS - now.getTime() : 0;
    if (retryAfterMs <= 0) return;
    const message = `You can send at most ${max} messages to everyone within 24 hours. Try again later.` as const;
    throw new LimitExceededError('too_many_meal_messages', message, { retryAfterMs });
  }
}
