/** A message as a list shows it: stored on the server, or mine and not stored yet. */
import type { Message } from '../src/protocol/index.ts';
import type { MeshiError } from './errors.ts';
import type { MessageLog } from './message-log.ts';
import type { PendingMessage } from './outbox.ts';

/**
 * - `queued`: waiting to be sent;
 * - `sending`: sent, not acknowledged yet;
 * - `failed`: the server refused it for good; call `retry` or `discard`;
 * - `durable`: stored on the server. Messages of others are always `durable`;
 * - `read`: mine, and the other person of the match has read it.
 */
export type MessageState = 'queued' | 'sending' | 'failed' | 'durable' | 'read';

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
  /** The text; empty if `isHidden`. */
  readonly text: string;
  /** Whether the text is withheld: sender and reader block each other, or a moderator hid the message. */
  readonly isHidden: boolean;
  /** The server's id; null until durable. */
  readonly id: string | null;
  /** Its number in the conversation, counted from 1; null until durable. */
  readonly seq: number | null;
  /** ISO 8601: the server's time, or this device's time until durable. */
  readonly createdAt: string;
  /** Whether the message is waiting, sent, stored or read. */
  readonly state: MessageState;
  /** Why the message failed, or why the client retries; otherwise null. */
  readonly error: MeshiError | null;
}

/** Builds the list of messages. Reuses the object of an unchanged message, so that a screen renders only changes. */
export class MessageList {
  readonly #personId: string;
  readonly #shown = new WeakMap<Message, ConversationMessage>();

  /** `personId` is mine. */
  constructor(personId: string) {
    this.#personId = personId;
  }

  /** The messages of the log in order, then my stored messages beyond a gap, then my messages that are not stored yet. */
  build(log: MessageLog, pending: readonly PendingMessage[], othersReadSeq: number): ConversationMessage[] {
    const ahead = log.ahead.filter(({ senderId }) => senderId === this.#personId);
    const known = new Set(ahead.map(({ clientMessageId }) => clientMessageId));
    const waiting = pending.filter(({ entry }) => !known.has(entry.clientMessageId));
    return [
      ...[...log.messages, ...ahead].map((message) => this.#stored(message, othersReadSeq)),
      ...waiting.map((message) => pendingMessage(message, this.#personId)),
    ];
  }

  #stored(message: Message, othersReadSeq: number): ConversationMessage {
    const isMine = message.senderId === this.#personId;
    const state = isMine && message.seq <= othersReadSeq ? 'read' : 'durable';
    const known = this.#shown.get(message);
    if (known?.state === state) return known;
    const shown = storedMessage(message, isMine, state);
    this.#shown.set(message, shown);
    return shown;
  }
}

function storedMessage(message: Message, isMine: boolean, state: 'durable' | 'read'): ConversationMessage {
  const { id, seq, conversationId, senderId, clientMessageId, text, isHidden, createdAt } = message;
  return {
    key: `${senderId}:${clientMessageId}`,
    clientMessageId,
    conversationId,
    senderId,
    isMine,
    text,
    isHidden: isHidden === true,
    id,
    seq,
    createdAt,
    state,
    error: null,
  };
}

function pendingMessage({ entry, state, error }: PendingMessage, senderId: string): ConversationMessage {
  const { clientMessageId, conversationId, text, queuedAt } = entry;
  return {
    key: `${senderId}:${clientMessageId}`,
    clientMessageId,
    conversationId,
    senderId,
    isMine: true,
    text,
    isHidden: false,
    id: null,
    seq: null,
    createdAt: queuedAt,
    state,
    error,
  };
}
