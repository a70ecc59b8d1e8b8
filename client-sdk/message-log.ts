/** The messages of a conversation in order and without gaps. No I/O. */
import type { Message } from '../src/protocol/index.ts';

export class MessageLog {
  #messages: readonly Message[];
  #lastSeq: number;
  /** Seqs of the messages that a moderator hid. */
  readonly #hidden = new Set<number>();
  /** Messages beyond a gap, until the gap is closed. */
  readonly #ahead = new Map<number, Message>();

  /** `messages` are ascending, have no gaps, and end at `lastSeq`. */
  constructor(messages: readonly Message[], lastSeq: number) {
    this.#messages = messages;
    this.#lastSeq = messages.at(-1)?.seq ?? lastSeq;
  }

  /** Ascending and without gaps. The array is replaced, never mutated. */
  get messages(): readonly Message[] {
    return this.#messages;
  }

  /** The highest seq up to which no message is missing. */
  get lastSeq(): number {
    return this.#lastSeq;
  }

  /** The first loaded seq; `lastSeq + 1` if nothing is loaded. */
  get firstSeq(): number {
    return this.#messages[0]?.seq ?? this.#lastSeq + 1;
  }

  /** Whether messages beyond a gap have arrived. */
  get hasGap(): boolean {
    return this.#ahead.size > 0;
  }

  /** The messages beyond a gap, ascending. */
  get ahead(): Message[] {
    return [...this.#ahead.values()].sort((a, b) => a.seq - b.seq);
  }

  /** Adds messages in any order; known ones are ignored. Returns the messages that now continue the log, in order. */
  add(messages: readonly Message[]): Message[] {
    for (const message of messages) {
      if (message.seq > this.#lastSeq) this.#ahead.set(message.seq, this.#asShown(message));
    }
    const added: Message[] = [];
    for (let next = this.#ahead.get(this.#lastSeq + 1); next; next = this.#ahead.get(this.#lastSeq + 1)) {
      this.#ahead.delete(next.seq);
      this.#lastSeq = next.seq;
      added.push(next);
    }
    if (added.length > 0) this.#messages = [...this.#messages, ...added];
    return added;
  }

  /** Adds older messages. Ignores them if they would leave a gap before the first message. */
  prepend(messages: readonly Message[]): void {
    const older = messages.filter(({ seq }) => seq < this.firstSeq).map((message) => this.#asShown(message));
    if (older.at(-1)?.seq === this.firstSeq - 1) this.#messages = [...older, ...this.#messages];
  }

  /** Hides the text of these messages, also if they arrive later. Returns whether `messages` changed. */
  hide(seqs: readonly number[]): boolean {
    const fresh = new Set(seqs.filter((seq) => !this.#hidden.has(seq)));
    for (const seq of fresh) this.#hidden.add(seq);
    for (const message of this.#ahead.values()) this.#ahead.set(message.seq, this.#asShown(message));
    const isHere = this.#messages.some(({ seq }) => fresh.has(seq));
    if (isHere) this.#messages = this.#messages.map((message) => this.#asShown(message));
    return isHere;
  }

  /** Returns the same object unless the message is hidden now. */
  #asShown(message: Message): Message {
    if (message.isHidden || !this.#hidden.has(message.seq)) return message;
    return { ...message, text: '', isHidden: true };
  }
}
