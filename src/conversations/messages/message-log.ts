/**
 * The one way messages are written: group commit. Whatever arrives while one insert is under way goes into the next,
 * in the order it came, and is acknowledged and announced only when it is in the journal.
 *
 * Why no gap and no double can arise. One insert at a time is under way in a process, and it is ordered: after a
 * document that is refused, none of the same insert is stored. Numbers continue from the highest that is stored, so n + 1
 * is only ever inserted after n. A refused document is either a resend (the stored message is its answer) or comes after
 * another process's insert (the numbers are read again); the rest is numbered anew. Where the outcome of an insert is
 * unknown, because the connection broke, what was remembered is forgotten, and the client's ids tell which of the batch
 * is stored before anything is inserted again. Should the lost insert still be running then, it and its successor meet in
 * the same two indexes, and the loser goes on as above.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { type Model, mongo } from 'mongoose';
import { databaseUnavailable, duplicateKeys, isUnavailable } from '../../database/database-errors.ts';
import { driverCollection } from '../../database/models.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Limits } from '../../kernel/config.ts';
import { UnavailableError } from '../../kernel/errors.ts';
import type { Audience, DomainEvents, Events } from '../../kernel/events.ts';
import type { Message } from '../../protocol/conversations.ts';
import type { HotMessages } from './hot-messages.ts';
import { CLIENT_ID_INDEX, type MessageDoc, messageId, SEQ_INDEX, toMessage } from './message-model.ts';
import { Sequence } from './sequence.ts';
import { barrier, findStored } from './stored-messages.ts';

/** A message that someone wants to send. */
export interface MessageDraft {
  tenantId: string;
  conversationId: string;
  senderId: string;
  clientMessageId: string;
  text: string;
  audience: Audience;
}

/** A draft on its way. */
interface Pending {
  draft: MessageDraft;
  key: string;
  /** By a clock that nobody sets. */
  expiresAt: number;
  answer: PromiseWithResolvers<Message>;
  isAnswered: boolean;
}

export interface MessageLogOptions {
  messages: Model<MessageDoc>;
  events: Events;
  clock: Clock;
  limits: Pick<Limits, 'commitBatch' | 'commitQueue' | 'commitWaitMs'>;
  /** Is told each message as soon as it is durable; null where another process may write too. */
  hot: HotMessages | null;
}

const RETRY_MS = 50;
const EXPIRE_MS = 250;
const BUSY_MS = 4;
const ENOUGH_PART = 0.8;
const GATHER_PART = 0.3;
const GATHER_MAX_MS = 15;

export class MessageLog {
  readonly #options: MessageLogOptions;
  readonly #sequence: Sequence;
  readonly #queue: Pending[] = [];
  /** Everything queued or being written, so that an impatient resend gets the same answer. */
  readonly #pending = new Map<string, Pending>();
  /** Conversations with an insert under way: up to which seq they are surely durable. */
  readonly #durableUpTo = new Map<string, number>();
  /** Those of the insert under way. */
  #batch: readonly Pending[] = [];
  #lastSizes: readonly [number, number] = [0, 0];
  #running: Promise<void> | null = null;
  #isClosed = false;

  constructor(options: MessageLogOptions) {
    this.#options = options;
    this.#sequence = new Sequence(options.messages);
  }

  /**
   * Stores a message and answers when it is durable; a resend is answered with what was stored first.
   * @throws UnavailableError when the queue is full or the database stays away: the same draft may be sent again.
   */
  append(draft: MessageDraft): Promise<Message> {
    const key = `${draft.conversationId} ${draft.senderId} ${draft.clientMessageId}`;
    const known = this.#pending.get(key);
    if (known) return known.answer.promise;
    const { commitQueue, commitWaitMs } = this.#options.limits;
    if (this.#isClosed || this.#queue.length >= commitQueue) {
      throw new UnavailableError('Too many messages are waiting to be stored. Try again in a moment.', {
        retryAfterMs: 1_000,
      });
    }
    const expiresAt = performance.now() + commitWaitMs;
    const pending = { draft, key, expiresAt, answer: Promise.withResolvers<Message>(), isAnswered: false };
    this.#pending.set(key, pending);
    this.#queue.push(pending);
    this.#running ??= this.#run();
    return pending.answer.promise;
  }

