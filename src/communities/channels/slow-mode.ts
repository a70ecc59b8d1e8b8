/** Slow mode of channels: after a message, its sender waits before the next one in the same channel. */
import type { Model } from 'mongoose';
import { Schema } from 'mongoose';
import { isDuplicateKey } from '../../database/database-errors.ts';
import { notExported } from '../../database/exported-fields.ts';
import { defineModel, trusted } from '../../database/models.ts';
import { person, withDocument } from '../../database/personal-fields.ts';
import type { Clock } from '../../kernel/clock.ts';
import { LimitExceededError } from '../../kernel/errors.ts';
import type { Events } from '../../kernel/events.ts';
import type { Person } from '../../kernel/person.ts';

export interface SlowModeDoc {
  /** `conversationId:personId`. */
  _id: string;
  tenantId: string;
  personId: string;
  communityId: string;
  /** When the person may send the next message. */
  nextAt: Date;
}

const schema = new Schema<SlowModeDoc>({
  _id: { type: String, required: true },
  tenantId: { type: String, required: true },
  personId: { type: String, required: true },
  communityId: { type: String, required: true },
  nextAt: { type: Date, required: true },
});
schema.index({ nextAt: 1 }, { expireAfterSeconds: 0 });
schema.index({ tenantId: 1, personId: 1 });
schema.index({ tenantId: 1, communityId: 1 });

export const slowModeModel = defineModel<SlowModeDoc>({
  name: 'CommunitySlowMode',
  collection: 'communitySlowModes',
  schema,
  personal: {
    _id: withDocument,
    personId: person.deletesDocument,
  },
  exported: notExported('It counts messages for a limit, for some minutes.'),
  hotQueries: [
    { name: 'the slow mode of a person', filter: { tenantId: 'public', personId: 'abc' } },
    { name: 'the slow mode of a community', filter: { tenantId: 'public', communityId: 'abc' } },
  ],
});

export interface SlowModeOptions {
  slowModes: Model<SlowModeDoc>;
  events: Events;
  clock: Clock;
}

/** A channel and the community that it is in. */
interface Place {
  conversationId: string;
  communityId: string;
}

export class SlowMode {
  readonly #parts: SlowModeOptions;

  constructor(parts: SlowModeOptions) {
    this.#parts = parts;
  }

  /**
   * Uses up the person's turn. One atomic step: of two messages that are sent at once from two devices, the second one is
   * refused.
   * @throws LimitExceededError `slow_mode`, with `retryAfterMs`
   */
  async takeTurn(
    { tenantId, personId }: Person,
    { conversationId, communityId }: Place,
    intervalMs: number,
  ): Promise<void> {
    const { slowModes, clock } = this.#parts;
    const nowMs = clock.now();
    const _id = `${conversationId}:${personId}`;
    const nextAt = new Date(nowMs + intervalMs);
    try {
      await slowModes.updateOne(
        { _id, tenantId, personId, nextAt: trusted({ $lte: new Date(nowMs) }) },
        { $set: { nextAt, communityId } },
        { upsert: true },
      );
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      const slowMode = await slowModes.findOne({ _id, tenantId }).lean<SlowModeDoc>();
      // At most the current interval: it may have been shortened since `nextAt` was stored.
      const waitMs = Math.min(Math.max((slowMode?.nextAt.getTime() ?? nowMs) - nowMs, 1), intervalMs);
      throw new LimitExceededError('slow_mode', 'This channel has slow mode. Wait before you send the next message.', {
        retryAfterMs: waitMs,
      });
    }
  }

  /**
   * Announces to the people whose turn is used up in a community, or to one of them, that they may write again: their clients
   * then send what waits.
   */
  async announceChange({
    tenantId,
    communityId,
    personId,
  }: Omit<Person, 'personId'> & { communityId: string; personId?: string }) {
    const { slowModes, events } = this.#parts;
    const used = await slowModes
      .find({ tenantId, communityId, ...(personId !== undefined && { personId }) })
      .lean<SlowModeDoc[]>();
    for (const { _id, personId: waitingId } of used) {
      const conversationId = _id.slice(0, _id.lastIndexOf(':'));
      events.announce('circleConversationChanged', { conversationId, personIds: [waitingId] });
    }
  }
}
