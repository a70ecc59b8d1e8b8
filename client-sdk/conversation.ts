/** One open conversation: its messages in order and without gaps, my unsent messages, who is typing, and read marks. */
import type { Conversation, History, Message, ReadMark } from '../src/protocol/index.ts';
import type { Call } from './calls.ts';
import type { Connection } from './connection.ts';
import { type ConversationMessage, MessageList } from './conversation-message.ts';
import type { ConversationEvents, ConversationSnapshot } from './conversation-types.ts';
import { MeshiError } from './errors.ts';
import { Live, type Unsubscribe } from './events.ts';
import { MessageLog } from './message-log.ts';
import { MessageSync } from './message-sync.ts';
import type { Outbox } from './outbox.ts';
import { ReadReporter } from './read-reporter.ts';
import { Typing, type TypingIndicator, Typists } from './typing.ts';

const PAGE = 50;
const UNREAD_MAX = 100;

interface ConversationParts {
  info: Conversation;
  history: History;
  personId: string;
  connection: Connection;
  outbox: Outbox;
  call: Call;
  /** Called once, when every `open` has been closed. */
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
  readonly #sync: MessageSync;
  readonly #stop: Unsubscribe[];
  #openCount = 1;
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
    this.#sync = new MessageSync({
      connection: parts.connection,
      conversationId: info.id,
      log: this.#log,
      onMessages: (messages) => this.#addMessages(messages),
      onHidden: (seqs) => this.#hideMessages(seqs),
    });
    this.#typists = new Typists((typists) => this.update({ typists }));
    this.#list = new MessageList(parts.personId);
    this.#reads = new ReadReporter({
      connection: parts.connection,
      conversationId: info.id,
      isClosed: () => this.#isClosed,
    });
    this.typing = new Typing({ connection: parts.connection, conversationId: info.id });
    this.#stop = this.#listen();
    this.#updateMessages();
  }

  /** The id of the conversation. */
  get id(): string {
    return this.snapshot.info.id;
  }

  /** The conversation as the server last described it. */
  get info(): Conversation {
    return this.snapshot.info;
  }

  /** The loaded messages in `seq` order without gaps, then my messages that the server has not stored yet. */
  get messages(): readonly ConversationMessage[] {
    return this.snapshot.messages;
  }

  /** Ids of the other people who are typing. */
  get typists(): readonly string[] {
    return this.snapshot.typists;
  }

  /** How many messages of others I have not read, at most 100. */
  get unreadCount(): number {
    return this.snapshot.unreadCount;
  }

  /**
   * Sends a message of 1 to 4,000 characters. The message appears in `messages` at once and survives a lost connection and a
   * closed tab. The promise resolves when the server has stored it.
   * @throws MeshiError `invalid_input` if the text is empty or too long; otherwise the reason why the server refused the
   * message for good, whose state is then `failed`
   */
  async send(text: string): Promise<Message> {
    this.typing.stop();
    return await this.#parts.outbox.send(this.id, text);
  }

  /** Sends a `failed` message again. Resolves when it is stored. @throws MeshiError `not_found` if the id is unknown */
  retry(clientMessageId: string): Promise<Message> {
    return this.#parts.outbox.retry(clientMessageId);
  }

  /** Removes a `failed` message from the list. Does nothing for any other message. */
  discard(clientMessageId: string): Promise<void> {
    return this.#parts.outbox.discard(clientMessageId);
  }

  /** Loads the 50 messages before the first loaded one. Resolves to whether there are older ones. @throws MeshiError */
  async loadOlder(): Promise<boolean> {
    if (!this.snapshot.hasOlder || this.snapshot.isLoadingOlder) return this.snapshot.hasOlder;
    this.update({ isLoadingOlder: true });
    try {
      const { messages, hasMore } = await this.#parts.call('conversations.history', {
        params: { conversationId: this.id },
        query: { beforeSeq: this.#log.firstSeq, limit: PAGE },
      });
      this.#log.prepend(messages);
      this.#updateMessages({ hasOlder: hasMore });
    } finally {
      this.update({ isLoadingOlder: false });
    }
    return this.snapshot.hasOlder;
  }

  /**
   * Marks the messages up to `seq` as read, by default all messages. Does nothing if `seq` is already read. The snapshot
   * changes at once; the promise resolves when the server has the mark, which may be after a reconnection.
   */
  async markRead(seq: number = this.#log.lastSeq): Promise<void> {
    if (seq <= this.snapshot.lastReadSeq) return;
    this.#moveRead({ conversationId: this.id, personId: this.#parts.personId, seq });
    await this.#reads.report(seq);
  }

  /** Undoes one `open`. After the last one the conversation is no longer updated. Queued messages are still sent. */
  close(): void {
    this.#openCount -= 1;
    if (this.#openCount > 0 || this.#isClosed) return;
    this.end();
  }

  /** @internal Counts one more `open`. */
  share(): this {
    this.#openCount += 1;
    return this;
  }

  /** @internal Closes the conversation, however often it was opened. Called at sign-out. */
  end(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const stop of this.#stop) stop();
    this.#sync.stop();
    this.#typists.clear();
    this.#parts.onClose();
  }

  /** @internal Requests the messages after the last one. Needed when events may have been missed. */
  sync(): Promise<void> {
    return this.#sync.run();
  }

  #listen(): Unsubscribe[] {
    const { connection, outbox, info, personId } = this.#parts;
    const isOfThis = ({ conversationId }: { conversationId: string }) => conversationId === info.id;
    return [
      connection.on('message:created', (message) => isOfThis(message) && this.#addMessages([message])),
      connection.on('message:hidden', (message) => isOfThis(message) && this.#hideMessages([message.seq])),
      connection.on('read:moved', (mark) => isOfThis(mark) && this.#moveRead(mark)),
      connection.on(
        'typing:started',
        (event) => isOfThis(event) && event.personId !== personId && this.#typists.add(event.personId),
      ),
      connection.on('typing:stopped', (event) => isOfThis(event) && this.#typists.remove(event.personId)),
      connection.on('match:ended', (ended) => isOfThis(ended) && this.#showClosed()),
      connection.on('match:created', (match) => isOfThis(match) && void this.#reloadInfo()),
      connection.on('conversation:changed', (changed) => isOfThis(changed) && void this.#reloadInfo()),
      connection.on('circle:changed', ({ circle }) => circle.id === this.info.subjectId && void this.#reloadInfo()),
      connection.on('opened', () => void Promise.all([this.sync(), this.#reloadInfo()])),
      outbox.on('message:stored', (message) => isOfThis(message) && this.#addMessages([message])),
      outbox.on('changed', (changed) => isOfThis(changed) && this.#updateMessages()),
    ];
  }

  #addMessages(messages: readonly Message[]): void {
    const added = this.#log.add(messages);
    for (const message of added) {
      this.#typists.remove(message.senderId);
      if (message.senderId === this.#parts.personId) this.#parts.outbox.settle(message);
    }
    this.#updateMessages();
    for (const message of added) this.emit('message:added', message);
    this.#sync.checkGapLater();
  }

  #hideMessages(seqs: readonly number[]): void {
    if (this.#log.hide(seqs)) this.#updateMessages();
  }

  #moveRead({ personId, seq }: ReadMark): void {
    if (personId === this.#parts.personId) {
      if (seq > this.snapshot.lastReadSeq) this.#updateMessages({ lastReadSeq: seq });
    } else if (seq > this.snapshot.othersReadSeq) {
      this.#updateMessages({ othersReadSeq: seq });
    }
  }

  #showClosed(): void {
    this.update({ info: { ...this.snapshot.info, state: 'closed' } });
  }

  async #reloadInfo(): Promise<void> {
    try {
      const info = await this.#parts.call('conversations.get', { params: { conversationId: this.id } });
      if (this.#isClosed) return;
      this.#moveRead({ conversationId: this.id, personId: this.#parts.personId, seq: info.lastReadSeq });
      this.#updateMessages({ info, othersReadSeq: Math.max(info.othersReadSeq, this.snapshot.othersReadSeq) });
    } catch (error) {
      // `not_found`: no longer visible to me, for example after a block. Any other error: keep the known state.
      if (MeshiError.from(error).code === 'not_found') this.#showClosed();
    }
  }

  /** Rebuilds `messages` and `unreadCount`, and replaces the given fields, in one update. */
  #updateMessages(fields: Partial<ConversationSnapshot> = {}): void {
    const next = { ...this.snapshot, ...fields };
    const messages = this.#list.build(this.#log, this.#parts.outbox.pendingIn(this.id), next.othersReadSeq);
    this.update({ ...fields, messages, unreadCount: this.#unreadCount(next) });
  }

  #unreadCount({ info, lastReadSeq }: ConversationSnapshot): number {
    const unread = this.#log.messages.filter(
      ({ seq, senderId }) => seq > lastReadSeq && senderId !== this.#parts.personId,
    ).length;
    // If the read mark is before the loaded messages, only the server can count the messages in between.
    const isCovered = this.#log.firstSeq <= lastReadSeq + 1;
    return Math.min(UNREAD_MAX, isCovered ? unread : Math.max(unread, info.unreadCount));
  }
}