  /**
   * Up to which seq a conversation may be shown. While an insert is under way, a read may see documents that a crash
   * would still undo; whoever saw one would know of a message that never was.
   */
  durableUpTo(conversationId: string): number {
    return this.#durableUpTo.get(conversationId) ?? Number.POSITIVE_INFINITY;
  }

  /** Writes what waits, then takes no more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    const expiring = setInterval(() => this.#rejectWhere(({ expiresAt }) => expiresAt <= performance.now()), EXPIRE_MS);
    // The requests of one turn of the event loop share one insert.
    await turn();
    while (this.#queue.length > 0) {
      const startedAt = performance.now();
      this.#batch = this.#queue.splice(0, this.#options.limits.commitBatch);
      this.#lastSizes = [this.#lastSizes[1], this.#batch.length];
      await this.#commit();
      // First the announcements go out, then whatever came meanwhile is read: two half batches cost twice the fan-out
      // of one whole, and fan-out is what costs.
      await turn();
      await turn();
      await this.#gather(performance.now() - startedAt);
    }
    clearInterval(expiring);
    this.#running = null;
  }

  /**
   * Where a commit with its announcements takes long, the machine is busy: then it pays to wait a part of that time for
   * as many as were answered lately, who may be about to send again.
   */
  async #gather(tookMs: number): Promise<void> {
    if (tookMs < BUSY_MS) return;
    const enough = Math.max(...this.#lastSizes) * ENOUGH_PART;
    const until = performance.now() + Math.min(tookMs * GATHER_PART, GATHER_MAX_MS);
    while (this.#queue.length < enough && performance.now() < until) await delay(1);
  }

  /** Ends when each of the batch has its answer. Never throws. */
  async #commit(): Promise<void> {
    let mayBeStored = false;
    for (let attempt = 0; this.#batch.length > 0; attempt += 1) {
      try {
        if (mayBeStored) await this.#settleStored();
        mayBeStored = false;
        // Two processes that write to the same conversation step aside for each other.
        if (attempt > 1) await delay(Math.min(2 ** attempt, RETRY_MS) * Math.random());
        await this.#sequence.load(byConversation(this.#batch));
        mayBeStored = await this.#insert();
      } catch (error) {
        for (const { draft } of this.#batch) this.#forget(draft.conversationId);
        mayBeStored = true;
        if (isUnavailable(error)) await this.#untilDatabaseIsBack(error);
        else this.#rejectWhere((pending) => this.#batch.includes(pending), error);
        this.#batch = this.#batch.filter(({ isAnswered }) => !isAnswered);
      }
    }
    this.#durableUpTo.clear();
  }

  /** Inserts with the next numbers; what a unique index kept out stays in the batch. Returns whether some may be stored. */
  async #insert(): Promise<boolean> {
    const batch = this.#batch;
    const docs = this.#number(batch);
    try {
      // Through the driver: nothing of Mongoose is needed for documents that are right by construction.
      await driverCollection(this.#options.messages).insertMany(docs, { ordered: true });
      this.#batch = [];
      this.#created(batch, docs);
      return false;
    } catch (error) {
      const [duplicate] = duplicateKeys(error);
      if (!duplicate || isNotConfirmed(error)) throw error;
      const { position, indexName } = duplicate;
      this.#batch = batch.slice(position);
      this.#created(batch.slice(0, position), docs.slice(0, position));
      const refused = docs[position];
      if (refused && indexName !== CLIENT_ID_INDEX) this.#forget(refused.conversationId);
      return indexName !== SEQ_INDEX;
    }
  }

  #number(batch: readonly Pending[]): MessageDoc[] {
    const createdAt = this.#options.clock.date();
    const seqs = new Map<string, number>();
    return batch.map(({ draft: { tenantId, conversationId, senderId, clientMessageId, text } }) => {
      let last = seqs.get(conversationId);
      if (last === undefined) {
        last = this.#sequence.last(conversationId) ?? 0;
        this.#durableUpTo.set(conversationId, last);
      }
      const seq = last + 1;
      seqs.set(conversationId, seq);
      const _id = messageId(conversationId, seq);
      return { _id, tenantId, conversationId, seq, senderId, clientMessageId, text, createdAt };
    });
  }

