/** Reads messages: the newest page, older pages, and those after a `seq`. Never returns a message that is not yet durable. */
import type { Model } from 'mongoose';
import { trusted } from '../../database/models.ts';
import type { RawJson } from '../../http/raw-json.ts';
import type { History, HistoryQuery, Message, SyncedConversation } from '../../protocol/conversations.ts';
import { type HotMessages, historyOf } from './hot-messages.ts';
import type { MessageLog } from './message-log.ts';
import { between, type MessageDoc, toMessage } from './message-model.ts';

/** A page of `conversation:sync` ends early after this many characters, so that long messages do not block the process. */
const SYNC_CHARS = 200_000;

export interface MessageReaderOptions {
  messages: Model<MessageDoc>;
  log: Pick<MessageLog, 'durableUpTo'>;
  /** Null if other processes write messages too. */
  hot: HotMessages | null;
  hotMessages: number;
}

export interface Place {
  tenantId: string;
  conversationId: string;
}

export class MessageReader {
  readonly #options: MessageReaderOptions;

  constructor(options: MessageReaderOptions) {
    this.#options = options;
  }

  /** The newest page as finished JSON; null if it is not in memory. */
  newestPageText({ conversationId }: Place, limit: number): RawJson | null {
    return this.#options.hot?.newestPage(conversationId, limit) ?? null;
  }

  /** The newest messages, or those before `beforeSeq`. */
  async history(place: Place, { beforeSeq, limit }: HistoryQuery): Promise<History> {
    if (beforeSeq !== undefined) {
      const [older, lastSeq] = await Promise.all([this.#descending(place, limit, beforeSeq), this.lastSeq(place)]);
      return historyOf(older, lastSeq);
    }
    const newest = await this.#newest(place, Math.max(limit, this.#options.hot ? this.#options.hotMessages : 0));
    return historyOf(newest.slice(-limit), newest.at(-1)?.seq ?? 0);
  }

  /** Messages after `afterSeq`, ascending. */
  async after(place: Place, afterSeq: number, limit: number): Promise<SyncedConversation> {
    const known = this.#options.hot?.after(place.conversationId, afterSeq);
    const found = known ? known.messages.slice(0, limit) : await this.#ascending(place, afterSeq, limit);
    const messages = upToChars(found, SYNC_CHARS);
    const last = messages.at(-1)?.seq ?? afterSeq;
    // A page that is not full is the last one; otherwise the last `seq` must be read.
    const isEnd = !known && found.length > 0 && found.length < limit && messages.length === found.length;
    const lastSeq = known?.lastSeq ?? (isEnd ? last : await this.lastSeq(place));
    return { messages, lastSeq: Math.max(lastSeq, messages.at(-1)?.seq ?? 0), hasMore: lastSeq > last };
  }

  /** The last message; null if there is none. */
  async last(place: Place): Promise<Message | null> {
    const known = this.#options.hot?.last(place.conversationId);
    return known ?? (await this.#descending(place, 1)).at(-1) ?? null;
  }

  async lastSeq(place: Place): Promise<number> {
    return (await this.last(place))?.seq ?? 0;
  }

  /**
   * Counts messages of others after `afterSeq` up to `lastSeq`, at most `max`. `lastSeq` is what the person is shown next to the
   * number: a message that is stored in the meantime is announced to the person, and must not count twice.
   */
  async countOfOthers(
    { tenantId, conversationId }: Place,
    { personId, afterSeq, lastSeq, max }: { personId: string; afterSeq: number; lastSeq: number; max: number },
  ) {
    return this.#options.messages.countDocuments(
      { tenantId, _id: between(conversationId, afterSeq + 1, lastSeq), senderId: trusted({ $ne: personId }) },
      { limit: max },
    );
  }

  /** Reads the newest messages and caches them if there is a cache. */
  async #newest(place: Place, limit: number): Promise<Message[]> {
    const { hot } = this.#options;
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
      this.#options.log.durableUpTo(place.conversationId),
    );
    const docs = await this.#options.messages
      .find({ tenantId: place.tenantId, _id: between(place.conversationId, null, upTo) })
      .sort({ _id: -1 })
      .limit(limit)
      .lean<MessageDoc[]>();
    return this.#durable(place, docs).reverse();
  }

  async #ascending(place: Place, afterSeq: number, limit: number): Promise<Message[]> {
    const docs = await this.#options.messages
      .find({ tenantId: place.tenantId, _id: between(place.conversationId, afterSeq + 1, null) })
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

/** As many messages as fit into `maxChars`, at least one. */
function upToChars(messages: Message[], maxChars: number): Message[] {
  let chars = 0;
  const end = messages.findIndex(({ text }, at) => {
    chars += text.length;
    return at > 0 && chars > maxChars;
  });
  return end < 0 ? messages : messages.slice(0, end);
}
