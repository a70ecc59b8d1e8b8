/** Reads messages: the newest page, older pages, and those after a `seq`. Never returns a message that is not yet durable. */
import type { Model } from 'mongoose';
import type { RawJson } from '../../http/raw-json.ts';
import type { Limits } from '../../kernel/config.ts';
import type { History, HistoryQuery, Message, SyncedConversation } from '../../protocol/conversations.ts';
import { wireLimits } from '../../protocol/limits.ts';
import { countUnread, type Reader } from '../../protocol/unread.ts';
import type { ReadableConversation } from '../conversation-model.ts';
import { type HotMessages, historyOf } from './hot-messages.ts';
import type { MessageLog } from './message-log.ts';
import { between, type MessageDoc, reactedToBy, toMessage, unreadFilter, writtenBy } from './message-model.ts';

/** A page of `conversation:sync` ends early after this many characters, so that long messages do not block the process. */
const SYNC_CHARS = 200_000;
/** About as many as an id of a person has in JSON. */
const ID_CHARS = 24;

export interface MessageReaderOptions {
  messages: Model<MessageDoc>;
  log: Pick<MessageLog, 'durableUpTo'>;
  /** Null if other processes write messages too. */
  hot: HotMessages | null;
  limits: Pick<Limits, 'hotMessages' | 'unreadScan'>;
}

export interface Place {
  tenantId: string;
  conversationId: string;
  /** The last message that the reader may read. Default: the last one. */
  toSeq?: number;
  /** Messages up to this one have been removed, also while some of them are still stored. Default: none. */
  removedToSeq?: number;
}

/** The messages of a conversation, as far as the reader may read them. */
export function placeOf({ _id, tenantId, toSeq, removedToSeq }: ReadableConversation): Place {
  const bounds = { ...(toSeq !== undefined && { toSeq }), ...(removedToSeq !== undefined && { removedToSeq }) };
  return { tenantId, conversationId: _id, ...bounds };
}

export class MessageReader {
  readonly #options: MessageReaderOptions;

  constructor(options: MessageReaderOptions) {
    this.#options = options;
  }

  /** The newest page as finished JSON; null if it is not in memory. */
  newestPageText(place: Place, limit: number): RawJson | null {
    return this.#hot(place)?.newestPage(place.conversationId, limit, removedIn(place)) ?? null;
  }

