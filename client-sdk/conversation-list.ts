/** The live list of my conversations (of matches, meals and channels), updated by events and after each reconnection. */
import type { Conversation, Match, Message, ProfileSummary, ReadMark } from '../src/protocol/index.ts';
import { wireLimits } from '../src/protocol/limits.ts';
import { countUnmuted, isUnread } from '../src/protocol/unread.ts';
import type { Call } from './calls.ts';
import { withChangedPerson } from './changed-person.ts';
import type { Connection } from './connection.ts';
import { MeshiError } from './errors.ts';
import { Live } from './events.ts';
import { later, retryDelayMs } from './timers.ts';

const PAGE = 50;
const PAGE_MAX = 100;
/** The longest delay of a timer. */
const MAX_TIMER_MS = 2 ** 31 - 1;
/** A conversation is read at most this often in a row. New messages make an answer outdated, so it is read again. */
const OUTDATED_MAX = 5;

/** State of the list. */
export interface ConversationListSnapshot {
  /** The loaded conversations, most recently active first. */
  readonly items: readonly Conversation[];
  /** Whether the first page has arrived. */
  readonly isLoaded: boolean;
  /** Whether `loadMore()` would load further conversations. */
  readonly hasMore: boolean;
  /** How many messages of the loaded conversations I have not read. */
  readonly unreadCount: number;
  /**
   * The number to show as a total, such as in the title of a page: unread messages of the loaded conversations that I have not
   * muted, and 1 for each new match without messages.
   */
  readonly unmutedUnreadCount: number;
  /** Why loading failed, or null. The client retries if the error is temporary. */
  readonly error: MeshiError | null;
}

/** Events of the list. */
export interface ConversationListEvents {
  /** Fired when the snapshot was replaced: a message, a read mark, a new or removed conversation, or a loaded page. */
  changed: ConversationListSnapshot;
}

interface ConversationListParts {
  connection: Connection;
  call: Call;
  personId: string;
}

/** The live list of my conversations (of matches, meals and channels). Conversations of voice rooms are not in the list. */
export class ConversationList extends Live<ConversationListSnapshot, ConversationListEvents> {
  readonly #parts: ConversationListParts;
  readonly #stop: (() => void)[];
  /** Ids of conversations of voice rooms, which are not in the list. */
  readonly #excluded = new Set<string>();
  readonly #reloading = new Map<string, { again: boolean }>();
  #cursor: string | null = null;
  #refreshing: Promise<void> | null = null;
  #cancelRetry: (() => void) | null = null;
  #cancelMuteEnd: (() => void) | null = null;
  #attempt = 0;
  #isEnded = false;

