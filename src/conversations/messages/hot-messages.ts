/**
 * The newest messages of busy conversations, in memory: a page of history from the database costs about 1.5 ms of
 * processor time. Only where this process is the only one that writes; then it sees every message as it is stored.
 *
 * What is kept of a conversation is always its unbroken end. An answer from here is the same, to the byte, as one from
 * the database.
 */
import { LRUCache } from 'lru-cache';
import { RawJson } from '../../http/raw-json.ts';
import type { Limits } from '../../kernel/config.ts';
import type { History, Message } from '../../protocol/conversations.ts';

interface HotConversation {
  /** Ascending, without a gap, up to the last message there is. */
  messages: Message[];
  /** The last page that was asked for, until another message comes. */
  page: { limit: number; answer: RawJson } | null;
}

/** A read of the database that may become the content of the memory, unless a message comes in between. */
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

  /** The next message of its conversation is durable. */
  append(message: Message): void {
    for (const loading of this.#loadings.get(message.conversationId) ?? []) loading.isOverrun = true;
    const hot = this.#conversations.get(message.conversationId);
    if (hot?.messages.at(-1)?.seq !== message.seq - 1) {
      // What is kept must be the unbroken end of the conversation: it begins anew with this message.
      this.#conversations.set(message.conversationId, { messages: [message], page: null });
      return;
    }
    hot.messages.push(message);
    hot.page = null;
    // Cut seldom, by many: cutting moves the whole array.
    if (hot.messages.length > this.#maxMessages * 2) hot.messages.splice(0, hot.messages.length - this.#maxMessages);
  }

  /** A message is shown differently now; of what is being read nothing is kept, since it may be older than that. */
  replace(message: Message): void {
    for (const loading of this.#loadings.get(message.conversationId) ?? []) loading.isOverrun = true;
    const hot = this.#conversations.peek(message.conversationId);
    const at = hot?.messages.findIndex(({ seq }) => seq === message.seq) ?? -1;
    if (!hot || at < 0) return;
    hot.messages[at] = message;
    hot.page = null;
  }

  /** Something of this conversation may have been stored that was not seen here. */
  drop(conversationId: string): void {
    for (const loading of this.#loadings.get(conversationId) ?? []) loading.isOverrun = true;
    this.#conversations.delete(conversationId);
  }

  /** The newest page as the route answers it, or null where not all of it is here. */
  newestPage(conversationId: string, limit: number): RawJson | null {
    const hot = this.#conversations.get(conversationId);
    if (!hot) return null;
    if (hot.page?.limit === limit) return hot.page.answer;
    const [first] = hot.messages;
    if (!first || (hot.messages.length < limit && first.seq > 1)) return null;
    const answer = new RawJson(JSON.stringify(historyOf(hot.messages.slice(-limit), hot.messages.at(-1)?.seq ?? 0)));
    hot.page = { limit, answer };
    return answer;
  }

  /** The messages after `afterSeq`, or null where not all of them are here. */
  after(conversationId: string, afterSeq: number): { messages: Message[]; lastSeq: number } | null {
    const hot = this.#conversations.get(conversationId);
    const first = hot?.messages[0];
    if (!hot || !first || afterSeq < first.seq - 1) return null;
    const lastSeq = first.seq + hot.messages.length - 1;
    return { messages: hot.messages.slice(afterSeq - first.seq + 1), lastSeq };
  }

  /** The last message, where it is here. */
  last(conversationId: string): Message | null {
    return this.#conversations.peek(conversationId)?.messages.at(-1) ?? null;
  }

  /** To be called before the newest messages are read from the database; `keep` afterwards, in any case. */
  beginLoading(conversationId: string): HotLoading {
    const loading = { isOverrun: false };
    const all = this.#loadings.get(conversationId) ?? new Set();
    this.#loadings.set(conversationId, all.add(loading));
    return loading;
  }

  /** Keeps the newest messages, as read, unless one was stored meanwhile; `null` where the read failed. */
  keep(conversationId: string, loading: HotLoading, newest: readonly Message[] | null): void {
    const all = this.#loadings.get(conversationId);
    all?.delete(loading);
    if (all?.size === 0) this.#loadings.delete(conversationId);
    if (loading.isOverrun || !newest || newest.length === 0) return;
    if ((this.#conversations.peek(conversationId)?.messages.length ?? 0) >= newest.length) return;
    this.#conversations.set(conversationId, { messages: [...newest], page: null });
  }
}

/** An answer of the history. Without gaps, the first seq alone tells whether there is more before it. */
export function historyOf(messages: Message[], lastSeq: number): History {
  return { messages, lastSeq, hasMore: (messages[0]?.seq ?? 1) > 1 };
}
