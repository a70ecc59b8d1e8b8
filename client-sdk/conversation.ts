/** One open conversation: its messages in order and without a gap, mine on their way, who types and what is unread. */
import type { Conversation, History, Message, ReadMark, SyncedConversation } from '../src/protocol/index.ts';
import type { Call } from './calls.ts';
import type { Connection } from './connection.ts';
import { type ConversationMessage, pendingMessage, storedMessage } from './conversation-message.ts';
import { MeshiError } from './errors.ts';
import { Live, type Unsubscribe } from './events.ts';
import { MessageLog } from './message-log.ts';
import type { Outbox } from './outbox.ts';
import { delay, later, retryDelayMs } from './timers.ts';
import { Typing, Typists } from './typing.ts';

const PAGE = 50;
const SYNC_PAGE = 200;
/** An acknowledgement may overtake an announcement by a moment; only what is missing after this is asked for. */
const GAP_GRACE_MS = 100;
const UNREAD_MAX = 100;

export interface ConversationSnapshot {
  /** As the server last told it: kind, person or title, topic, open or closed. */
  readonly info: Conversation;
  /** In `seq` order without a gap, then mine that are not durable yet. */
  readonly messages: readonly ConversationMessage[];
  readonly hasOlder: boolean;
  readonly isLoadingOlder: boolean;
  /** Ids of others who are typing. */
  readonly typists: readonly string[];
  /** Messages of others that I have not read, counted up to 100. */
  readonly unreadCount: number;
  readonly lastReadSeq: number;
  /** Up to where the other person of a match has read. */
  readonly othersReadSeq: number;
}

export interface ConversationEvents {
  changed: ConversationSnapshot;
  /**
   * A message by anyone, me included, became part of the conversation: in `seq` order, each once. Not fired for what was
   * there when it was opened, nor for older messages that are loaded.
   */
  'message:added': Message;
}

interface ConversationParts {
  info: Conversation;
  history: History;
  personId: string;
  connection: Connection;
  outbox: Outbox;
  call: Call;
  /** Called once, when the last user of it closed it. */
  onClose: () => void;
}

export class LiveConversation extends Live<ConversationSnapshot, ConversationEvents> {
  /** Tells the others that I type. `start` may be called at every key; it ends by itself 6 s after the last. */
  readonly typing: { start(): void; stop(): void };
  readonly #parts: ConversationParts;
  readonly #log: MessageLog;
  readonly #typists: Typists;
  readonly #shown = new WeakMap<Message, ConversationMessage>();
  readonly #stop: Unsubscribe[];
  #syncing: Promise<void> | null = null;
  #cancelGapCheck: (() => void) | null = null;
  #wantedReadSeq = 0;
  #readAgain: Promise<void> | null = null;
  #users = 1;
  #isClosed = false;

  /** @internal Made by `Conversations.open`. */
  constructor(parts: ConversationParts) {
    const { info, history } = parts;
    super({
      info,
      messages: [],
      hasOlder: history.hasMore,
      isLoadingOlder: false,
      typists: [],
      unreadCount: info.unreadCount,
      lastReadSeq: info.lastReadSeq,
      othersReadSeq: info.othersReadSeq,
    });
    this.#parts = parts;
    this.#log = new MessageLog(history.messages, history.lastSeq);
    this.#typists = new Typists((typists) => this.update({ typists }));
    this.typing = new Typing({ connection: parts.connection, conversationId: info.id });
    this.#stop = this.#listen();
    this.#show();
  }

  get id(): string {
    return this.snapshot.info.id;
  }
  get info(): Conversation {
    return this.snapshot.info;
  }
  get messages(): readonly ConversationMessage[] {
    return this.snapshot.messages;
  }
  get typists(): readonly string[] {
    return this.snapshot.typists;
  }
  get unreadCount(): number {
    return this.snapshot.unreadCount;
  }

  /**
   * Sends a message of 1 to 4,000 characters. It is in `messages` at once and survives a lost connection and a closed
   * tab; resolves when it is durable. @throws MeshiError where it is refused for good: its state is then `failed`
   */
  send(text: string): Promise<Message> {
    this.typing.stop();
    return this.#parts.outbox.send(this.id, text);
  }

  /** Sends a `failed` message again. @throws MeshiError */
  retry(clientMessageId: string): Promise<Message> {
    return this.#parts.outbox.retry(clientMessageId);
  }