  /** These were inserted and are durable. */
  #created(pendings: readonly Pending[], docs: readonly MessageDoc[]): void {
    for (const { conversationId, seq } of docs) {
      this.#sequence.set(conversationId, seq);
      this.#durableUpTo.set(conversationId, seq);
    }
    this.#answer(pendings, docs, this.#options.hot);
  }

  /** Answers those of the batch that are stored already, and takes them out of it. */
  async #settleStored(): Promise<void> {
    const batch = this.#batch;
    const stored = await findStored(
      this.#options.messages,
      batch.map(({ draft }) => draft),
    );
    if (stored.size === 0) return;
    await barrier(this.#options.messages);
    const found = batch.filter(({ key }) => stored.has(key));
    this.#batch = batch.filter(({ key }) => !stored.has(key));
    // They are not given to the memory of newest messages: they may be any of the conversation.
    this.#answer(
      found,
      found.map(({ key }) => stored.get(key)).filter((doc) => doc !== undefined),
      null,
    );
  }

  #answer(pendings: readonly Pending[], docs: readonly MessageDoc[], hot: HotMessages | null): void {
    const created: DomainEvents['messagesCreated'] = [];
    for (const [at, pending] of pendings.entries()) {
      const doc = docs[at];
      if (!doc) continue;
      const message = toMessage(doc);
      hot?.append(message);
      this.#finish(pending);
      pending.answer.resolve(message);
      created.push({ message, audience: pending.draft.audience });
    }
    // Also what was only found stored: its announcement may have died with the process that made it.
    if (created.length > 0) this.#options.events.announce('messagesCreated', created);
  }

  /** Waits as long as it takes; those who waited long enough are told so meanwhile. */
  async #untilDatabaseIsBack(reason: unknown): Promise<void> {
    for (;;) {
      await delay(RETRY_MS);
      if (await isBack(this.#options.messages)) break;
      if (!this.#isClosed) continue;
      this.#rejectWhere(() => true, reason);
      return;
    }
    // All that an insert of unknown outcome has left is durable now.
    this.#durableUpTo.clear();
  }

  #forget(conversationId: string): void {
    this.#sequence.forget(conversationId);
    this.#options.hot?.drop(conversationId);
  }

  /** Answers those who wait, and whom `fits` picks, with an error. They may be stored all the same; a resend will tell. */
  #rejectWhere(fits: (pending: Pending) => boolean, reason?: unknown): void {
    const rejected = [...this.#batch, ...this.#queue].filter((pending) => !pending.isAnswered && fits(pending));
    if (rejected.length === 0) return;
    for (const pending of rejected) {
      this.#finish(pending);
      pending.answer.reject(reason === undefined || isUnavailable(reason) ? databaseUnavailable(reason) : reason);
    }
    this.#queue.splice(0, this.#queue.length, ...this.#queue.filter(({ isAnswered }) => !isAnswered));
  }

  #finish(pending: Pending): void {
    pending.isAnswered = true;
    // After a rejection the same message may be waiting anew.
    if (this.#pending.get(pending.key) === pending) this.#pending.delete(pending.key);
  }
}

/** Until all that is due in this turn of the event loop is done. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function byConversation(pendings: readonly Pending[]): Map<string, { tenantId: string }> {
  return new Map(pendings.map(({ draft }) => [draft.conversationId, draft]));
}

/** Whether what stood before the refused document may not be durable either. */
function isNotConfirmed(error: unknown): boolean {
  return error instanceof mongo.MongoBulkWriteError && error.result.getWriteConcernError() !== undefined;
}

/** Also makes everything durable that an insert of unknown outcome has left behind. */
async function isBack(messages: Model<MessageDoc>): Promise<boolean> {
  try {
    await barrier(messages);
    return true;
  } catch {
    // Any answer but success means: not yet.
    return false;
  }
}
