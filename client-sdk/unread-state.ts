/** Counts the unread messages of an open conversation, also while not all of them are loaded. No I/O. */
import type { Conversation, Message } from '../src/protocol/index.ts';
import { wireLimits } from '../src/protocol/limits.ts';
import { countUnread } from '../src/protocol/unread.ts';
import type { MessageLog } from './message-log.ts';

type Counted = Pick<Conversation, 'unreadCount' | 'lastReadSeq' | 'lastSeq'>;

export class UnreadState {
  readonly #personId: string;
  readonly #log: MessageLog;
  /** What the server counted last. */
  #counted: Counted;
  /** Messages that arrived after the server's count and are not loaded. */
  #beyond: readonly Message[] = [];

  /** `personId` is mine. */
  constructor({ personId, log, counted }: { personId: string; log: MessageLog; counted: Counted }) {
    this.#personId = personId;
    this.#log = log;
    this.#counted = counted;
  }

  /** Takes a newer count of the server. Returns false if it is older than what is known. */
  take(counted: Counted): boolean {
    if (counted.lastSeq < this.#log.endSeq || counted.lastReadSeq < this.#counted.lastReadSeq) return false;
    this.#counted = counted;
    this.#beyond = this.#beyond.filter(({ seq }) => seq > counted.lastSeq);
    return true;
  }

  /** Notes messages that arrived and were not added to the log. */
  note(messages: readonly Message[]): void {
    this.#beyond = [...this.#beyond, ...messages];
  }

  /** Whether everything after this read mark is loaded, so that no answer of the server is needed to count. */
  isExact(lastReadSeq: number): boolean {
    return this.#log.firstSeq <= Math.max(lastReadSeq, this.#log.removedToSeq) + 1 && !this.#log.hasNewer;
  }

  /** At most `wireLimits.unreadMessages`. */
  count(lastReadSeq: number): number {
    const { messages, lastSeq, endSeq } = this.#log;
    const mine = { personId: this.#personId, lastReadSeq };
    if (this.isExact(lastReadSeq)) return countUnread(messages, mine);
    if (lastReadSeq >= endSeq) return 0;
    const counted = this.#counted;
    // "This many or more": nothing can be subtracted from it.
    if (counted.unreadCount >= wireLimits.unreadMessages) return wireLimits.unreadMessages;
    const readSince = countUnread(
      messages.filter(({ seq }) => seq <= Math.min(lastReadSeq, counted.lastSeq)),
      { personId: this.#personId, lastReadSeq: counted.lastReadSeq },
    );
    const known = [...messages, ...this.#beyond.filter(({ seq }) => seq > lastSeq)];
    const arrived = countUnread(
      known.filter(({ seq }) => seq > counted.lastSeq),
      mine,
    );
    return Math.min(wireLimits.unreadMessages, Math.max(0, counted.unreadCount - readSince) + arrived);
  }
}