  /** Takes a `failed` message out of the list. */
  discard(clientMessageId: string): Promise<void> {
    return this.#parts.outbox.discard(clientMessageId);
  }

  /** Loads 50 older messages. Resolves to whether there are more. @throws MeshiError */
  async loadOlder(): Promise<boolean> {
    if (!this.snapshot.hasOlder || this.snapshot.isLoadingOlder) return this.snapshot.hasOlder;
    this.update({ isLoadingOlder: true });
    try {
      const { messages, hasMore } = await this.#parts.call('conversations.history', {
        params: { conversationId: this.id },
        query: { beforeSeq: this.#log.firstSeq, limit: PAGE },
      });
      this.#log.prepend(messages);
      this.#show({ hasOlder: hasMore });
    } finally {
      this.update({ isLoadingOlder: false });
    }
    return this.snapshot.hasOlder;
  }

  /** Marks everything up to `seq` as read, by default all there is. Never runs backwards; made up for when offline. */
  async markRead(seq: number = this.#log.lastSeq): Promise<void> {
    if (seq <= this.snapshot.lastReadSeq) return;
    this.#wantedReadSeq = Math.max(this.#wantedReadSeq, seq);
    this.#moveRead({ conversationId: this.id, personId: this.#parts.personId, seq });
    this.#readAgain ??= this.#tellRead().finally(() => {
      this.#readAgain = null;
    });
    await this.#readAgain;
  }

  /** Stops following it, once everyone who opened it has closed it. What waits to be sent is sent nevertheless. */
  close(): void {
    this.#users -= 1;
    if (this.#users > 0 || this.#isClosed) return;
    this.end();
  }

  /** @internal Another user of the same object. */
  share(): this {
    this.#users += 1;
    return this;
  }

  /** @internal Ends it for everyone: signed out. */
  end(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const stop of this.#stop) stop();
    this.#cancelGapCheck?.();
    this.#typists.clear();
    this.#parts.onClose();
  }

  /** @internal Asks for everything after the last message; needed where announcements may have been missed. */
  sync(): Promise<void> {
    this.#syncing ??= this.#askForMissing().finally(() => {
      this.#syncing = null;
      if (this.#log.hasGap) this.#checkGapLater();
    });
    return this.#syncing;
  }

  #listen(): Unsubscribe[] {
    const { connection, outbox, info, personId } = this.#parts;
    const isHere = ({ conversationId }: { conversationId: string }) => conversationId === info.id;
    return [
      connection.on('message:created', (message) => isHere(message) && this.#take([message])),
      connection.on('message:hidden', (message) => isHere(message) && this.#hide([message.seq])),
      connection.on('read:moved', (mark) => isHere(mark) && this.#moveRead(mark)),
      connection.on('typing:started', (it) => isHere(it) && it.personId !== personId && this.#typists.add(it.personId)),
      connection.on('typing:stopped', (it) => isHere(it) && this.#typists.remove(it.personId)),
      connection.on('match:ended', (ended) => isHere(ended) && this.#close()),
      connection.on('match:created', (match) => isHere(match) && void this.#reload()),
      connection.on('conversation:changed', (changed) => isHere(changed) && void this.#reload()),
      connection.on('circle:changed', ({ circle }) => circle.id === this.info.subjectId && void this.#reload()),
      connection.on('opened', () => void Promise.all([this.sync(), this.#reload()])),
      outbox.on('durable', (message) => isHere(message) && this.#take([message])),
      outbox.on('changed', (changed) => isHere(changed) && this.#show()),
    ];
  }

  #take(messages: readonly Message[]): void {
    const added = this.#log.add(messages);
    for (const message of added) {
      this.#typists.remove(message.senderId);
      if (message.senderId === this.#parts.personId) this.#parts.outbox.settle(message);
    }
    this.#show();
    for (const message of added) this.emit('message:added', message);
    if (this.#log.hasGap) this.#checkGapLater();
  }

  #hide(seqs: readonly number[]): void {
    if (this.#log.hide(seqs)) this.#show();
  }

  #checkGapLater(): void {
    if (this.#cancelGapCheck || this.#isClosed) return;
    this.#cancelGapCheck = later(GAP_GRACE_MS, () => {
      this.#cancelGapCheck = null;
      if (this.#log.hasGap) void this.sync();
    });
  }

  async #askForMissing(): Promise<void> {
    const { connection } = this.#parts;
    for (let attempt = 0; !this.#isClosed; ) {
      try {
        const page: SyncedConversation = await connection.request('conversation:sync', {
          conversationId: this.id,
          afterSeq: this.#log.lastSeq,
          limit: SYNC_PAGE,
        });
        attempt = 0;
        if (page.hiddenSeqs) this.#hide(page.hiddenSeqs);
        this.#take(page.messages);
        if (!page.hasMore) return;
      } catch (error) {
        const problem = MeshiError.from(error);
        // Offline: coming back asks again. Refused: there is nothing to be had.
        if (!problem.isTemporary || connection.state !== 'online') return;
        attempt += 1;
        await delay(Math.max(retryDelayMs(attempt), problem.details.retryAfterMs ?? 0));
      }
    }
  }

  #moveRead({ personId, seq }: ReadMark): void {
    if (personId === this.#parts.personId) {
      if (seq > this.snapshot.lastReadSeq) this.#show({ lastReadSeq: seq });
    } else if (seq > this.snapshot.othersReadSeq) {
      this.#show({ othersReadSeq: seq });
    }
  }

  async #tellRead(): Promise<void> {
    const { connection } = this.#parts;
    for (let told = 0, attempt = 0; told < this.#wantedReadSeq && !this.#isClosed; ) {
      const seq = this.#wantedReadSeq;
      try {
        await connection.request('conversation:read', { conversationId: this.id, seq });
        told = seq;
      } catch (error) {
        const problem = MeshiError.from(error);
        if (!problem.isTemporary) return;
        attempt += 1;
        await delay(Math.max(retryDelayMs(attempt), problem.details.retryAfterMs ?? 0));
      }
    }
  }

  #close(): void {
    this.update({ info: { ...this.snapshot.info, state: 'closed' } });
  }

  async #reload(): Promise<void> {
    try {
      const info = await this.#parts.call('conversations.get', { params: { conversationId: this.id } });
      if (this.#isClosed) return;
      this.#moveRead({ conversationId: this.id, personId: this.#parts.personId, seq: info.lastReadSeq });
      this.#show({ info, othersReadSeq: Math.max(info.othersReadSeq, this.snapshot.othersReadSeq) });
    } catch (error) {
      // One that is invisible now (a block) is closed for us. Anything else: what was known stays, until next time.
      if (MeshiError.from(error).code === 'not_found') this.#close();
    }
  }

  /** Builds the list anew and counts what is unread, together with whatever else changed. */
  #show(fields: Partial<ConversationSnapshot> = {}): void {
    const next = { ...this.snapshot, ...fields };
    const mine = this.#parts.personId;
    const ahead = this.#log.ahead.filter(({ senderId }) => senderId === mine);
    const known = new Set(ahead.map(({ clientMessageId }) => clientMessageId));
    const pending = this.#parts.outbox.pendingIn(this.id).filter(({ entry }) => !known.has(entry.clientMessageId));
    const messages = [
      ...[...this.#log.messages, ...ahead].map((message) => this.#shownAs(message, next.othersReadSeq)),
      ...pending.map((message) => pendingMessage(message, mine)),
    ];
    this.update({ ...fields, messages, unreadCount: this.#unreadCount(next) });
  }

  /** The same object for the same message and state, so that a list draws only what changed. */
  #shownAs(message: Message, othersReadSeq: number): ConversationMessage {
    const isMine = message.senderId === this.#parts.personId;
    const state = isMine && message.seq <= othersReadSeq ? 'read' : 'durable';
    const known = this.#shown.get(message);
    if (known?.state === state) return known;
    const shown = storedMessage(message, isMine, state);
    this.#shown.set(message, shown);
    return shown;
  }

  #unreadCount({ info, lastReadSeq }: ConversationSnapshot): number {
    const unread = this.#log.messages.filter(
      ({ seq, senderId }) => seq > lastReadSeq && senderId !== this.#parts.personId,
    ).length;
    // Where the read mark lies before what is loaded, only the server can count what lies between.
    const isCovered = this.#log.firstSeq <= lastReadSeq + 1;
    return Math.min(UNREAD_MAX, isCovered ? unread : Math.max(unread, info.unreadCount));
  }
}
