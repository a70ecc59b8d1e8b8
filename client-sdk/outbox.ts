/**
 * My messages that the server has not stored yet. Each message is stored on the device before it is sent, sent again under
 * the same id until the server acknowledges it, and removed only then. So a lost connection, a closed tab or a killed server
 * neither loses nor duplicates a message.
 */
import type { ErrorCode, Message } from '../src/protocol/index.ts';
import { wireLimits } from '../src/protocol/limits.ts';
import { EXPECTED, textProblem } from '../src/protocol/text.ts';
import type { Connection } from './connection.ts';
import { MeshiError, type Reason, signedOutError, withdrawnError } from './errors.ts';
import { Emitter } from './events.ts';
import { withLock } from './locks.ts';
import type { OutboxEntry, OutboxStore } from './outbox-store.ts';
import { type Deferred, deferred, randomId } from './platform.ts';
import { delay, retryDelayMs, Wakers, within } from './timers.ts';

/** After this many attempts, an `internal` error of the server makes the message fail. */
const INTERNAL_ATTEMPTS = 8;
/** A store that takes longer than this is treated as broken: a suspended tab can block the store of all tabs. */
const STORE_TIMEOUT_MS = 5_000;

export interface PendingMessage {
  readonly entry: OutboxEntry;
  readonly state: 'queued' | 'sending' | 'failed';
  readonly error: MeshiError | null;
  /** When the client tries again because the server asked it to wait, in milliseconds since 1970; otherwise null. */
  readonly retryAt: number | null;
  /** Whether the server cannot have the message, so that it can be discarded. */
  readonly canDiscard: boolean;
}

export interface OutboxEvents {
  /** Fired when a message of this conversation was queued, is being sent, failed or was removed. */
  changed: { conversationId: string };
  /** Fired when the server has stored a message, before the `changed` that removes it from the outbox. */
  'message:stored': Message;
}

/** The person whose messages are sent. */
interface Sender {
  /** `me.profile.id` */
  accountId: string;
  /** `me.account.id` */
  ownerId: string;
}

interface Pending extends PendingMessage {
  entry: OutboxEntry;
  state: 'queued' | 'sending' | 'failed';
  error: MeshiError | null;
  retryAt: number | null;
  canDiscard: boolean;
  /** Whether the store has the message. It is sent only afterwards. */
  isStored: boolean;
  /** Whether the message was removed, so that the store must not keep it. */
  isRemoved: boolean;
  /** Whether no other tab can have seen the message yet. */
  isFresh: boolean;
  settled: Deferred<Message>;
}

export class Outbox extends Emitter<OutboxEvents> {
  readonly #store: OutboxStore;
  readonly #connection: Connection;
  readonly #pending = new Map<string, Pending>();
  readonly #pumping = new Set<string>();
  readonly #waiting = new Wakers();
  #sender: Sender | null = null;
  #lastOrder = 0;
  #stopped = new AbortController();

