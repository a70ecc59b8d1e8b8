/** One open conversation: its messages in order and without a gap, mine that are not stored yet, typists and read marks. */
import type { Conversation, History, Message, ReadMark, SyncedConversation } from '../src/protocol/index.ts';
import type { Call } from './calls.ts';
import type { Connection } from './connection.ts';
import { type ConversationMessage, MessageList } from './conversation-message.ts';
import { MeshiError } from './errors.ts';
import { Live, type Unsubscribe } from './events.ts';
import { MessageLog } from './message-log.ts';
import type { Outbox } from './outbox.ts';
import { ReadReporter } from './read-reporter.ts';
import { delay, later, retryDelayMs } from './timers.ts';
import { Typing, type TypingIndicator, Typists } from './typing.ts';

const PAGE = 50;
const SYNC_PAGE = 200;
/** An acknowledgement may arrive a moment before an earlier announcement: only a gap that lasts longer is synced. */
const GAP_GRACE_MS = 100;
const UNREAD_MAX = 100;

/** State of an open conversation. */
export interface ConversationSnapshot {
  /** The conversation as the server last described it: kind, person or title, topic, open or closed. */
  readonly info: Conversation;
  /** The loaded messages in `seq` order without a gap, then mine that are not durable yet. */
  readonly messages: readonly ConversationMessage[];
  /** Whether `loadOlder()` would load further messages. */
  readonly hasOlder: boolean;
  /** Whether `loadOlder()` is loading. */
  readonly isLoadingOlder: boolean;
  /** Ids of the other people who are typing. */
  readonly typists: readonly string[];
  /** Messages of others that I have not read, counted up to 100. */
  readonly unreadCount: number;
  /** The seq up to which I have read. */
  readonly lastReadSeq: number;
  /** The seq up to which the other person of a match has read. */
  readonly othersReadSeq: number;
}

/** Events of an open conversation. */
export interface ConversationEvents {
  /** Fired when the snapshot was replaced: by messages, their states, typists, read marks, or the description. */
  changed: ConversationSnapshot;
  /**
   * Fired once for each new message, mine included, in `seq` order. Not fired for messages that were loaded when the
   * conversation was opened, or by `loadOlder()`.
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
  /** Called once, when everyone who opened the conversation has closed it. */
  onClose: () => void;
}

/** One open conversation, followed until `close()`. */
export class LiveConversation extends Live<ConversationSnapshot, ConversationEvents> {
  /** Shows the others that I am typing. */
  readonly typing: TypingIndicator;
  readonly #parts: ConversationParts;
  readonly #log: MessageLog;
  readonly #typists: Typists;
  readonly #list: MessageList;
  readonly #reads: ReadReporter;
  readonly #stop: Unsubscribe[];
  #syncing: Promise<void> | null = null;
  #cancelGapCheck: (() => void) | null = null;
  #users = 1;
  #isClosed = false;

  /** @internal Created by `Conversations.open`. */
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
    this.#list = new MessageList(parts.personId);
    this.#reads = new ReadReporter({
      connection: parts.connection,
      conversationId: info.id,
      isClosed: () => this.#isClosed,
    });
    this.typing = new Typing({ connection: parts.connection, conversationId: info.id });
    this.#stop = this.#listen();
    this.#show();
  }

  /** The id of the conversation. */
  get id(): string {
    return this.snapshot.info.id;
  }

  /** The conversation as the server last described it. */
  get info(): Conversation {
    return this.snapshot.info;
  }

  /** The loaded messages in `seq` order without a gap, then mine that are not durable yet. */
  get messages(): readonly ConversationMessage[] {
    return this.snapshot.messages;
  }

  /** Ids of the other people who are typing. */
  get typists(): readonly string[] {
    return this.snapshot.typists;
  }

  /** Messages of others that I have not read, counted up to 100. */
  get unreadCount(): number {
    return this.snapshot.unreadCount;
  }

  /**
   * Sends a message of 1 to 4,000 characters. It is in `messages` at once, survives a lost connection and a closed tab, and
   * the promise resolves when it is stored on the server.
   * @throws MeshiError if the message is refused for good: `invalid_input` for its length, otherwise its state is `failed`
   */
  send(text: string): Promise<Message> {
    this.typing.stop();
    return this.#parts.outbox.send(this.id, text);
  }

  /** Sends a `failed` message again. Resolves when it is stored. @throws MeshiError, `not_found` for an unknown id */
  retry(clientMessageId: string): Promise<Message> {
    return this.#parts.outbox.retry(clientMessageId);
  }

  /** Removes a `failed` message from the list. Does nothing for any other message. */
  discard(clientMessageId: string): Promise<void> {
    return this.#parts.outbox.discard(clientMessageId);
  }

  /** Loads the 50 messages before the first one. Resolves to whether there are still older ones. @throws MeshiError */
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

  /**
   * Marks all messages up to `seq` as read, by default all messages. A lower seq than before does nothing. While offline the
   * mark moves here at once, and the server learns of it later; the promise resolves then.
   */
  async markRead(seq: number = this.#log.lastSeq): Promise<void> {
    if (seq <= this.snapshot.lastReadSeq) return;
    this.#moveRead({ conversationId: this.id, personId: this.#parts.personId, seq });
    await this.#reads.report(seq);
  }

  /** Stops following the conversation, when everyone who opened it has closed it. Queued messages are still sent. */
  close(): void {
    this.#users -= 1;
    if (this.#users > 0 || this.#isClosed) return;
    this.end();
  }

  /** @internal Counts another user of this object. */
  share(): this {
    this.#users += 1;
    return this;
  }

  /** @internal Closes it for everyone: signed out. */
  end(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const stop of this.#stop) stop();
    this.#cancelGapCheck?.();
    this.#typists.clear();
    this.#parts.onClose();
  }

  /** @internal Requests the messages after the last one; needed when announcements may have been missed. */
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
      outbox.on('message:stored', (message) => isHere(message) && this.#take([message])),
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
        // Offline: the reconnection syncs again. Refused: this conversation is not visible to me.
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
      // `not_found`: no longer visible to me, for example after a block. Any other error: keep the known state.
      if (MeshiError.from(error).code === 'not_found') this.#close();
    }
  }

  /** Rebuilds the list of messages and the unread count, and replaces the given fields, in one update. */
  #show(fields: Partial<ConversationSnapshot> = {}): void {
    const next = { ...this.snapshot, ...fields };
    const messages = this.#list.build(this.#log, this.#parts.outbox.pendingIn(this.id), next.othersReadSeq);
    this.update({ ...fields, messages, unreadCount: this.#unreadCount(next) });
  }

  #unreadCount({ info, lastReadSeq }: ConversationSnapshot): number {
    const unread = this.#log.messages.filter(
      ({ seq, senderId }) => seq > lastReadSeq && senderId !== this.#parts.personId,
    ).length;
    // If the read mark lies before the loaded messages, only the server can count the messages in between.
    const isCovered = this.#log.firstSeq <= lastReadSeq + 1;
    return Math.min(UNREAD_MAX, isCovered ? unread : Math.max(unread, info.unreadCount));
  }
}
