/**
 * All messages are written here, by group commit. Messages that arrive during one insert go into the next insert, in order of
 * arrival. A message is acknowledged and announced only when it is in the journal.
 *
 * Why there are no gaps and no duplicates: A process runs one insert at a time, and the insert is ordered: after a rejected
 * document, no later document of the same insert is stored. Numbers continue from the highest stored one, so n + 1 is
 * only inserted after n. A rejected document is either a resend (answered with the stored message) or lost a race against
 * another process (the numbers are read again); the rest of the batch gets new numbers. If the outcome of an insert is
 * unknown because the connection broke, the cached numbers are dropped, and the client ids show which messages of the batch
 * are stored before anything is inserted again. If the lost insert is still running at that time, it and the new insert
 * compete in the same two unique indexes, and the loser is handled as above.
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
import { type RemovedToSeq, Sequence } from './sequence.ts';
import { barrier, findStored } from './stored-messages.ts';

/** A message before it is stored. */
export interface MessageDraft {
  tenantId: string;
  conversationId: string;
  senderId: string;
  clientMessageId: string;
  text: string;
  replyTo?: number | undefined;
  audience: Audience;
}

/** A draft that is queued or being written. */
interface Pending {
  draft: MessageDraft;
  key: string;
  /** On the monotonic clock of `performance.now()`. */
  expiresAt: number;
  answer: PromiseWithResolvers<Message>;
  isAnswered: boolean;
}

export interface MessageLogOptions {
  messages: Model<MessageDoc>;
  removedToSeq: RemovedToSeq;
  events: Events;
  clock: Clock;
  limits: Pick<Limits, 'commitBatch' | 'commitQueue' | 'commitWaitMs'>;
  /** Receives each message as soon as it is durable; null if other processes write messages too. */
  hot: HotMessages | null;
}

const RETRY_MS = 50;
const EXPIRE_MS = 250;
// For `#gather`.
const BUSY_MS = 4;
const ENOUGH_PART = 0.8;
const GATHER_PART = 0.3;
const GATHER_MAX_MS = 15;

export class MessageLog {
  readonly #options: MessageLogOptions;
  readonly #sequence: Sequence;
  readonly #queue: Pending[] = [];
  /** Everything that is queued or being written, so that an early resend gets the same answer. */
  readonly #pending = new Map<string, Pending>();
  /** For conversations in the current insert: the highest `seq` that is certainly durable. */
  readonly #durableUpTo = new Map<string, number>();
  /** The messages of the current insert. */
  #batch: readonly Pending[] = [];
  #lastSizes: readonly [number, number] = [0, 0];
  #running: Promise<void> | null = null;
  #isClosed = false;

  constructor(options: MessageLogOptions) {
    this.#options = options;
    this.#sequence = new Sequence(options);
  }

  /**
   * Stores a message and resolves when it is durable. A resend resolves with the message that was stored first.
   * @throws UnavailableError if the queue is full or the database is unavailable for too long: the same draft may be sent again.
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
   * The highest `seq` of a conversation that may be shown. During an insert, a read may return documents that a crash would
   * still undo, and a client must not see a message that then never existed.
   */
  durableUpTo(conversationId: string): number {
    return this.#durableUpTo.get(conversationId) ?? Number.POSITIVE_INFINITY;
  }