  constructor({ store, connection }: { store: OutboxStore; connection: Connection }) {
    super();
    this.#store = store;
    this.#connection = connection;
    // A closed tab may have left messages in the store. The next tab that comes online sends them.
    connection.on('opened', () => {
      this.#waiting.wakeAll();
      void this.#resume();
    });
    // Slow mode may have ended, or no longer apply to me.
    connection.on('conversation:changed', ({ conversationId }) => this.#waiting.wake(conversationId));
    connection.on('circle:changed', () => this.#waiting.wakeAll());
  }

  /**
   * Starts sending the messages of this person, as soon as the client is online. `accountId` is `me.profile.id`, `ownerId` is
   * `me.account.id`.
   */
  async start(accountId: string, ownerId: string = accountId): Promise<void> {
    this.stop();
    this.#stopped = new AbortController();
    this.#sender = { accountId, ownerId };
    await this.#resume();
  }

  /** Stops sending; `send` rejects with `why`. Stored messages stay in the store for the next `start`. */
  stop(why: MeshiError = signedOutError()): void {
    this.#stopped.abort();
    this.#sender = null;
    for (const pending of this.#pending.values()) pending.settled.reject(why);
    this.#pending.clear();
    this.#pumping.clear();
  }

  /** How many messages of this account are not sent, in all its organisations and tabs. */
  async count(): Promise<number> {
    return (await this.#owned()).size;
  }

  /** Removes every message of this profile, or of this account in all its organisations, that is not sent. */
  async clear(scope: 'profile' | 'account'): Promise<void> {
    const sender = this.#sender;
    const owned = [...(await this.#owned()).values()];
    for (const pending of this.#pending.values()) pending.isRemoved = true;
    const entries = scope === 'account' ? owned : owned.filter(({ accountId }) => accountId === sender?.accountId);
    await Promise.all(
      entries.map(({ accountId, clientMessageId }) => this.#inStore(this.#store.remove(accountId, clientMessageId))),
    );
  }

  /** The messages of a conversation that the server has not stored yet, in the order of sending. */
  pendingIn(conversationId: string): PendingMessage[] {
    return [...this.#pending.values()]
      .filter(({ entry }) => entry.conversationId === conversationId)
      .sort((a, b) => a.entry.order - b.entry.order);
  }

  /** Queues a message. Resolves when the server has stored it. @throws MeshiError if the server refuses it for good */
  send(conversationId: string, text: string, replyTo?: number): Promise<Message> {
    const sender = this.#sender;
    if (sender === null) return Promise.reject(signedOutError());
    const problem = problemOf(text);
    if (problem) return Promise.reject(problem);

    this.#lastOrder = Math.max(this.#lastOrder + 1, Date.now());
    const pending = this.#add({
      ...sender,
      conversationId,
      clientMessageId: randomId(),
      text,
      ...(replyTo !== undefined && { replyTo }),
      queuedAt: new Date().toISOString(),
      order: this.#lastOrder,
      failure: null,
    });
    pending.isFresh = true;
    pending.canDiscard = true;
    this.emit('changed', { conversationId });
    void this.#storeAndSend(pending);
    return pending.settled.promise;
  }

  /** Sends a failed or waiting message now. @throws MeshiError `not_found` if there is no message with this id */
  async retry(clientMessageId: string): Promise<Message> {
    const pending = this.#pending.get(clientMessageId);
    if (!pending) throw new MeshiError('not_found', 'No message with this id is waiting to be sent.');
    if (pending.state === 'failed') {
      pending.settled = settleable();
      pending.entry = { ...pending.entry, failure: null };
      pending.isStored = false;
      this.#set(pending, { state: 'queued', error: null });
      void this.#storeAndSend(pending);
    }
    this.#waiting.wake(pending.entry.conversationId);
    return pending.settled.promise;
  }

  /**
   * Removes a message that failed, or that the server cannot have yet. Resolves to whether it was removed: a message that is
   * being sent, or may have arrived, cannot be withdrawn.
   */
  async discard(clientMessageId: string): Promise<boolean> {
    const pending = this.#pending.get(clientMessageId);
    if (!pending?.canDiscard) return false;
    pending.settled.reject(withdrawnError());
    await this.#remove(pending);
    this.#waiting.wake(pending.entry.conversationId);
    return true;
  }

  /** Removes a message that the server has stored, whichever tab or device sent it. */
  settle(message: Message): void {
    const pending = this.#pending.get(message.clientMessageId);
    if (pending?.entry.conversationId !== message.conversationId) return;
    // Removed first: a listener of the event may call this again with the same message.
    this.#pending.delete(message.clientMessageId);
    pending.settled.resolve(message);
    this.emit('message:stored', message);
    void this.#remove(pending);
  }

  async #resume(): Promise<void> {
    const sender = this.#sender;
    if (sender === null) return;
    const entries = await this.#load(sender);
    if (this.#sender !== sender) return;
    const conversationIds = new Set([...this.#pending.values()].map(({ entry }) => entry.conversationId));
    for (const entry of entries) {
      if (this.#pending.has(entry.clientMessageId)) continue;
      this.#lastOrder = Math.max(this.#lastOrder, entry.order);
      const pending = this.#add(entry);
      pending.isStored = true;
      conversationIds.add(entry.conversationId);
      this.emit('changed', { conversationId: entry.conversationId });
    }
    for (const conversationId of conversationIds) void this.#pump(conversationId);
  }

  #add(entry: OutboxEntry): Pending {
    const { failure } = entry;
    const pending: Pending = {
      entry,
      state: failure ? 'failed' : 'queued',
      error: failure && errorOf(failure),
      retryAt: null,
      canDiscard: failure !== null,
      isStored: false,
      isRemoved: false,
      isFresh: false,
      settled: settleable(),
    };
    this.#pending.set(entry.clientMessageId, pending);
    return pending;
  }

  async #storeAndSend(pending: Pending): Promise<void> {
    // A store that fails (private window, full disk) must not prevent sending.
    await this.#inStore(this.#store.put(pending.entry));
    pending.isStored = true;
    // The removal may have overtaken the write.
    if (pending.isRemoved) await this.#removeStored(pending);
    else await this.#pump(pending.entry.conversationId);
  }

  /** Sends the messages of a conversation one by one: each when the server has stored the one before. */
  async #pump(conversationId: string): Promise<void> {
    if (this.#pumping.has(conversationId)) return;
    this.#pumping.add(conversationId);
    const { signal } = this.#stopped;
    for (let attempt = 0; !signal.aborted; ) {
      const next = this.pendingIn(conversationId).find(({ state }) => state !== 'failed') as Pending | undefined;
      if (!next?.isStored) break;
      if (this.#connection.state !== 'online') break; // `opened` starts sending again.
      const error = await this.#attempt(next, signal);
      // A wait that the server asked for says nothing about its health.
      attempt = error && error.code !== 'limit_exceeded' ? attempt + 1 : 0;
      if (!error || signal.aborted) continue;
      if (isFinal(error, attempt)) await this.#fail(next, error);
      else await this.#pause(next, error, attempt, signal);
    }
    if (!signal.aborted) this.#pumping.delete(conversationId);
  }

  /** Resolves to the error of the attempt, or null. */
  async #attempt(pending: Pending, signal: AbortSignal): Promise<MeshiError | null> {
    const { accountId, conversationId, clientMessageId, text, replyTo } = pending.entry;
    this.#set(pending, { state: 'sending', canDiscard: false });
    try {
      const message = await withLock(`meshi:outbox:${accountId}:${conversationId}`, async () => {
        if (await this.#isGone(pending)) return null;
        if (signal.aborted) throw signedOutError();
        const answer = replyTo === undefined ? {} : { replyTo };
        return this.#connection.request('message:send', { conversationId, clientMessageId, text, ...answer });
      });
      if (signal.aborted) return null;
      if (message) this.settle(message);
      else this.#forget(pending);
      return null;
    } catch (error) {
      const problem = MeshiError.from(error);
      // Only a refusal says that the server does not have the message.
      pending.canDiscard = problem.code !== 'unavailable' && problem.code !== 'internal';
      return problem;
    } finally {
      pending.isFresh = false;
    }
  }

  /** Whether another tab has sent or discarded the message since this tab has read it from the store. */
  async #isGone(pending: Pending): Promise<boolean> {
    if (pending.isFresh || !this.#sender) return false;
    const stored = await within(STORE_TIMEOUT_MS, this.#store.load(this.#sender.accountId)).catch(() => null);
    return stored?.every(({ clientMessageId }) => clientMessageId !== pending.entry.clientMessageId) ?? false;
  }

  #forget(pending: Pending): void {
    if (!this.#has(pending)) return;
    this.#pending.delete(pending.entry.clientMessageId);
    pending.settled.reject(withdrawnError());
    this.emit('changed', { conversationId: pending.entry.conversationId });
  }

  async #pause(pending: Pending, error: MeshiError, attempt: number, signal: AbortSignal): Promise<void> {
    if (!this.#has(pending)) return;
    const { retryAfterMs } = error.details;
    const waitMs = Math.max(retryDelayMs(attempt), retryAfterMs ?? 0);
    this.#set(pending, { state: 'queued', error, retryAt: retryAfterMs === undefined ? null : Date.now() + waitMs });
    if (this.#connection.state === 'online')
      await delay(waitMs, this.#waiting.signalOf(pending.entry.conversationId, signal));
    if (this.#has(pending)) this.#set(pending, { retryAt: null });
  }

  async #fail(pending: Pending, error: MeshiError): Promise<void> {
    if (!this.#has(pending)) return;
    const { code, message, reason } = error;
    pending.entry = { ...pending.entry, failure: { code, message, reason } };
    this.#set(pending, { state: 'failed', error, canDiscard: true });
    pending.settled.reject(error);
    await this.#inStore(this.#store.put(pending.entry)); // If the store is broken, only this tab shows the failure.
  }

  async #remove(pending: Pending): Promise<void> {
    pending.isRemoved = true;
    this.#pending.delete(pending.entry.clientMessageId);
    this.emit('changed', { conversationId: pending.entry.conversationId });
    await this.#removeStored(pending);
  }

  /** If this fails, the next start sends the message again, and the server answers with the stored message. */
  async #removeStored({ entry: { accountId, clientMessageId } }: Pending): Promise<void> {
    await this.#inStore(this.#store.remove(accountId, clientMessageId));
  }

  /** If the store is broken, messages are kept in memory only. */
  #load({ accountId }: Sender): Promise<OutboxEntry[]> {
    return within(STORE_TIMEOUT_MS, this.#store.load(accountId)).catch(() => []);
  }

  async #owned(): Promise<Map<string, OutboxEntry>> {
    const sender = this.#sender;
    if (!sender) return new Map();
    const loaded = this.#store.loadOwned?.(sender.ownerId) ?? Promise.resolve([]);
    const owned = await within(STORE_TIMEOUT_MS, loaded).catch(() => []);
    const mine = [...this.#pending.values()].map(({ entry }) => entry);
    return new Map([...owned, ...(await this.#load(sender)), ...mine].map((entry) => [entry.clientMessageId, entry]));
  }

  async #inStore(written: Promise<void>): Promise<void> {
    await within(STORE_TIMEOUT_MS, written).catch(() => {});
  }

  #has(pending: Pending): boolean {
    return this.#pending.get(pending.entry.clientMessageId) === pending;
  }

  #set(pending: Pending, changed: Partial<Pick<Pending, 'state' | 'error' | 'retryAt' | 'canDiscard'>>): void {
    if (!this.#has(pending)) return;
    Object.assign(pending, { ...(changed.state === 'sending' && { error: null, retryAt: null }), ...changed });
    this.emit('changed', { conversationId: pending.entry.conversationId });
  }
}

function errorOf({ code, message, reason }: NonNullable<OutboxEntry['failure']>): MeshiError {
  return new MeshiError(code as ErrorCode, message, reason ? { reason: reason as Reason as never } : {});
}

function settleable(): Deferred<Message> {
  const settled = deferred<Message>();
  // A caller that does not await the promise sees the failure in the message's state: no unhandled rejection.
  settled.promise.catch(() => {});
  return settled;
}

/** Whether a retry cannot succeed. After `unauthenticated` it can: the client gets a new token, or signs out. */
function isFinal(error: MeshiError, attempt: number): boolean {
  if (error.code === 'internal') return attempt >= INTERNAL_ATTEMPTS;
  return !error.isTemporary && error.code !== 'unauthenticated' && error.code !== 'incompatible_protocol';
}

/** Checks the text as the server does, before the message is queued. */
function problemOf(text: string): MeshiError | null {
  const problem = textProblem(text, wireLimits.messageChars);
  if (!problem) return null;
  const expected = problem === 'too_long' ? `at most ${wireLimits.messageChars} characters` : EXPECTED[problem];
  return new MeshiError('invalid_input', `The text of the message is not allowed: ${expected}.`, {
    details: { problems: [{ path: 'text', expected, problem }] },
  });
}
