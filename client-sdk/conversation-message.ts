/** A message as a list shows it: stored, or mine on its way. */
import type { Message } from '../src/protocol/index.ts';
import type { MeshiError } from './errors.ts';
import type { PendingMessage } from './outbox.ts';

/**
 * `queued` → `sending` → `durable` → `read`, or `failed`: refused for good, until `retry` or `discard`. `read` means that
 * the other person of a match has read it, and is for messages of mine only; those of others are always `durable`.
 */
export type MessageState = 'queued' | 'sending' | 'failed' | 'durable' | 'read';

export interface ConversationMessage {
  /** Stays the same from the moment it is queued; unique in the conversation. Made for the keys of lists. */
  readonly key: string;
  readonly clientMessageId: string;
  readonly conversationId: string;
  readonly senderId: string;
  readonly isMine: boolean;
  readonly text: string;
  /** Sender and reader block each other: there is no text. */
  readonly isHidden: boolean;
  /** Null until durable. */
  readonly id: string | null;
  /** Null until durable. */
  readonly seq: number | null;
  /** ISO 8601; by this device's clock until durable. */
  readonly createdAt: string;
  readonly state: MessageState;
  /** Why it `failed`, or why it is being tried again. */
  readonly error: MeshiError | null;
}

/** One that is stored on the server. */
export function storedMessage(message: Message, isMine: boolean, state: 'durable' | 'read'): ConversationMessage {
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

/** One of mine that waits in the outbox. */
export function pendingMessage({ entry, state, error }: PendingMessage, senderId: string): ConversationMessage {
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