  /** @internal Created by `Conversations.list`. */
  constructor(parts: ConversationListParts) {
    super({ items: [], isLoaded: false, hasMore: false, unreadCount: 0, unmutedUnreadCount: 0, error: null });
    this.#parts = parts;
    const { connection } = parts;
    this.#stop = [
      connection.on('message:created', (message) => this.#onMessage(message)),
      connection.on('message:hidden', (message) => this.#onHidden(message)),
      connection.on('message:changed', ({ message }) => this.#onHidden(message)),
      connection.on('conversation:changed', ({ conversationId }) => void this.#reload(conversationId)),
      connection.on(
        'messages:removed',
        ({ conversationId }) => this.#find(conversationId) && void this.#reload(conversationId),
      ),
      connection.on('circle:changed', ({ circle }) => circle.kind !== 'match' && void this.#refreshAgain()),
      connection.on('read:moved', (mark) => this.#onRead(mark)),
      connection.on('match:created', (match: Match) => void this.#reload(match.conversationId)),
      connection.on('match:ended', ({ conversationId }) => void this.#reload(conversationId)),
      connection.on('profile:changed', ({ person }) => this.#onPerson(person)),
      connection.on('opened', () => void this.#refreshOrRetry()),
    ];
    void this.#refreshOrRetry();
  }

  /** The loaded conversations, most recently active first. */
  get items(): readonly Conversation[] {
    return this.snapshot.items;
  }

  /** How many messages of the loaded conversations I have not read. */
  get unreadCount(): number {
    return this.snapshot.unreadCount;
  }

  /** The unread messages to show as a total: without muted conversations, and with new matches. */
  get unmutedUnreadCount(): number {
    return this.snapshot.unmutedUnreadCount;
  }

  /** Loads the next 50 conversations. Does nothing if there are no more. @throws MeshiError */
  async loadMore(): Promise<void> {
    if (!this.snapshot.isLoaded) return this.refresh();
    if (this.#cursor === null) return;
    const query = { cursor: this.#cursor, limit: PAGE };
    const { items, nextCursor } = await this.#parts.call('conversations.list', { query });
    this.#cursor = nextCursor;
    const known = new Set(this.items.map(({ id }) => id));
    this.#set([...this.items, ...items.filter(({ id }) => !known.has(id))]);
  }

  /** Reloads the loaded conversations. The list does this by itself after each reconnection. @throws MeshiError */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#readPages().finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  /** @internal Applies a read mark that this device is about to report, with what is left unread if that is known. */
  noteRead({ conversationId, seq }: ReadMark, left: number = wireLimits.unreadMessages): void {
    const item = this.#find(conversationId);
    if (!item || seq <= item.lastReadSeq) return;
    this.#put({ ...item, lastReadSeq: seq, unreadCount: seq >= item.lastSeq ? 0 : Math.min(left, item.unreadCount) });
  }

  /** @internal Stops updating the list. Called at sign-out. */
  end(): void {
    this.#isEnded = true;
    this.#cancelRetry?.();
    this.#cancelMuteEnd?.();
    for (const stop of this.#stop) stop();
  }

  /** Waits for a running refresh and then refreshes again: the running one may have read before the event. */
  async #refreshAgain(): Promise<void> {
    await this.#refreshing?.catch(() => undefined);
    await this.#refreshOrRetry();
  }

  async #refreshOrRetry(): Promise<void> {
    this.#cancelRetry?.();
    try {
      await this.refresh();
      this.#attempt = 0;
    } catch (error) {
      if (this.#isEnded) return;
      const problem = MeshiError.from(error);
      this.update({ error: problem });
      this.#attempt += 1;
      if (problem.isTemporary)
        this.#cancelRetry = later(retryDelayMs(this.#attempt), () => void this.#refreshOrRetry());
    }
  }

  async #readPages(): Promise<void> {
    const wanted = Math.max(PAGE, this.items.length);
    const items: Conversation[] = [];
    let cursor: string | null = null;
    do {
      const limit = Math.min(PAGE_MAX, wanted - items.length);
      // One after the other: each page begins where the last one ended.
      const page: { items: Conversation[]; nextCursor: string | null } = await this.#parts.call('conversations.list', {
        query: { limit, ...(cursor !== null && { cursor }) },
      });
      items.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null && items.length < wanted);
    if (this.#isEnded) return;
    this.#cursor = cursor;
    // Events that arrived during loading are newer than the pages.
    const before = new Map(this.items.map((item) => [item.id, item]));
    this.#set(
      items.map((item) => newer(before.get(item.id), item)),
      { isLoaded: true, error: null },
    );
    for (const item of items) if (isOutdated(before.get(item.id), item)) void this.#reload(item.id);
  }

  #onMessage(message: Message): void {
    const { conversationId, seq } = message;
    if (this.#excluded.has(conversationId)) return;
    const item = this.#find(conversationId);
    // The conversation is unknown, or events were missed: read it from the server.
    if (!item || seq > item.lastSeq + 1) return void this.#reload(conversationId);
    if (seq <= item.lastSeq) return;
    const { personId } = this.#parts;
    const added = isUnread(message, { personId, lastReadSeq: item.lastReadSeq }) ? 1 : 0;
    this.#put({
      ...item,
      lastMessage: message,
      lastSeq: seq,
      activeAt: message.createdAt,
      unreadCount: Math.min(wireLimits.unreadMessages, item.unreadCount + added),
    });
  }

  #onHidden(message: Message): void {
    const { conversationId, seq, senderId } = message;
    const item = this.#find(conversationId);
    if (!item) return;
    const { lastMessage } = item;
    const isOlder = (message.version ?? 0) < (lastMessage?.version ?? 0);
    if (lastMessage?.seq === seq && !isOlder) this.#put({ ...item, lastMessage: message });
    // Only the server knows whether the message was counted before.
    if (message.isHidden && seq > item.lastReadSeq && senderId !== this.#parts.personId)
      void this.#reload(conversationId);
  }

  #onRead(mark: ReadMark): void {
    const { conversationId, personId, seq } = mark;
    const item = this.#find(conversationId);
    if (!item) return;
    if (personId !== this.#parts.personId) {
      if (item.kind === 'match' && seq > item.othersReadSeq) this.#put({ ...item, othersReadSeq: seq });
      return;
    }
    this.noteRead(mark);
    // Counted by the server, and only now that it has the mark: an earlier answer would count from the former one.
    if (seq >= item.lastReadSeq && seq < item.lastSeq) void this.#reload(conversationId);
  }

  #onPerson(person: ProfileSummary): void {
    const items = withChangedPerson(this.items, person);
    if (items !== this.items) this.#set(items);
  }

  /** Reloads one conversation. If it is already being reloaded, it is reloaded once more afterwards. */
  async #reload(conversationId: string): Promise<void> {
    const running = this.#reloading.get(conversationId);
    if (running) {
      running.again = true;
      return;
    }
    const state = { again: true };
    this.#reloading.set(conversationId, state);
    for (let outdated = 0; state.again && outdated < OUTDATED_MAX && !this.#isEnded; ) {
      state.again = false;
      if (await this.#readOne(conversationId)) {
        state.again = true;
        outdated += 1;
      }
    }
    this.#reloading.delete(conversationId);
  }

  /** Returns whether the answer was older than what is known by then, so that its unread count could not be used. */
  async #readOne(conversationId: string): Promise<boolean> {
    try {
      const item = await this.#parts.call('conversations.get', { params: { conversationId } });
      if (this.#isEnded) return false;
      if (item.kind === 'room') this.#excluded.add(conversationId);
      else {
        const known = this.#find(conversationId);
        this.#put(newer(known, item));
        return isOutdated(known, item);
      }
    } catch (error) {
      if (MeshiError.from(error).code === 'not_found') this.#set(this.items.filter(({ id }) => id !== conversationId));
      // Any other error: keep the known state. The next reconnection reads everything again.
    }
    return false;
  }

  #find(conversationId: string): Conversation | undefined {
    return this.items.find(({ id }) => id === conversationId);
  }

  #put(item: Conversation): void {
    this.#set([item, ...this.items.filter(({ id }) => id !== item.id)]);
  }

  #set(items: readonly Conversation[], fields: Partial<ConversationListSnapshot> = {}): void {
    const sorted = [...items].sort((a, b) => (a.activeAt < b.activeAt ? 1 : a.activeAt > b.activeAt ? -1 : 0));
    const unreadCount = sorted.reduce((sum, item) => sum + item.unreadCount, 0);
    const unmutedUnreadCount = countUnmuted(sorted);
    this.update({ ...fields, items: sorted, unreadCount, unmutedUnreadCount, hasMore: this.#cursor !== null });
    this.#awaitEndOfMute(sorted);
  }

  /** A mute ends by itself without an event. */
  #awaitEndOfMute(items: readonly Conversation[]): void {
    this.#cancelMuteEnd?.();
    const ends = items.flatMap(({ mute }) => mute?.until ?? []).map((until) => Date.parse(until));
    const delayMs = Math.min(...ends) - Date.now();
    if (delayMs > MAX_TIMER_MS) return;
    this.#cancelMuteEnd = later(Math.max(delayMs, 0), () => {
      const now = new Date().toISOString();
      this.#set(
        this.items.map((item) => (item.mute?.until && item.mute.until <= now ? { ...item, mute: null } : item)),
      );
    });
  }
}

function isOutdated(known: Conversation | undefined, read: Conversation): boolean {
  return known !== undefined && read.lastSeq < known.lastSeq;
}

/** Merges both: an answer may be older than an event that arrived before it. Read marks only move forward. */
function newer(known: Conversation | undefined, read: Conversation): Conversation {
  if (!known) return read;
  if (read.lastSeq < known.lastSeq)
    return { ...known, state: read.state, person: read.person, mute: read.mute, isNew: read.isNew };
  const othersReadSeq = Math.max(known.othersReadSeq, read.othersReadSeq);
  if (read.lastSeq > known.lastSeq || read.lastReadSeq >= known.lastReadSeq) return { ...read, othersReadSeq };
  return { ...read, othersReadSeq, lastReadSeq: known.lastReadSeq, unreadCount: known.unreadCount };
}
