/** One open conversation: its messages in order and without gaps, my unsent messages, who is typing, and read marks. */
import type {
  Conversation,
  History,
  Message,
  MessageChanged,
  MessageEdits,
  ProfileSummary,
  ReadMark,
} from '../src/protocol/index.ts';
import type { Call } from './calls.ts';
import { withChangedPerson } from './changed-person.ts';
import type { Connection } from './connection.ts';
import { type ConversationMessage, MessageList, type QuotedMessage } from './conversation-message.ts';
import type { ConversationEvents, ConversationSnapshot, SendOptions } from './conversation-types.ts';
import { MeshiError } from './errors.ts';
import { Live, type Unsubscribe } from './events.ts';
import { MessageLog } from './message-log.ts';
import { MessagePages } from './message-pages.ts';
import { MessageSync } from './message-sync.ts';
import type { Outbox } from './outbox.ts';
import { randomId } from './platform.ts';
import { Quotes } from './quotes.ts';
import { PendingReactions } from './reactions.ts';
import { ReadReporter } from './read-reporter.ts';
import { mergedReceipts, movedReceipts } from './receipts.ts';
import { delay, retryDelayMs } from './timers.ts';
import { Typing, type TypingIndicator, Typists } from './typing.ts';
import { UnreadState } from './unread-state.ts';