  /** The newest messages, those before `beforeSeq`, or those after `afterSeq`. */
  async history(place: Place, { beforeSeq, afterSeq, limit }: HistoryQuery): Promise<History> {
    const removedToSeq = removedIn(place);
    if (afterSeq !== undefined) {
      const { messages, lastSeq } = await this.after(place, afterSeq, limit);
      return historyOf(messages, { lastSeq, removedToSeq });
    }
    if (beforeSeq !== undefined) {
      const [older, lastSeq] = await Promise.all([this.#descending(place, limit, beforeSeq), this.lastSeq(place)]);
      return historyOf(older, { lastSeq, removedToSeq });
    }
    const newest = await this.#newest(place, Math.max(limit, this.#options.hot ? this.#options.limits.hotMessages : 0));
    return historyOf(newest.slice(-limit), { lastSeq: newest.at(-1)?.seq ?? removedToSeq, removedToSeq });
  }

  /** Messages after `afterSeq`, ascending. */
  async after(place: Place, fromSeq: number, limit: number): Promise<SyncedConversation> {
    const afterSeq = Math.max(fromSeq, removedIn(place));
    const known = this.#hot(place)?.after(place.conversationId, afterSeq);
    const found = known ? known.messages.slice(0, limit) : await this.#ascending(place, afterSeq, limit);
    const messages = upToChars(found, SYNC_CHARS);
    const last = messages.at(-1)?.seq ?? afterSeq;
    // A page that is not full is the last one; otherwise the last `seq` must be read.
    const isEnd = !known && found.length > 0 && found.length < limit && messages.length === found.length;
    const lastSeq = known?.lastSeq ?? (isEnd ? last : await this.lastSeq(place));
    const removedToSeq = place.removedToSeq ?? 0;
    const removed = removedToSeq > 0 && { removedToSeq };
    return { messages, lastSeq: Math.max(lastSeq, messages.at(-1)?.seq ?? 0), hasMore: lastSeq > last, ...removed };
  }

  /** The last message; null if there is none. */
  async last(place: Place): Promise<Message | null> {
    const known = this.#hot(place)?.last(place.conversationId);
    return known ?? (await this.#descending(place, 1)).at(-1) ?? null;
  }

  async lastSeq(place: Place): Promise<number> {
    return (await this.last(place))?.seq ?? removedIn(place);
  }

  /**
   * Counts the unread messages up to `lastSeq`, at most `wireLimits.unreadMessages`. `lastSeq` is what the person is shown next
   * to the number: a message that is stored in the meantime is announced to the person, and must not count twice.
   */
  async countUnread(place: Place, reader: Reader, lastSeq: number): Promise<number> {
    if (lastSeq <= reader.lastReadSeq) return 0;
    const known = this.#options.hot?.after(place.conversationId, reader.lastReadSeq);
    if (known) {
      return countUnread(
        known.messages.filter(({ seq }) => seq <= lastSeq),
        reader,
      );
    }
    const filter = unreadFilter(place, reader, this.#scanned(place, reader, lastSeq));
    return this.#options.messages.countDocuments(filter, { limit: wireLimits.unreadMessages });
  }

  /** The first unread message up to `lastSeq`, among those that `countUnread` reads; null if there is none. */
  async firstUnreadSeq(place: Place, reader: Reader, lastSeq: number): Promise<number | null> {
    const filter = unreadFilter(place, reader, this.#scanned(place, reader, lastSeq));
    const first = await this.#options.messages.findOne(filter, { seq: 1 }).sort({ _id: 1 }).lean<MessageDoc>();
    return first?.seq ?? null;
  }

  /** Those of the conversations that contain messages or reactions of this person. */
  async conversationsWith(tenantId: string, conversationIds: readonly string[], senderId: string): Promise<string[]> {
    if (conversationIds.length === 0) return [];
    const { messages } = this.#options;
    const reacted = await messages.distinct('conversationId', reactedToBy(tenantId, senderId));
    const written = await messages.distinct('conversationId', writtenBy(tenantId, conversationIds, senderId));
    return [...new Set([...written, ...reacted.filter((id) => conversationIds.includes(id))])];
  }

  /** The cache has the newest messages: nothing for a reader who may only read older ones. */
  #hot({ toSeq }: Place): HotMessages | null {
    return toSeq === undefined ? this.#options.hot : null;
  }

  #scanned(place: Place, { lastReadSeq }: Reader, lastSeq: number) {
    const { unreadScan } = this.#options.limits;
    return { fromSeq: Math.max(lastReadSeq, removedIn(place), lastSeq - unreadScan) + 1, toSeq: lastSeq };
  }

  /** Reads the newest messages and caches them if there is a cache. */
  async #newest(place: Place, limit: number): Promise<Message[]> {
    const hot = this.#hot(place);
    if (!hot) return this.#descending(place, limit);
    const loading = hot.beginLoading(place.conversationId);
    let newest: Message[] | null = null;
    try {
      newest = await this.#descending(place, limit);
      return newest;
    } finally {
      hot.keep(place.conversationId, loading, newest);
    }
  }

  /** The last `limit` messages before `beforeSeq`, ascending. */
  async #descending(place: Place, limit: number, beforeSeq?: number): Promise<Message[]> {
    // The query needs the bound too: a running insert may be longer than the page.
    const upTo = Math.min(
      (beforeSeq ?? Number.POSITIVE_INFINITY) - 1,
      place.toSeq ?? Number.POSITIVE_INFINITY,
      this.#options.log.durableUpTo(place.conversationId),
    );
    const docs = await this.#options.messages
      .find({ tenantId: place.tenantId, _id: between(place.conversationId, removedIn(place) + 1, upTo) })
      .sort({ _id: -1 })
      .limit(limit)
      .lean<MessageDoc[]>();
    return this.#durable(place, docs).reverse();
  }

  async #ascending(place: Place, afterSeq: number, limit: number): Promise<Message[]> {
    const docs = await this.#options.messages
      .find({ tenantId: place.tenantId, _id: between(place.conversationId, afterSeq + 1, place.toSeq ?? null) })
      .sort({ _id: 1 })
      .limit(limit)
      .lean<MessageDoc[]>();
    return this.#durable(place, docs);
  }

  /** Applies the bound again when the answer has arrived: an insert may have started after the query was sent. */
  #durable({ conversationId }: Place, docs: readonly MessageDoc[]): Message[] {
    const upTo = this.#options.log.durableUpTo(conversationId);
    return docs.filter(({ seq }) => seq <= upTo).map(toMessage);
  }
}

/** The last message that the reader could have read and that has been removed; 0 if there is none. */
export function removedIn({ removedToSeq = 0, toSeq = removedToSeq }: Place): number {
  return Math.min(removedToSeq, toSeq);
}

/** As many messages as fit into `maxChars`, at least one. */
function upToChars(messages: Message[], maxChars: number): Message[] {
  let chars = 0;
  const end = messages.findIndex(({ text, reactions = [] }, at) => {
    chars += text.length;
    for (const { personIds } of reactions) chars += personIds.length * ID_CHARS;
    return at > 0 && chars > maxChars;
  });
  return end < 0 ? messages : messages.slice(0, end);
}
