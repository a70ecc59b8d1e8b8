/**
 * Caches the newest messages of busy conversations: a page of history from the database costs about 1.5 ms of CPU time.
 * Used only if this process is the only writer, because then it sees every message when it is stored.
 *
 * The cached part of a conversation always ends with its last message and has no gaps. An answer from the cache is
 * byte-identical to one from the database.
 */
import { LRUCache } from 'lru-cache';
import { RawJson } from '../../http/raw-json.ts';
import type { Limits } from '../../kernel/config.ts';
import type { History, Message } from '../../protocol/conversations.ts';

interface HotConversation {
  /** Ascending, without gaps, up to the last stored message. */
  messages: Message[];
  /** The last requested page, until the next message. */
  page: { limit: number; answer: RawJson } | null;
}

/** A running database read. Its result is cached unless a message is stored or changed in the meantime. */
export interface HotLoading {
  isOverrun: boolean;
}

export class HotMessages {
  readonly #maxMessages: number;
  readonly #conversations: LRUCache<string, HotConversation>;
  readonly #loadings = new Map<string, Set<HotLoading>>();

  constructor(limits: Pick<Limits, 'hotConversations' | 'hotMessages'>) {
    this.#maxMessages = limits.hotMessages;
    this.#conversations = new LRUCache({ max: limits.hotConversations });
  }

  /** Adds the next message of a conversation, once it is durable. */
  append(message: Message): void {
    for (const loading of this.#loadings.get(message.conversationId) ?? []) loading.isOverrun = true;
    const hot = this.#conversations.get(message.conversationId);
    if (hot?.messages.at(-1)?.seq !== message.seq - 1) {
      // There is a gap before this message, so the cached part starts again here.
      this.#conversations.set(message.conversationId, { messages: [message], page: null });
      return;
    }
    hot.messages.push(message);
    hot.page = null;
    // Trimmed rarely and by many at once, because trimming moves the whole array.
    if (hot.messages.length > this.#maxMessages * 2) hot.messages.splice(0, hot.messages.length - this.#maxMessages);
  }

  /** Replaces a message that has changed. Running reads are not cached, because they may have read the old version. */
  replace(message: Message): void {
    for (const loading of this.#loadings.get(message.conversationId) ?? []) loading.isOverrun = true;
    const hot = this.#conversations.peek(message.conversationId);
    const at = hot?.messages.findIndex(({ seq }) => seq === message.seq) ?? -1;
    if (!hot || at < 0 || (hot.messages[at]?.version ?? 0) > (message.version ?? 0)) return;
    hot.messages[at] = message;
    hot.page = null;
  }

  /** Clears a conversation: a message may have been stored that this process did not see. */
  drop(conversationId: string): void {
    for (const loading of this.#loadings.get(conversationId) ?? []) loading.isOverrun = true;
    this.#conversations.delete(conversationId);
  }

  /** The newest page as the body of the route's answer; null if it is not completely cached. */
  newestPage(conversationId: string, limit: number, removedToSeq = 0): RawJson | null {
    const hot = this.#conversations.get(conversationId);
    if (!hot) return null;
    if (hot.page?.limit === limit) return hot.page.answer;
    const [first] = hot.messages;
    if (!first || (hot.messages.length < limit && first.seq > removedToSeq + 1)) return null;
    const page = historyOf(hot.messages.slice(-limit), { lastSeq: hot.messages.at(-1)?.seq ?? 0, removedToSeq });
    const answer = new RawJson(JSON.stringify(page));
    hot.page = { limit, answer };
    return answer;
  }

  /** The messages after `afterSeq`; null if they are not all cached. */
  after(conversationId: string, afterSeq: number): { messages: Message[]; lastSeq: number } | null {
    const hot = this.#conversations.get(conversationId);
    const first = hot?.messages[0];
    if (!hot || !first || afterSeq < first.seq - 1) return null;
    const lastSeq = first.seq + hot.messages.length - 1;
    return { messages: hot.messages.slice(afterSeq - first.seq + 1), lastSeq };
  }

  /** The last message; null if it is not cached. */
  last(conversationId: string): Message | null {
    return this.#conversations.peek(conversationId)?.messages.at(-1) ?? null;
  }

  /** Call it before reading the newest messages from the database, and always call `keep` afterwards. */
  beginLoading(conversationId: string): HotLoading {
    const loading = { isOverrun: false };
    const all = this.#loadings.get(conversationId) ?? new Set();
    this.#loadings.set(conversationId, all.add(loading));
    return loading;
  }

  /** Caches the newest messages that were read, unless one was stored in the meantime. Pass null if the read failed. */
  keep(conversationId: string, loading: HotLoading, newest: readonly Message[] | null): void {
    const all = this.#loadings.get(conversationId);
    all?.delete(loading);
    if (all?.size === 0) this.#loadings.delete(conversationId);
    if (loading.isOverrun || !newest || newest.length === 0) return;
    if ((this.#conversations.peek(conversationId)?.messages.length ?? 0) >= newest.length) return;
    this.#conversations.set(conversationId, { messages: [...newest], page: null });
  }
}

/** A page of history. Sequences have no gaps after what was removed, so the first `seq` alone shows whether older messages exist. */
export function historyOf(
  messages: Message[],
  { lastSeq, removedToSeq }: { lastSeq: number; removedToSeq: number },
): History {
  return { messages, lastSeq, hasMore: (messages[0]?.seq ?? 0) > removedToSeq + 1 };
}