  /** Writes the queue and rejects new messages. */
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
      // First the announcements go out, then waiting requests are read. Two half batches would cost twice the fan-out of one
      // full batch, and fan-out is the main cost.
      await turn();
      await turn();
      await this.#gather(performance.now() - startedAt);
    }
    clearInterval(expiring);
    this.#running = null;
  }

  /**
   * If a commit and its announcements took long, the machine is busy. Then it pays off to wait for a fraction of that time, so
   * that the people whose messages were just stored can send again and share one insert.
   */
  async #gather(tookMs: number): Promise<void> {
    if (tookMs < BUSY_MS) return;
    const enough = Math.max(...this.#lastSizes) * ENOUGH_PART;
    const until = performance.now() + Math.min(tookMs * GATHER_PART, GATHER_MAX_MS);
    while (this.#queue.length < enough && performance.now() < until) await delay(1);
  }

  /** Resolves when every message of the batch is answered. Never throws. */
  async #commit(): Promise<void> {
    let mayBeStored = false;
    for (let attempt = 0; this.#batch.length > 0; attempt += 1) {
      try {
        if (mayBeStored) await this.#settleStored();
        mayBeStored = false;
        // Random backoff for two processes that write to the same conversation.
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

  /** Inserts the batch with the next numbers; rejected messages stay in the batch. Returns whether some of those may be stored. */
  async #insert(): Promise<boolean> {
    const batch = this.#batch;
    const docs = this.#number(batch);
    try {
      // Through the driver: these documents are valid by construction, so Mongoose is not needed.
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
      const rejected = docs[position];
      if (rejected && indexName !== CLIENT_ID_INDEX) this.#forget(rejected.conversationId);
      return indexName !== SEQ_INDEX;
    }
  }

  #number(batch: readonly Pending[]): MessageDoc[] {
    const createdAt = this.#options.clock.date();
    const seqs = new Map<string, number>();
    return batch.map(({ draft: { tenantId, conversationId, senderId, clientMessageId, text, replyTo } }) => {
      let last = seqs.get(conversationId);
      if (last === undefined) {
        last = this.#sequence.last(conversationId) ?? 0;
        this.#durableUpTo.set(conversationId, last);
      }
      const seq = last + 1;
      seqs.set(conversationId, seq);
      const _id = messageId(conversationId, seq);
      const doc: MessageDoc = { _id, tenantId, conversationId, seq, senderId, clientMessageId, text, createdAt };
      return replyTo === undefined ? doc : { ...doc, replyTo };
    });
  }

  /** Handles documents that were inserted and are durable. */
  #created(pendings: readonly Pending[], docs: readonly MessageDoc[]): void {
    for (const { conversationId, seq } of docs) {
      this.#sequence.set(conversationId, seq);
      this.#durableUpTo.set(conversationId, seq);
    }
    this.#answer(pendings, docs, this.#options.hot);
  }

  /** Answers messages of the batch that are already stored, and removes them from the batch. */
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
    // Not added to the hot messages: they need not be the newest ones of their conversation.
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
      const { tenantId, audience } = pending.draft;
      created.push({ tenantId, message, audience });
    }
    // Also for messages that were found already stored: the process that stored them may have crashed before announcing them.
    if (created.length > 0) this.#options.events.announce('messagesCreated', created);
  }

  /** Waits without a time limit; messages that wait too long are rejected by the timer in `#run`. */
  async #untilDatabaseIsBack(reason: unknown): Promise<void> {
    for (;;) {
      await delay(RETRY_MS);
      if (await isBack(this.#options.messages)) break;
      if (!this.#isClosed) continue;
      this.#rejectWhere(() => true, reason);
      return;
    }
    // Everything that an insert with an unknown outcome has stored is durable now.
    this.#durableUpTo.clear();
  }

  #forget(conversationId: string): void {
    this.#sequence.forget(conversationId);
    this.#options.hot?.drop(conversationId);
  }

  /** Rejects the waiting messages that `fits` selects. They may be stored anyway; a resend will find out. */
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
    // After a rejection, a resend of the same message may already be waiting under this key.
    if (this.#pending.get(pending.key) === pending) this.#pending.delete(pending.key);
  }
}

/** Resolves in the next turn of the event loop. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function byConversation(pendings: readonly Pending[]): Map<string, { tenantId: string }> {
  return new Map(pendings.map(({ draft }) => [draft.conversationId, draft]));
}

/** Whether the documents before the rejected one may not be durable either. */
function isNotConfirmed(error: unknown): boolean {
  return error instanceof mongo.MongoBulkWriteError && error.result.getWriteConcernError() !== undefined;
}

/** Whether the database answers. If it does, everything that an insert with an unknown outcome has stored is durable too. */
async function isBack(messages: Model<MessageDoc>): Promise<boolean> {
  try {
    await barrier(messages);
    return true;
  } catch {
    // Any error means that the database is not ready yet.
    return false;
  }
}
