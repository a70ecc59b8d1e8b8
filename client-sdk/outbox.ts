/**
 * My messages that the server has not stored yet. Each message is stored on the device before it is sent, sent again under
 * the same id until the server acknowledges it, and removed only then. So a lost connection, a closed tab or a killed server
 * neither loses nor duplicates a message.
 */
import { type ErrorCode, type Message, wireLimits } from '../src/protocol/index.ts';
import type { Connection } from './connection.ts';
import { MeshiError, notSignedInError } from './errors.ts';
import { Emitter } from './events.ts';
import { withLock } from './locks.ts';
import type { OutboxEntry, OutboxStore } from './outbox-store.ts';
import { type Deferred, deferred, randomId } from './platform.ts';
import { delay, retryDelayMs } from './timers.ts';

/** After this many attempts, an `internal` error of the server makes the message fail. */
const INTERNAL_ATTEMPTS = 8;

export interface PendingMessage {
  readonly entry: OutboxEntry;
  readonly state: 'queued' | 'sending' | 'failed';
  readonly error: MeshiError | null;
}

export interface OutboxEvents {
  /** Fired when a message of this conversation was queued, is being sent, failed or was removed. */
  changed: { conversationId: string };
  /** Fired when the server has stored a message, before the `changed` that removes it from the outbox. */
  'message:stored': Message;
}

interface Pending extends PendingMessage {
  entry: OutboxEntry;
  state: 'queued' | 'sending' | 'failed';
  error: MeshiError | null;
  /** Whether the store has the message. It is sent only afterwards. */
  isStored: boolean;
  settled: Deferred<Message>;
}

export class Outbox extends Emitter<OutboxEvents> {
  readonly #store: OutboxStore;
  readonly #connection: Connection;
  readonly #pending = new Map<string, Pending>();
  readonly #pumping = new Set<string>();
  #accountId: string | null = null;
  #lastOrder = 0;
  #stopped = new AbortController();

