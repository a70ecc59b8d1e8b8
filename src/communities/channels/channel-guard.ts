/** Checks a message before it is stored in a channel: mutes, banned words and slow mode. Moderators and owners are exempt. */

import { LRUCache } from 'lru-cache';
import type { Actor } from '../../kernel/actor.ts';
import type { Clock } from '../../kernel/clock.ts';
import { ForbiddenError } from '../../kernel/errors.ts';
import type { OutgoingMessage, SendGuard } from '../../kernel/hooks.ts';
import type { CommunityAccess, CommunityContext } from '../community-access.ts';
import type { StoredCommunity } from '../community-model.ts';
import { can } from '../rules.ts';
import type { SlowMode } from './slow-mode.ts';
import { WordFilter } from './word-filter.ts';

const MAX_CACHED_FILTERS = 500;

export interface ChannelGuardOptions {
  access: CommunityAccess;
  slowMode: Pick<SlowMode, 'takeTurn'>;
  clock: Clock;
}

export class ChannelGuard implements SendGuard {
  readonly kind = 'channel';
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
    if (!context || can(context, 'community:moderate')) return;
    this.#checkMute(context);
    if (this.#filterOf(context.community).matches(message.text)) {
      throw new ForbiddenError(
        'banned_word',
        'Your message contains a word that this community does not allow. Change the message and send it again.',
      );
    }
    const { slowModeSeconds } = context.community;
    if (slowModeSeconds === 0) return;
    const place = { conversationId: message.conversationId, communityId: context.community._id };
    await this.#parts.slowMode.takeTurn(actor, place, slowModeSeconds * 1_000);
  }

  /** Throws if the person is muted: a muted person is not seen typing either. @throws ForbiddenError `muted` */
  async checkWriter(actor: Actor, communityId: string | null): Promise<void> {
    const context = await this.#parts.access.find(actor, communityId ?? '');
    if (context && !can(context, 'community:moderate')) this.#checkMute(context);
  }

  #checkMute({ membership }: CommunityContext): void {
    const nowMs = this.#parts.clock.now();
    const mutedUntil = membership?.mutedUntil.getTime() ?? 0;
    if (mutedUntil <= nowMs) return;
    throw new ForbiddenError(
      'muted',
      'A moderator muted you in this community for now. You can still read, and write again when the mute ends.',
      { retryAfterMs: mutedUntil - nowMs },
    );
  }

  #filterOf({ _id, revision, bannedWords }: StoredCommunity): WordFilter {
    const key = `${_id}:${revision}`;
    const cached = this.#filters.get(key);
    if (cached) return cached;
    const filter = new WordFilter(bannedWords);
    this.#filters.set(key, filter);
    return filter;
  }
}
