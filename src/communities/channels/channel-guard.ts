/** What a community asks of a message before it is stored in one of its channels. Moderators may always write. */

import { LRUCache } from 'lru-cache';
import type { Model } from 'mongoose';
import { Schema } from 'mongoose';
import { isDuplicateKey } from '../../database/database-errors.ts';
import { defineModel, trusted } from '../../database/models.ts';
import type { Actor } from '../../kernel/actor.ts';
import type { Clock } from '../../kernel/clock.ts';
import { ForbiddenError, LimitExceededError } from '../../kernel/errors.ts';
import type { OutgoingMessage } from '../../kernel/hooks.ts';
import type { Person } from '../../kernel/person.ts';
import type { CommunityAccess } from '../community-access.ts';
import type { StoredCommunity } from '../community-model.ts';
import { can } from '../rules.ts';
import { WordFilter } from './word-filter.ts';

export interface SlowModeDoc {
  /** Community, channel and person. */
  _id: string;
  tenantId: string;
  personId: string;
  nextAt: Date;
}

const schema = new Schema<SlowModeDoc>({
  _id: { type: String, required: true },
  tenantId: { type: String, required: true },
  personId: { type: String, required: true },
  nextAt: { type: Date, required: true },
});
schema.index({ nextAt: 1 }, { expireAfterSeconds: 0 });
schema.index({ tenantId: 1, personId: 1 });

export const slowModeModel = defineModel<SlowModeDoc>({
  name: 'CommunitySlowMode',
  collection: 'communitySlowModes',
  schema,
  hotQueries: [{ name: 'the slow mode of a person', filter: { tenantId: 'public', personId: 'abc' } }],
});

const REMEMBERED_FILTERS = 500;

export interface ChannelGuardOptions {
  access: CommunityAccess;
  slowModes: Model<SlowModeDoc>;
  clock: Clock;
}

export class ChannelGuard {
  readonly #parts: ChannelGuardOptions;
  readonly #filters = new LRUCache<string, WordFilter>({ max: REMEMBERED_FILTERS });

  constructor(parts: ChannelGuardOptions) {
    this.#parts = parts;
  }

  /**
   * @throws ForbiddenError `muted` or `banned_word`
   * @throws LimitExceededError `slow_mode`, with when to try again
   */
  async check(actor: Actor, message: OutgoingMessage): Promise<void> {
    const place = await this.#parts.access.find(actor, message.subjectId ?? '');
    // Who may write at all was decided before; a community that has ended closes its channels.
    if (!place || can(place.role, 'moderate')) return;
    const nowMs = this.#parts.clock.now();
    const mutedUntil = place.membership?.mutedUntil.getTime() ?? 0;
    if (mutedUntil > nowMs) {
      throw new ForbiddenError(
        'muted',
        'A moderator stopped you from writing in this community for now. You can still read.',
        { retryAfterMs: mutedUntil - nowMs },
      );
    }
    if (this.#filterOf(place.community).finds(message.text)) {
      throw new ForbiddenError(
        'banned_word',
        'Your message contains a word that this community does not allow. Change the message and send it again.',
      );
    }
    const { slowModeSeconds } = place.community;
    if (slowModeSeconds > 0) await this.#takeTurn(actor, message, slowModeSeconds * 1_000);
  }

  /** Removes when someone who leaves may write next. */
  async erasePerson({ tenantId, personId }: Person): Promise<void> {
    await this.#parts.slowModes.deleteMany({ tenantId, personId });
  }

  #filterOf({ _id, revision, bannedWords }: StoredCommunity): WordFilter {
    const key = `${_id}:${revision}`;
    const known = this.#filters.get(key);
    if (known) return known;
    const filter = new WordFilter(bannedWords);
    this.#filters.set(key, filter);
    return filter;
  }

  /** One atomic step: of two messages at the same moment, from two devices, the second is too early. */
  async #takeTurn(
    { tenantId, personId }: Actor,
    { conversationId }: OutgoingMessage,
    intervalMs: number,
  ): Promise<void> {
    const { slowModes, clock } = this.#parts;
    const nowMs = clock.now();
    const _id = `${conversationId}:${personId}`;
    const nextAt = new Date(nowMs + intervalMs);
    try {
      await slowModes.updateOne(
        { _id, tenantId, personId, nextAt: trusted({ $lte: new Date(nowMs) }) },
        { $set: { nextAt } },
        { upsert: true },
      );
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      const slowMode = await slowModes.findById(_id).lean<SlowModeDoc>();
      // Slow mode may have been made shorter meanwhile.
      const waitMs = Math.min(Math.max((slowMode?.nextAt.getTime() ?? nowMs) - nowMs, 1), intervalMs);
      throw new LimitExceededError('slow_mode', 'This channel has slow mode. Wait before you send the next message.', {
        retryAfterMs: waitMs,
      });
    }
  }
}