/** The conversation is read at most this often in a row. New messages make an answer outdated, so it is read again. */
const OUTDATED_MAX = 5;

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
  readonly #pages: MessagePages;
  readonly #unread: UnreadState;
  readonly #quotes: Quotes;
  readonly #reactions: PendingReactions;
  readonly #stop: Unsubscribe[];
  /** The view that the loaded messages belong to. */
  #viewRevision: string;
  #rereading = Promise.resolve();
  /** Messages after this one have not been received. */
  #heardSeq: number;
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
      hasNewer: false,
      isLoadingNewer: false,
      typists: [],
      unreadCount: info.unreadCount,
      lastReadSeq: info.lastReadSeq,
      othersReadSeq: info.othersReadSeq,
      readMarks: info.readMarks ?? null,
    });
    this.#parts = parts;
    this.#heardSeq = history.lastSeq;
    this.#viewRevision = info.viewRevision ?? '';
    this.#log = new MessageLog(history.messages, history.lastSeq, history.rev);
    this.#sync = new MessageSync({
      connection: parts.connection,
      conversationId: info.id,
      log: this.#log,
      onMessages: (messages) => this.#addMessages(messages),
      onReread: (messages) => this.#log.replace(messages) && this.#updateMessages(),
      onRemoved: (toSeq) => this.#removeMessages(toSeq),
      onHidden: (seqs) => this.#hideMessages(seqs),
      onChanged: (messages) => this.#changeMessages(messages),
    });
    this.#pages = new MessagePages({
      call: parts.call,
      conversationId: info.id,
      log: this.#log,
      onChange: (fields) => this.#updateMessages(fields),
    });
    this.#unread = new UnreadState({ personId: parts.personId, log: this.#log, counted: info });
    this.#typists = new Typists((typists) => this.update({ typists }));
    this.#quotes = new Quotes({
      call: parts.call,
      conversationId: info.id,
      personId: parts.personId,
      log: this.#log,
      onChange: () => this.#isClosed || this.#updateMessages(),
    });
    this.#reactions = new PendingReactions({
      send: (reaction) => this.#sendReaction(reaction),
      onChange: () => this.#isClosed || this.#updateMessages(),
    });
    this.#list = new MessageList(
      parts.personId,
      (seq) => this.#quotes.of(seq),
      (seq) => this.#reactions.wishesOf(seq),
    );
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
  async send(text: string, { replyTo }: SendOptions = {}): Promise<Message> {
    this.typing.stop();
    return await this.#parts.outbox.send(this.id, text, replyTo);
  }

  /**
   * Changes the text of my message with this seq. Retried until the server answers, while the conversation is open. Resolves
   * when it is durable. @throws MeshiError the reason why the server refused it
   */
  async edit(seq: number, text: string): Promise<void> {
    const input = { conversationId: this.id, seq, changeId: randomId(), text };
    await this.#change(() => this.#parts.connection.request('message:edit', input));
  }

  /** Deletes the texts of my message with this seq for everyone. Otherwise like `edit`. @throws MeshiError */
  async delete(seq: number): Promise<void> {
    const input = { conversationId: this.id, seq, changeId: randomId() };
    await this.#change(() => this.#parts.connection.request('message:delete', input));
  }

  /**
   * Adds my reaction to the message with this seq. It is shown at once, and taken back if the server refuses it; retried like
   * `edit`. Does nothing if I have reacted with this emoji. `emoji` is one emoji of Unicode, fully qualified.
   * @throws MeshiError `too_many_emoji`, `too_many_reactions`, and others
   */
  react(seq: number, emoji: string): Promise<void> {
    return this.#reactions.set(seq, emoji, true);
  }

  /** Removes my reaction with this emoji. Otherwise like `react`. @throws MeshiError */
  unreact(seq: number, emoji: string): Promise<void> {
    return this.#reactions.set(seq, emoji, false);
  }

  /** The earlier texts of a message, oldest first. @throws MeshiError `not_found` if I cannot see the message */
  async edits(seq: number): Promise<MessageEdits['edits']> {
    const { edits } = await this.#parts.connection.request('message:edits', { conversationId: this.id, seq });
    return edits;
  }

  /** The message with this seq, as an answer to it shows it. Reads it if it is not loaded, which fires `changed` then. */
  quote(seq: number): QuotedMessage {
    return this.#quotes.of(seq);
  }

  /**
   * Sends a `failed` message again, or a `queued` one that waits for `retryAt` now. Resolves when it is stored.
   * @throws MeshiError `not_found` if the id is unknown
   */
  retry(clientMessageId: string): Promise<Message> {
    return this.#parts.outbox.retry(clientMessageId);
  }

  /**
   * Removes a message with `canDiscard`: one that failed, or that the server cannot have yet. Resolves to whether it was
   * removed; its `send` rejects with `aborted`.
   */
  discard(clientMessageId: string): Promise<boolean> {
    return this.#parts.outbox.discard(clientMessageId);
  }

  /** Loads the 50 messages before the first loaded one. Resolves to whether there are older ones. @throws MeshiError */
  async loadOlder(): Promise<boolean> {
    if (this.snapshot.hasOlder) await this.#pages.loadOlder();
    return this.snapshot.hasOlder;
  }

  /**
   * Loads the 50 messages after the last loaded one, if the conversation was opened at its first unread message. Resolves to
   * whether there are newer ones. @throws MeshiError
   */
  async loadNewer(): Promise<boolean> {
    if (this.#log.hasNewer) await this.#pages.loadNewer();
    return this.#log.hasNewer;
  }

  /** Replaces `messages` by the newest 50 if it ends before the end of the conversation. @throws MeshiError */
  async showNewest(): Promise<void> {
    if (!this.#log.hasNewer) return;
    await this.#pages.show('newest');
    await this.sync();
  }

  /**
   * Loads the messages around this seq in place of `messages`, if it is not one of them. Resolves to whether it is one of them
   * now: it may have been removed. @throws MeshiError
   */
  async showMessage(seq: number): Promise<boolean> {
    if (!this.#log.find(seq)) {
      await this.#pages.show(seq);
      await this.sync();
    }
    return this.#log.find(seq) !== undefined;
  }

  /** @internal Loads the first unread message if it is not loaded. @throws MeshiError */
  async showUnread(): Promise<void> {
    const { unreadCount, lastReadSeq } = this.snapshot;
    if (unreadCount > 0 && this.#log.firstSeq > lastReadSeq + 1) await this.#pages.show('unread');
  }

  /**
   * Marks the messages up to `seq` as read, by default all messages. Does nothing if `seq` is already read. The snapshot
   * changes at once; the promise resolves when the server has the mark, which may be after a reconnection. A new match without
   * messages is then no longer new.
   */
  async markRead(seq: number = this.#log.endSeq): Promise<void> {
    if (seq <= this.snapshot.lastReadSeq && !this.info.isNew) return;
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
      connection.on('message:hidden', (message) => isOfThis(message) && this.#onHidden(message)),
      connection.on('message:changed', (changed) => isOfThis(changed.message) && this.#onChanged(changed)),
      connection.on('messages:removed', (removed) => isOfThis(removed) && this.#removeMessages(removed.toSeq)),
      connection.on('read:moved', (mark) => isOfThis(mark) && this.#onRead(mark)),
      connection.on(
        'typing:started',
        (event) => isOfThis(event) && event.personId !== personId && this.#typists.add(event.personId),
      ),
      connection.on('typing:stopped', (event) => isOfThis(event) && this.#typists.remove(event.personId)),
      connection.on('match:ended', (ended) => isOfThis(ended) && this.#showClosed()),
      connection.on('match:created', (match) => isOfThis(match) && void this.#reloadInfo()),
      connection.on('conversation:changed', (changed) => isOfThis(changed) && void this.#reloadInfo()),
      connection.on('circle:changed', ({ circle }) => circle.id === this.info.subjectId && void this.#reloadInfo()),
      connection.on('profile:changed', ({ person }) => this.#showPerson(person)),
      connection.on('opened', () => void Promise.all([this.sync(), this.#reloadInfo()])),
      outbox.on('message:stored', (message) => isOfThis(message) && this.#addMessages([message])),
      outbox.on('changed', (changed) => isOfThis(changed) && this.#updateMessages()),
    ];
  }

  async #sendReaction(reaction: { seq: number; emoji: string; isOn: boolean }): Promise<void> {
    const input = { conversationId: this.id, changeId: randomId(), ...reaction };
    await this.#change(() => this.#parts.connection.request('message:react', input));
  }

  async #change(request: () => Promise<Message>): Promise<void> {
    for (let attempt = 0; ; ) {
      try {
        // The event, which has the number of the change, may come later.
        return this.#changeMessages([await request()]);
      } catch (error) {
        const problem = MeshiError.from(error);
        if (!problem.isTemporary || this.#isClosed) throw problem;
        attempt += 1;
        await delay(Math.max(retryDelayMs(attempt), problem.details.retryAfterMs ?? 0));
      }
    }
  }

  #addMessages(messages: readonly Message[]): void {
    const added = this.#log.add(messages);
    // Not in the log, because the messages before them are not loaded.
    const beyond = this.#log.hasNewer ? messages.filter(({ seq }) => seq > this.#heardSeq) : [];
    this.#heardSeq = Math.max(this.#heardSeq, this.#log.lastSeq, ...beyond.map(({ seq }) => seq));
    this.#unread.note(beyond);
    const fresh = [...added, ...beyond];
    for (const message of fresh) {
      this.#typists.remove(message.senderId);
      if (message.senderId === this.#parts.personId) this.#parts.outbox.settle(message);
    }
    this.#updateMessages();
    for (const message of fresh) this.emit('message:added', message);
    this.#sync.checkGapLater();
  }

  #hideMessages(seqs: readonly number[]): void {
    const isQuoted = this.#quotes.hide(seqs);
    if (this.#log.hide(seqs) || isQuoted) this.#updateMessages();
  }

  #onChanged({ message, rev }: MessageChanged): void {
    this.#log.hear(message, rev);
    this.#changeMessages([message]);
    if (message.isHidden) this.#recount();
    this.#sync.checkGapLater();
  }

  #changeMessages(messages: readonly Message[]): void {
    this.#log.change(messages);
    this.#quotes.change(messages);
    this.#updateMessages();
  }

  #removeMessages(toSeq: number): void {
    if (!this.#log.removeTo(toSeq)) return;
    this.#heardSeq = Math.max(this.#heardSeq, this.#log.lastSeq);
    this.#updateMessages({ ...(this.#log.firstSeq <= toSeq + 1 && { hasOlder: false }) });
    // What had arrived beyond the gap may continue the log now.
    this.#addMessages([]);
    void this.#reloadInfo();
  }

  #onHidden({ seq }: Message): void {
    this.#hideMessages([seq]);
    this.#recount();
  }

  #onRead(mark: ReadMark): void {
    this.#moveRead(mark);
    if (mark.personId === this.#parts.personId) this.#recount();
  }

  /** Asks the server to count if not all unread messages are loaded. */
  #recount(outdated = 0): void {
    if (!this.#unread.isExact(this.snapshot.lastReadSeq)) void this.#reloadInfo(outdated);
  }

  #moveRead({ personId, seq }: ReadMark): void {
    if (personId === this.#parts.personId) {
      if (seq > this.snapshot.lastReadSeq) this.#updateMessages({ lastReadSeq: seq });
      return;
    }
    const receipts = movedReceipts(this.snapshot, this.info.kind, { conversationId: this.id, personId, seq });
    if (receipts) this.#updateMessages(receipts);
    // Somebody who has just joined: only the server knows since which message.
    else void this.#reloadInfo();
  }

  #showPerson(person: ProfileSummary): void {
    const info = withChangedPerson(this.snapshot.info, person);
    if (info !== this.snapshot.info) this.update({ info });
  }

  #showClosed(): void {
    this.update({ info: { ...this.snapshot.info, state: 'closed' } });
  }

  async #reloadInfo(outdated = 0): Promise<void> {
    try {
      const info = await this.#parts.call('conversations.get', { params: { conversationId: this.id } });
      if (this.#isClosed) return;
      this.#log.noteEnd(info.lastSeq);
      const isCurrent = this.#unread.take(info);
      this.#moveRead({ conversationId: this.id, personId: this.#parts.personId, seq: info.lastReadSeq });
      this.#updateMessages({ info, ...mergedReceipts(this.snapshot, info) });
      if (!isCurrent && outdated < OUTDATED_MAX) this.#recount(outdated + 1);
      this.#rereading = this.#rereading.then(() => this.#reread(info.viewRevision ?? ''));
    } catch (error) {
      // `not_found`: no longer visible to me, for example after a block. Any other error: keep the known state.
      if (MeshiError.from(error).code === 'not_found') this.#showClosed();
    }
  }

  /** Reads the loaded messages again if they belong to another view. */
  async #reread(viewRevision: string): Promise<void> {
    if (viewRevision === this.#viewRevision || !(await this.#sync.reread())) return;
    this.#viewRevision = viewRevision;
    this.#quotes.forget();
    this.#updateMessages();
  }

  /** Rebuilds `messages` and `unreadCount`, and replaces the given fields, in one update. */
  #updateMessages(fields: Partial<ConversationSnapshot> = {}): void {
    const next = { ...this.snapshot, ...fields };
    const messages = this.#list.build(this.#log, this.#parts.outbox.pendingIn(this.id), next);
    const { hasNewer } = this.#log;
    this.update({ ...fields, messages, hasNewer, unreadCount: this.#unread.count(next.lastReadSeq) });
  }
}
