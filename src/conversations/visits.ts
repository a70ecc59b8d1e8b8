/**
 * Who has been inside a room: only they may read its text. A visit only grows, so that the devices of a person can enter and leave in
 * any order, on any process. After a crash it ends at the last message before the person entered.
 */
import type { Model } from 'mongoose';
import { upsertOnce } from '../database/insert-once.ts';
import { Background } from '../kernel/background.ts';
import type { Log } from '../kernel/log.ts';
import type { Person } from '../kernel/person.ts';
import type { MessageReader } from './messages/message-reader.ts';
import type { VisitDoc } from './visit-model.ts';

export interface VisitsOptions {
  visits: Model<VisitDoc>;
  reader: Pick<MessageReader, 'lastSeq'>;
  log: Log;
}

export class Visits {
  readonly #options: VisitsOptions;
  readonly #leaving = new Background();

  constructor(options: VisitsOptions) {
    this.#options = options;
  }

  /** The person is inside now. */
  async note({ tenantId, personId }: Person, conversationId: string): Promise<void> {
    const toSeq = await this.#options.reader.lastSeq({ tenantId, conversationId });
    const key = { tenantId, conversationId, personId };
    await upsertOnce(() => this.#options.visits.updateOne(key, { $max: { toSeq } }, { upsert: true }));
  }

  /** The person is leaving. Does not wait, because nobody waits for a connection that has ended. */
  noteLeaving(person: Person, conversationId: string): void {
    const { log } = this.#options;
    this.#leaving.add(this.note(person, conversationId), (error) => {
      log.warn({ err: error }, 'the end of a visit to a room could not be stored; it ends at its beginning');
    });
  }

  /** The last message that was written while the person was inside; null for a person who was never there. */
  async lastSeenBy({ tenantId, personId }: Person, conversationId: string): Promise<number | null> {
    // A room that closes sends its people away, and they read at once.
    await this.#leaving.settled();
    const key = { tenantId, conversationId, personId };
    return (await this.#options.visits.findOne(key, { toSeq: 1 }).lean<VisitDoc>())?.toSeq ?? null;
  }

  /** Waits for what is being stored. */
  async close(): Promise<void> {
    await this.#leaving.settled();
  }
}
