/** Mutes conversations: until a time, or until the person ends it. */
import type { Model } from 'mongoose';
import { newId } from '../database/ids.ts';
import { upsertOnce } from '../database/insert-once.ts';
import { trusted } from '../database/models.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Person } from '../kernel/person.ts';
import { HOUR_MS } from '../kernel/time.ts';
import { instantOf, wallTimeAt } from '../kernel/zoned-time.ts';
import type { ConversationMute, MuteFor } from '../protocol/conversations.ts';
import type { MuteDoc } from './mute-model.ts';

const MORNING = '08:00';

/** When a mute ends that begins at `at`; null if the person ends it. */
export function muteEnd(length: MuteFor, at: Date, timeZone: string): Date | null {
  if (length === 'always') return null;
  if (length === 'hour') return new Date(at.getTime() + HOUR_MS);
  const tomorrow = wallTimeAt(at, timeZone).toPlainDate().add({ days: 1 });
  return instantOf(tomorrow.toPlainDateTime(MORNING), timeZone);
}

export class Mutes {
  readonly #mutes: Model<MuteDoc>;
  readonly #clock: Clock;

  constructor({ mutes, clock }: { mutes: Model<MuteDoc>; clock: Clock }) {
    this.#mutes = mutes;
    this.#clock = clock;
  }

  /** Mutes the conversation until this time; null until the person ends it. */
  async set({ tenantId, personId }: Person, conversationId: string, until: Date | null): Promise<void> {
    const key = { tenantId, personId, conversationId };
    const change = { $set: { until }, $setOnInsert: { _id: newId() } };
    await upsertOnce(() => this.#mutes.updateOne(key, change, { upsert: true }));
  }

  /** Ends the mute now. Does nothing if the conversation is not muted. Returns whether it was. */
  async end({ tenantId, personId }: Person, conversationId: string): Promise<boolean> {
    const now = this.#clock.date();
    const { modifiedCount } = await this.#mutes.updateOne(
      { tenantId, personId, conversationId, $or: [{ until: null }, { until: trusted({ $gt: now }) }] },
      { $set: { until: now } },
    );
    return modifiedCount === 1;
  }

  /** The running mutes of these conversations, by conversation id. */
  async running({ tenantId, personId }: Person, ids: readonly string[]): Promise<Map<string, ConversationMute>> {
    if (ids.length === 0) return new Map();
    const found = await this.#mutes
      .find({ tenantId, personId, conversationId: trusted({ $in: [...ids] }) })
      .lean<MuteDoc[]>();
    const now = this.#clock.date();
    const running = found.filter(({ until }) => until === null || until > now);
    return new Map(
      running.map(({ conversationId, until }) => [conversationId, { until: until?.toISOString() ?? null }]),
    );
  }

  /** Until when messages of the conversation are not notified: `always`, the end of the last mute, or null if there was none. */
  async quietUntil({ tenantId, personId }: Person, conversationId: string): Promise<Date | 'always' | null> {
    const found = await this.#mutes.findOne({ tenantId, personId, conversationId }).lean<MuteDoc>();
    if (!found) return null;
    return found.until ?? 'always';
  }
}
