/** A message as a list shows it: stored on the server, or mine and not stored yet. */
import type { Message } from '../src/protocol/index.ts';
import type { MeshiError } from './errors.ts';
import type { MessageLog } from './message-log.ts';
import type { PendingMessage } from './outbox.ts';
import { NONE, type ShownReaction, shownReactions, type Wishes } from './reactions.ts';
import { type ReadBy, type Receipts, readByOf } from './receipts.ts';

/**
 * - `queued`: waiting to be sent;
 * - `sending`: sent, not acknowledged yet;
 * - `failed`: the server refused it for good; call `retry` or `discard`;
 * - `durable`: stored on the server. Messages of others are always `durable`;
 * - `read`: mine, and the other person of the match has read it. In a conversation of more people see `readBy`.
 */
export type MessageState = 'queued' | 'sending' | 'failed' | 'durable' | 'read';

/** A message that another one answers. The object is replaced when something of it changes. */
export interface QuotedMessage {
  /** Its number in the conversation. */
  readonly seq: number;
  /** `loading`: not loaded yet, the other fields are empty; `missing`: it was removed. */
  readonly state: 'loaded' | 'loading' | 'missing';
  /** The person who sent it; '' if it is not loaded. */
  readonly senderId: string;
  /** Whether I sent it. */
  readonly isMine: boolean;
  /** The text; empty if `isHidden`. */
  readonly text: string;
  /** Whether the text is withheld, as of `ConversationMessage`. */
  readonly isHidden: boolean;
  /** Whether its sender deleted it. */
  readonly isDeleted: boolean;
}

/** A message as a list shows it. The object is replaced when its state changes. */
export interface ConversationMessage {
  /** A key for lists: unique in the conversation, and unchanged when a queued message becomes durable. */
  readonly key: string;
  /** The id that the sender's client gave the message. */
  readonly clientMessageId: string;
  /** The conversation it belongs to. */
  readonly conversationId: string;
  /** The person who sent it. */
  readonly senderId: string;
  /** Whether I sent it, on this or another device. */
  readonly isMine: boolean;
  /** The text; empty if `isHidden`. It may contain a small Markdown. */
  readonly text: string;
  /** The message that this one answers; null if it answers none. */
  readonly quote: QuotedMessage | null;
  /** Whether the text is withheld: sender and reader block each other, or a moderator hid the message. */
  readonly isHidden: boolean;
  /** Whether its sender deleted it. It is hidden, too. */
  readonly isDeleted: boolean;
  /** When its sender changed the text last, ISO 8601; null if never. See `LiveConversation.edits`. */
  readonly editedAt: string | null;
  /** How people reacted to it, in the order in which each emoji was first used. Mine are shown at once. */
  readonly reactions: readonly ShownReaction[];
  /** The server's id; null until durable. */
  readonly id: string | null;
  /** Its number in the conversation, counted from 1; null until durable. */
  readonly seq: number | null;
  /** ISO 8601: the server's time, or this device's time until durable. */
  readonly createdAt: string;
  /** Whether the message is waiting, sent, stored or read. */
  readonly state: MessageState;
  /**
   * How many of the other people have read it, and how many were there when it was sent. Only for my stored messages in meals
   * and channels of at most 100 people; otherwise null.
   */
  readonly readBy: ReadBy | null;
  /** Why the message failed, or why the client retries; otherwise null. */
  readonly error: MeshiError | null;
  /**
   * When the client sends a `queued` message again because the server asked it to wait, for example in slow mode; otherwise
   * null. ISO 8601, by this device's clock. A change that lets the message through ends the wait early.
   */
  readonly retryAt: string | null;
  /** Whether `discard` can remove the message: it failed, or the server cannot have it yet. */
  readonly canDiscard: boolean;
}

