/** The messages of a conversation that are known without a gap. Pure: no input or output, so every case can be tested. */
import type { Message } from '../src/protocol/index.ts';

export class MessageLog {
  #messages: readonly Message[];
  #lastSeq: number;
  /** Those whose words a moderator took away. */
  readonly #hidden = new Set<number>();
  /** Messages beyond a gap, until it is closed. */
  readonly #ahead = new Map<number, Message>();

  /** Begins with `messages`, ascending and without a gap, which end at `lastSeq`. */
  constructor(messages: readonly Message[], lastSeq: number) {
    this.#messages = messages;
    this.#lastSeq = messages.at(-1)?.seq ?? lastSeq;
  }

  /** Ascending and without a gap. Replaced, never changed. */
  get messages(): readonly Message[] {
    return this.#messages;
  }

  /** The last seq up to which nothing is missing. */
  get lastSeq(): number {
    return this.#lastSeq;
  }

  /** The first seq that is loaded; one more than `lastSeq` where nothing is. */
  get firstSeq(): number {
    return this.#messages[0]?.seq ?? this.#lastSeq + 1;
  }

  get hasGap(): boolean {
    return this.#ahead.size > 0;
  }

  /** Those that are known already, but beyond a gap. */
  get ahead(): Message[] {
    return [...this.#ahead.values()].sort((a, b) => a.seq - b.seq);
  }

  /** Takes messages in any order, known ones too. Returns those that now continue the log, in order. */
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

  /** Takes older messages. Those that do not join the beginning without a gap are left out. */
  prepend(messages: readonly Message[]): void {
    const older = messages.filter(({ seq }) => seq < this.firstSeq).map((message) => this.#asShown(message));
    if (older.at(-1)?.seq === this.firstSeq - 1) this.#messages = [...older, ...this.#messages];
  }

  /** Takes the words of these away, also of those that come later. Says whether one of them is here. */
  hide(seqs: readonly number[]): boolean {
    const fresh = new Set(seqs.filter((seq) => !this.#hidden.has(seq)));
    for (const seq of fresh) this.#hidden.add(seq);
    for (const message of this.#ahead.values()) this.#ahead.set(message.seq, this.#asShown(message));
    const isHere = this.#messages.some(({ seq }) => fresh.has(seq));
    if (isHere) this.#messages = this.#messages.map((message) => this.#asShown(message));
    return isHere;
  }

  /** The same object unless it must change. */
  #asShown(message: Message): Message {
    if (message.isHidden || !this.#hidden.has(message.seq)) return message;
    return { ...message, text: '', isHidden: true };
  }
}
