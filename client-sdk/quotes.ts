/** The messages that others answer: those of the log, and older ones that are read one by one. */
import type { Message } from '../src/protocol/index.ts';
import type { Call } from './calls.ts';
import type { QuotedMessage } from './conversation-message.ts';
import { isNewer, type MessageLog } from './message-log.ts';

interface QuotesParts {
  call: Call;
  conversationId: string;
  /** Mine. */
  personId: string;
  log: MessageLog;
  /** Called when a message was read, or is missing. */
  onChange: () => void;
}

export class Quotes {
  readonly #parts: QuotesParts;
  /** Messages that are not in the log; null: removed. */
  readonly #read = new Map<number, Message | null>();
  readonly #reading = new Set<number>();
  readonly #shown = new WeakMap<Message, QuotedMessage>();
  readonly #empty = new Map<string, QuotedMessage>();

  constructor(parts: QuotesParts) {
    this.#parts = parts;
  }

  /** The message as it is known. Reads it if it is not. */
  of(seq: number): QuotedMessage {
    const { log } = this.#parts;
    const message = log.find(seq) ?? this.#read.get(seq);
    if (message) return this.#shownOf(message);
    if (message === null || seq <= log.removedToSeq) return this.#emptyOf(seq, 'missing');
    void this.#load(seq);
    return this.#emptyOf(seq, 'loading');
  }

  /** Hides the text of these messages. Returns whether one of them was read. */
  hide(seqs: readonly number[]): boolean {
    const found = seqs.flatMap((seq) => this.#read.get(seq) ?? []);
    for (const message of found) this.#read.set(message.seq, { ...message, text: '', isHidden: true });
    return found.length > 0;
  }

  /** Takes messages that were changed. Returns whether one of them was read. */
  change(messages: readonly Message[]): boolean {
    const found = messages.filter((message) => isNewer(message, this.#read.get(message.seq) ?? undefined));
    const known = found.filter(({ seq }) => this.#read.get(seq));
    for (const message of known) this.#read.set(message.seq, message);
    return known.length > 0;
  }

  /** Forgets what was read, because it may be shown differently now. What is still needed is read again. */
  forget(): void {
    this.#read.clear();
  }

  async #load(seq: number): Promise<void> {
    const { call, conversationId, onChange } = this.#parts;
    if (this.#reading.has(seq)) return;
    this.#reading.add(seq);
    try {
      const query = { afterSeq: seq - 1, limit: 1 };
      const { messages } = await call('conversations.history', { params: { conversationId }, query });
      this.#read.set(seq, messages.find((message) => message.seq === seq) ?? null);
      this.#reading.delete(seq);
      onChange();
    } catch {
      // Offline, or refused: the next change of the conversation tries again, such as a reconnection.
      this.#reading.delete(seq);
    }
  }

  #shownOf(message: Message): QuotedMessage {
    const known = this.#shown.get(message);
    if (known) return known;
    const { seq, senderId, text, isHidden = false, isDeleted = false } = message;
    const isMine = senderId === this.#parts.personId;
    const shown: QuotedMessage = { seq, state: 'loaded', senderId, isMine, text, isHidden, isDeleted };
    this.#shown.set(message, shown);
    return shown;
  }

  #emptyOf(seq: number, state: 'loading' | 'missing'): QuotedMessage {
    const key = `${seq} ${state}`;
    const known = this.#empty.get(key);
    if (known) return known;
    const empty = { seq, state, senderId: '', isMine: false, text: '', isHidden: false, isDeleted: false };
    this.#empty.set(key, empty);
    return empty;
  }
}