/** Builds the list of messages. Reuses the object of an unchanged message, so that a screen renders only changes. */
export class MessageList {
  readonly #personId: string;
  readonly #quoteOf: (seq: number) => QuotedMessage;
  readonly #wishesOf: (seq: number) => Wishes | undefined;
  readonly #shown = new WeakMap<Message, { shown: ConversationMessage; wishes: Wishes | undefined }>();

  /** `personId` is mine. `wishesOf` returns my reactions to a message that the server has not confirmed. */
  constructor(
    personId: string,
    quoteOf: (seq: number) => QuotedMessage,
    wishesOf: (seq: number) => Wishes | undefined,
  ) {
    this.#personId = personId;
    this.#quoteOf = quoteOf;
    this.#wishesOf = wishesOf;
  }

  /** The messages of the log in order, then my stored messages beyond a gap, then my messages that are not stored yet. */
  build(log: MessageLog, pending: readonly PendingMessage[], receipts: Receipts): ConversationMessage[] {
    const ahead = log.ahead.filter(({ senderId }) => senderId === this.#personId);
    const known = new Set(ahead.map(({ clientMessageId }) => clientMessageId));
    const waiting = pending.filter(({ entry }) => !known.has(entry.clientMessageId));
    return [
      ...[...log.messages, ...ahead].map((message) => this.#stored(message, receipts)),
      ...waiting.map((message) => pendingMessage(message, this.#personId, this.#quote(message.entry.replyTo))),
    ];
  }

  #stored(message: Message, { othersReadSeq, readMarks }: Receipts): ConversationMessage {
    const isMine = message.senderId === this.#personId;
    const state = isMine && message.seq <= othersReadSeq ? 'read' : 'durable';
    const readBy = isMine && readMarks ? readByOf(message.seq, readMarks) : null;
    const quote = this.#quote(message.replyTo);
    const wishes = this.#wishesOf(message.seq);
    const known = this.#shown.get(message);
    if (known && known.wishes === wishes && isSame(known.shown, { state, quote, readBy })) return known.shown;
    const reactions = shownReactions(message, this.#personId, wishes);
    const shown = { ...storedMessage(message, isMine, state), quote, readBy, reactions };
    this.#shown.set(message, { shown, wishes });
    return shown;
  }

  #quote(seq: number | undefined): QuotedMessage | null {
    return seq === undefined ? null : this.#quoteOf(seq);
  }
}

function isSame(
  shown: ConversationMessage,
  { state, quote, readBy }: Pick<ConversationMessage, 'state' | 'quote' | 'readBy'>,
): boolean {
  if (shown.state !== state || shown.quote !== quote) return false;
  return shown.readBy?.count === readBy?.count && shown.readBy?.of === readBy?.of;
}

function storedMessage(message: Message, isMine: boolean, state: 'durable' | 'read'): ConversationMessage {
  const { id, seq, conversationId, senderId, clientMessageId, text, isHidden, createdAt } = message;
  const { isDeleted = false, editedAt = null } = message;
  return {
    key: `${senderId}:${clientMessageId}`,
    clientMessageId,
    conversationId,
    senderId,
    isMine,
    text,
    quote: null,
    isHidden: isHidden === true,
    isDeleted,
    editedAt,
    reactions: NONE,
    id,
    seq,
    createdAt,
    state,
    readBy: null,
    error: null,
    retryAt: null,
    canDiscard: false,
  };
}

function pendingMessage(
  { entry, state, error, retryAt, canDiscard }: PendingMessage,
  senderId: string,
  quote: QuotedMessage | null,
): ConversationMessage {
  const { clientMessageId, conversationId, text, queuedAt } = entry;
  return {
    key: `${senderId}:${clientMessageId}`,
    clientMessageId,
    conversationId,
    senderId,
    isMine: true,
    text,
    quote,
    isHidden: false,
    isDeleted: false,
    editedAt: null,
    reactions: NONE,
    id: null,
    seq: null,
    createdAt: queuedAt,
    state,
    readBy: null,
    error,
    retryAt: retryAt === null ? null : new Date(retryAt).toISOString(),
    canDiscard,
  };
}
