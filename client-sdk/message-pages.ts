/** Loads pages of a conversation into its log: older and newer messages, and the end of the conversation. */
import type { Call } from './calls.ts';
import type { ConversationSnapshot } from './conversation-types.ts';
import type { MessageLog } from './message-log.ts';

const PAGE = 50;

interface MessagePagesParts {
  call: Call;
  conversationId: string;
  log: MessageLog;
  /** Called when the log, or whether a page is loading, has changed. */
  onChange: (fields: Partial<ConversationSnapshot>) => void;
}

export class MessagePages {
  readonly #parts: MessagePagesParts;
  #older: Promise<void> | null = null;
  #newer: Promise<void> | null = null;

  constructor(parts: MessagePagesParts) {
    this.#parts = parts;
  }

  /** Loads the messages before the first loaded one. A call during another one waits for it. @throws MeshiError */
  async loadOlder(): Promise<void> {
    this.#older ??= this.#readOlder().finally(() => {
      this.#older = null;
      this.#parts.onChange({ isLoadingOlder: false });
    });
    await this.#older;
  }

  /** Loads the messages after the last loaded one. A call during another one waits for it. @throws MeshiError */
  async loadNewer(): Promise<void> {
    this.#newer ??= this.#readNewer().finally(() => {
      this.#newer = null;
      this.#parts.onChange({ isLoadingNewer: false });
    });
    await this.#newer;
  }

  /** Replaces the loaded messages by the newest ones, or by those around the first unread one or around a seq. @throws MeshiError */
  async show(part: 'newest' | 'unread' | number): Promise<void> {
    const { log, onChange } = this.#parts;
    const { messages, lastSeq, hasMore } = await this.#history(queryOf(part));
    log.show(messages, lastSeq);
    onChange({ hasOlder: hasMore });
  }

  async #readOlder(): Promise<void> {
    const { log, onChange } = this.#parts;
    onChange({ isLoadingOlder: true });
    const { firstSeq } = log;
    const { messages, hasMore } = await this.#history({ beforeSeq: firstSeq });
    // Another part of the conversation may be shown by now.
    if (log.firstSeq !== firstSeq) return;
    log.prepend(messages);
    onChange({ hasOlder: hasMore });
  }

  async #readNewer(): Promise<void> {
    const { log, onChange } = this.#parts;
    onChange({ isLoadingNewer: true });
    const { lastSeq } = log;
    const { messages } = await this.#history({ afterSeq: lastSeq });
    if (log.lastSeq === lastSeq) log.add(messages);
  }

  #history(query: { beforeSeq?: number; afterSeq?: number; around?: 'unread' }) {
    const { call, conversationId } = this.#parts;
    return call('conversations.history', { params: { conversationId }, query: { ...query, limit: PAGE } });
  }
}

function queryOf(part: 'newest' | 'unread' | number): { afterSeq?: number; around?: 'unread' } {
  if (typeof part === 'number') return { afterSeq: Math.max(0, part - PAGE / 2) };
  return part === 'unread' ? { around: part } : {};
}