  constructor({ store, connection }: { store: OutboxStore; connection: Connection }) {
    super();
    this.#store = store;
    this.#connection = connection;
    // A closed tab may have left messages in the store. The next tab that comes online sends them.
    connection.on('opened', () => void this.#resume());
  }

  /** Starts sending the messages of this account, as soon as the client is online. */
  async start(accountId: string): Promise<void> {
    this.stop();
    this.#stopped = new AbortController();
    this.#accountId = accountId;
    await this.#resume();
  }

  /** Stops sending. Stored messages stay in the store for the next `start`. */
  stop(): void {
    this.#stopped.abort();
    this.#accountId = null;
    for (const pending of this.#pending.values()) pending.settled.reject(notSignedInError());
    this.#pending.clear();
    this.#pumping.clear();
  }

  /** The messages of a conversation that the server has not stored yet, in the order of sending. */
  pendingIn(conversationId: string): PendingMessage[] {
    return [...this.#pending.values()]
      .filter(({ entry }) => entry.conversationId === conversationId)
      .sort((a, b) => a.entry.order - b.entry.order);
  }

  /** Queues a message. Resolves when the server has stored it. @throws MeshiError if the server refuses it for good */
  send(conversationId: string, text: string): Promise<Message> {
    const accountId = this.#accountId;
    if (accountId === null) return Promise.reject(notSignedInError());
    const problem = problemOf(text);
    if (problem) return Promise.reject(problem);

    this.#lastOrder = Math.max(this.#lastOrder + 1, Date.now());
    const pending = this.#add({
      accountId,
      conversationId,
      clientMessageId: randomId(),
      text,
      queuedAt: new Date().toISOString(),
      order: this.#lastOrder,
      failure: null,
    });
    this.emit('changed', { conversationId });
    void this.#storeAndSend(pending);
    return pending.settled.promise;
  }

  /** Sends a failed message again. @throws MeshiError `not_found` if there is no message with this id */
  async retry(clientMessageId: string): Promise<Message> {
    const pending = this.#pending.get(clientMessageId);
    if (!pending) throw new MeshiError('not_found', 'No message with this id is waiting to be sent.');
    if (pending.state === 'failed') {
      pending.settled = settleable();
      pending.entry = { ...pending.entry, failure: null };
      pending.isStored = false;
      this.#set(pending, 'queued', null);
      void this.#storeAndSend(pending);
    }
    return pending.settled.promise;
  }

  /** Removes a failed message. A message that is queued or being sent cannot be withdrawn. */
  async discard(clientMessageId: string): Promise<void> {
    const pending = this.#pending.get(clientMessageId);
    if (pending?.state !== 'failed') return;
    await this.#remove(pending);
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
    const accountId = this.#accountId;
    if (accountId === null) return;
    // If the store is broken, messages are kept in memory only.
    const entries = await this.#store.load(accountId).catch(() => [] as OutboxEntry[]);
    if (this.#accountId !== accountId) return;
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
      error: failure && new MeshiError(failure.code as ErrorCode, failure.message),
      isStored: false,
      settled: settleable(),
    };
    this.#pending.set(entry.clientMessageId, pending);
    return pending;
  }

  async #storeAndSend(pending: Pending): Promise<void> {
    // A store that fails (private window, full disk) must not prevent sending.
    await this.#store.put(pending.entry).catch(() => {});
    pending.isStored = true;
    await this.#pump(pending.entry.conversationId);
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
      attempt = error ? attempt + 1 : 0;
      if (!error || signal.aborted) continue;
      if (isFinal(error, attempt)) await this.#fail(next, error);
      else await this.#pause(next, error, attempt, signal);
    }
    if (!signal.aborted) this.#pumping.delete(conversationId);
  }

  /** Resolves to the error of the attempt, or null. */
  async #attempt(pending: Pending, signal: AbortSignal): Promise<MeshiError | null> {
    const { accountId, conversationId, clientMessageId, text } = pending.entry;
    this.#set(pending, 'sending', null);
    try {
      const message = await withLock(`meshi:outbox:${accountId}:${conversationId}`, () =>
        this.#connection.request('message:send', { conversationId, clientMessageId, text }),
      );
      if (!signal.aborted) this.settle(message);
      return null;
    } catch (error) {
      return MeshiError.from(error);
    }
  }

  async #pause(pending: Pending, error: MeshiError, attempt: number, signal: AbortSignal): Promise<void> {
    if (!this.#pending.has(pending.entry.clientMessageId)) return;
    this.#set(pending, 'queued', error);
    if (this.#connection.state !== 'online') return;
    await delay(Math.max(retryDelayMs(attempt), error.details.retryAfterMs ?? 0), signal);
  }

  async #fail(pending: Pending, error: MeshiError): Promise<void> {
    if (!this.#pending.has(pending.entry.clientMessageId)) return;
    pending.entry = { ...pending.entry, failure: { code: error.code, message: error.message } };
    this.#set(pending, 'failed', error);
    pending.settled.reject(error);
    await this.#store.put(pending.entry).catch(() => {}); // If the store is broken, only this tab shows the failure.
  }

  async #remove(pending: Pending): Promise<void> {
    const { accountId, conversationId, clientMessageId } = pending.entry;
    this.#pending.delete(clientMessageId);
    this.emit('changed', { conversationId });
    // If this fails, the next start sends the message again, and the server answers with the stored message.
    await this.#store.remove(accountId, clientMessageId).catch(() => {});
  }

  #set(pending: Pending, state: Pending['state'], error: MeshiError | null): void {
    if (pending.state === state && pending.error === error) return;
    pending.state = state;
    pending.error = error;
    this.emit('changed', { conversationId: pending.entry.conversationId });
  }
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

/** Checks the length as the server does, before the message is queued. */
function problemOf(text: string): MeshiError | null {
  const length = text.trim().length;
  if (length >= 1 && length <= wireLimits.messageChars) return null;
  const expected = `1 to ${wireLimits.messageChars} characters`;
  return new MeshiError('invalid_input', `A message must have ${expected}.`, {
    details: { problems: [{ path: 'text', expected }] },
  });
}
