/**
 * What happened, in the past tense. Services announce it after their state has changed; the notifier alone turns it into
 * socket messages. Events stay within this process; the notifier reaches people on others.
 */
import { EventEmitter } from 'node:events';
import type { Message, ReadMark } from './protocol/conversations.ts';
import type { Match } from './protocol/matching.ts';
import type { Room } from './protocol/rooms.ts';
import type { Interest } from './protocol/topics.ts';

/** Whom a conversation's announcements reach: the two of a match, or whoever is in the room. */
export type Audience = { kind: 'people'; personIds: readonly string[] } | { kind: 'room'; roomId: string };

export interface DomainEvents {
  /** Stored and journaled. One event for each group commit, so that the fan-out can join what goes to the same people. */
  messagesCreated: { message: Message; audience: Audience }[];
  readMoved: { mark: ReadMark; audience: Audience };
  typingStarted: { conversationId: string; personId: string; audience: Audience };
  typingStopped: { conversationId: string; personId: string; audience: Audience };
  interestShown: { ownerId: string; interest: Interest };
  interestWithdrawn: { ownerId: string; topicId: string; personId: string };
  /** The match as each of the two sees it. */
  matchCreated: { personId: string; match: Match }[];
  matchEnded: { personIds: readonly string[]; matchId: string; conversationId: string };
  /** A block between the two began or ended; either may have pressed it. */
  blocksChanged: { tenantId: string; personIds: readonly [string, string] };
  /** A room opened, closed or was edited, or someone in it came, went, muted or spoke. */
  roomChanged: { tenantId: string; room: Room };
  /** Sessions are over: their sockets must go at once, on every process. */
  sessionsEnded: { personId: string; sessionIds: readonly string[]; reason: 'revoked' | 'expired' | 'account_deleted' };
}

/** The process's domain events. Listeners are called in order, synchronously, and must not throw. */
export class Events {
  readonly #emitter = new EventEmitter();

  announce<Name extends keyof DomainEvents>(name: Name, event: DomainEvents[Name]): void {
    this.#emitter.emit(name, event);
  }

  /** Returns a function that stops listening. */
  on<Name extends keyof DomainEvents>(name: Name, listener: (event: DomainEvents[Name]) => void): () => void {
    this.#emitter.on(name, listener);
    return () => this.#emitter.off(name, listener);
  }
}
