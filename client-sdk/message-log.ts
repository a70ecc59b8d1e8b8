/**
 * The loaded messages of a conversation, in order and without gaps. They end at the last message of the conversation, or
 * earlier (`hasNewer`) if the conversation was opened at its first unread message. No I/O.
 */
import type { Message } from '../src/protocol/index.ts';

export class MessageLog {
  #messages: readonly Message[];
  #lastSeq: number;
  #endSeq: number;
  #hasNewer: boolean;
  #removedToSeq = 0;
  /** Seqs of the messages that a moderator hid. */
  readonly #hidden = new Set<number>();
  /** Messages that were changed, as they are now: a page that was read before may still arrive. */
  readonly #changed = new Map<number, Message>();
  #rev: number;
  #heardRev: number;
  /** Messages beyond a gap, until the gap is closed. Empty while `hasNewer`. */
  readonly #ahead = new Map<number, Message>();

  /** `messages` are ascending and without gaps. `endSeq` is the last message of the conversation. The changes up to `rev` are part of them. */
  constructor(messages: readonly Message[], endSeq: number, rev = 0) {
    this.#rev = rev;
    this.#heardRev = rev;
    this.#messages = messages;
    this.#lastSeq = messages.at(-1)?.seq ?? endSeq;
    this.#endSeq = Math.max(this.#lastSeq, endSeq);
    this.#hasNewer = this.#lastSeq < this.#endSeq;
  }

  /** Ascending and without gaps. The array is replaced, never mutated. */
  get messages(): readonly Message[] {
    return this.#messages;
  }

  /** The last loaded seq up to which no message is missing. */
  get lastSeq(): number {
    return this.#lastSeq;
  }

  /** The highest seq of the conversation that is known. */
  get endSeq(): number {
    return this.#endSeq;
  }

  /** Whether the loaded messages end before the end of the conversation. New messages are then not added. */
  get hasNewer(): boolean {
    return this.#hasNewer;
  }

  /** The first loaded seq; `lastSeq + 1` if nothing is loaded. */
  get firstSeq(): number {
    return this.#messages[0]?.seq ?? this.#lastSeq + 1;
  }

  /** Messages up to this one were removed on the server; 0 if none are known to be. */
  get removedToSeq(): number {
    return this.#removedToSeq;
  }

  /** The last change of a message up to which none is missing. */
  get rev(): number {
    return this.#rev;
  }

  /** Whether messages or changes beyond a gap have arrived. */
  get hasGap(): boolean {
    return this.#ahead.size > 0 || this.#rev < this.#heardRev;
  }

  /** The messages beyond a gap, ascending. */
  get ahead(): Message[] {
    return [...this.#ahead.values()].sort((a, b) => a.seq - b.seq);
  }

  /** The loaded message with this seq. */
  find(seq: number): Message | undefined {
    return this.#messages[seq - this.firstSeq] ?? this.#ahead.get(seq);
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
    this.noteEnd(Math.max(this.#lastSeq, ...this.#ahead.keys()));
    if (this.#hasNewer) this.#ahead.clear();
    return added;
  }

  /** Adds older messages. Ignores them if they would leave a gap before the first message. */
  prepend(messages: readonly Message[]): void {
    const older = messages.filter(({ seq }) => seq < this.firstSeq).map((message) => this.#asShown(message));
    if (older.at(-1)?.seq === this.firstSeq - 1) this.#messages = [...older, ...this.#messages];
  }

  /** Notes how far the conversation goes. */
  noteEnd(seq: number): void {
    this.#endSeq = Math.max(this.#endSeq, seq);
    if (this.#lastSeq === this.#endSeq) this.#hasNewer = false;
  }

  /** Shows another part of the conversation. `messages` are ascending and without gaps. */
  show(messages: readonly Message[], endSeq: number): void {
    this.#messages = messages.map((message) => this.#asShown(message));
    this.#lastSeq = messages.at(-1)?.seq ?? endSeq;
    // Not compared with `#endSeq`: what arrived during the request is beyond a gap, and is synced.
    this.#hasNewer = this.#lastSeq < endSeq;
    this.#endSeq = Math.max(this.#endSeq, endSeq);
    for (const seq of this.#ahead.keys()) if (seq <= this.#lastSeq) this.#ahead.delete(seq);
    this.add([]);
  }

  /**
   * Drops the messages up to `seq`, which were removed on the server: they are no gap. Returns whether anything changed. `add([])`
   * then returns what had arrived beyond the gap.
   */
  removeTo(seq: number): boolean {
    if (seq <= this.#removedToSeq) return false;
    this.#removedToSeq = seq;
    this.#messages = this.#messages.filter((message) => message.seq > seq);
    for (const ahead of this.#ahead.keys()) if (ahead <= seq) this.#ahead.delete(ahead);
    this.#lastSeq = Math.max(this.#lastSeq, seq);
    this.noteEnd(seq);
    return true;
  }

  /** Replaces loaded messages that I see differently now: a block hides or shows texts and reactions. Returns whether any was. */
  replace(messages: readonly Message[]): boolean {
    for (const read of messages) {
      const changed = this.#changed.get(read.seq);
      if (changed && !isNewer(changed, read)) this.#changed.set(read.seq, read);
    }
    const fresh = new Map(messages.map((message) => [message.seq, this.#asShown(message)]));
    const before = this.#messages;
    const shown = before.map((message) => {
      const read = fresh.get(message.seq);
      return read && !isNewer(message, read) && isSeenDifferently(read, message) ? read : message;
    });
    if (shown.every((message, at) => message === before[at])) return false;
    this.#messages = shown;
    return true;
  }

  /** Takes a change that has just been announced. Returns whether `messages` changed. */
  hear(message: Message, rev: number): boolean {
    if (rev === this.#rev + 1) this.#rev = rev;
    this.#heardRev = Math.max(this.#heardRev, rev);
    return this.change([message]);
  }

  /** All changes up to `rev` are part of the messages now. */
  noteRev(rev: number): void {
    this.#rev = Math.max(this.#rev, rev);
  }

  /** Takes messages that were changed, as they are now. Older versions are ignored. Returns whether `messages` changed. */
  change(messages: readonly Message[]): boolean {
    const newer = messages.filter((message) => isNewer(message, this.#changed.get(message.seq)));
    for (const message of newer) this.#changed.set(message.seq, message);
    for (const message of this.#ahead.values()) this.#ahead.set(message.seq, this.#asShown(message));
    const seqs = new Set(newer.map(({ seq }) => seq));
    const before = this.#messages;
    if (before.some(({ seq }) => seqs.has(seq))) this.#messages = before.map((message) => this.#asShown(message));
    return this.#messages !== before;
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

  /** Returns the same object unless the message is hidden or changed now. */
  #asShown(read: Message): Message {
    const changed = this.#changed.get(read.seq);
    const message = changed && isNewer(changed, read) ? changed : read;
    if (message.isHidden || !this.#hidden.has(message.seq)) return message;
    const { reactions: _, ...rest } = message;
    return { ...rest, text: '', isHidden: true };
  }
}

function isSeenDifferently(one: Message, other: Message): boolean {
  const seen = ({ isHidden, reactions }: Message) => JSON.stringify([isHidden, reactions]);
  return seen(one) !== seen(other);
}

/** Whether the first one is the newer copy of a message. */
export function isNewer({ version = 0 }: Message, than: Message | undefined): boolean {
  return version > (than?.version ?? 0) || than === undefined;
}
