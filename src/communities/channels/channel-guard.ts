/** Checks a message before it is stored in a channel: mutes, banned words and slow mode. Moderators and owners are exempt. */

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
  /** `conversationId:personId`. */
  _id: string;
  tenantId: string;
  personId: string;
  /** When the person may send the next message. */
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

const MAX_CACHED_FILTERS = 500;

export interface ChannelGuardOptions {
  access: CommunityAccess;
  slowModes: Model<SlowModeDoc>;
  clock: Clock;
}

export class ChannelGuard {
  readonly #parts: ChannelGuardOptions;
  readonly #filters = new LRUCache<string, WordFilter>({ max: MAX_CACHED_FILTERS });

  constructor(parts: ChannelGuardOptions) {
    this.#parts = parts;
  }

  /**
   * Throws if the message must not be stored. In slow mode an allowed message uses up the person's turn.
   * @throws ForbiddenError `muted` or `banned_word`
   * @throws LimitExceededError `slow_mode`, with `retryAfterMs`
   */
  async check(actor: Actor, message: OutgoingMessage): Promise<void> {
    const context = await this.#parts.access.find(actor, message.subjectId ?? '');
    // Membership was checked before. Without a community there is nothing to check: closing it also closes its channels.
    if (!context || can(context.role, 'moderate')) return;
    const nowMs = this.#parts.clock.now();
    const mutedUntil = context.membership?.mutedUntil.getTime() ?? 0;
    if (mutedUntil > nowMs) {
      throw new ForbiddenError(
        'muted',
        'A moderator muted you in this community for now. You can still read, and write again when the mute ends.',
        { retryAfterMs: mutedUntil - nowMs },
      );
    }
    if (this.#filterOf(context.community).matches(message.text)) {
      throw new ForbiddenError(
        'banned_word',
        'Your message contains a word that this community does not allow. Change the message and send it again.',
      );
    }
    const { slowModeSeconds } = context.community;
    if (slowModeSeconds > 0) await this.#takeTurn(actor, message, slowModeSeconds * 1_000);
  }

  /** Removes the slow mode entries of an erased person. */
  async erasePerson({ tenantId, personId }: Person): Promise<void> {
    await this.#parts.slowModes.deleteMany({ tenantId, personId });
  }

  #filterOf({ _id, revision, bannedWords }: StoredCommunity): WordFilter {
    const key = `${_id}:${revision}`;
    const cached = this.#filters.get(key);
    if (cached) return cached;
    const filter = new WordFilter(bannedWords);
    this.#filters.set(key, filter);
    return filter;
  }

  /** One atomic step: of two messages that are sent at once from two devices, the second one is refused. */
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
      const slowMode = await slowModes.findOne({ _id, tenantId }).lean<SlowModeDoc>();
      // At most the current interval: it may have been shortened since `nextAt` was stored.
      const waitMs = Math.min(Math.max((slowMode?.nextAt.getTime() ?? nowMs) - nowMs, 1), intervalMs);
      throw new LimitExceededError('slow_mode', 'This channel has slow mode. Wait before you send the next message.', {
        retryAfterMs: waitMs,
      });
    }
  }
}
