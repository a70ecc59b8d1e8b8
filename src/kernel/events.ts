/**
 * What happened, in the past tense. Services announce it after their state has changed; the notifier alone turns it into
 * socket messages. With several server processes every event is relayed to the others as it is, so events are plain
 * JSON: each process tells its own sockets, and caches are invalidated everywhere by the same event.
 */
import { EventEmitter } from 'node:events';
import type { Message, ReadMark } from '../protocol/conversations.ts';
import type { SessionEnd } from '../protocol/events.ts';
import type { InstantTalk } from '../protocol/instant-talks.ts';
import type { Match } from '../protocol/matching.ts';
import type { MealChanged } from '../protocol/meals.ts';
import type { Notification } from '../protocol/notifications.ts';
import type { Proposal } from '../protocol/proposals.ts';
import type { Room } from '../protocol/rooms.ts';
import type { Interest } from '../protocol/topics.ts';
import type { Person } from './person.ts';

/** Whom a conversation's announcements reach: the two of a match, the people of a circle, or whoever is in the room. */
export type Audience =
  | {
      kind: 'people';
      personIds: readonly string[];
      /** Who of them is in a block with the one who acts: they hear of it without words, or not at all. */
      apartIds?: readonly string[];
    }
  | { kind: 'room'; roomId: string };

export interface DomainEvents {
  /** Stored and journaled. One event for each group commit, so that the fan-out can join what goes to the same people. */
  messagesCreated: { message: Message; audience: Audience }[];
  /** A moderator hid it; the message as it is shown now. */
  messageHidden: { message: Message; audience: Audience };
  readMoved: { mark: ReadMark; audience: Audience };
  typingStarted: { conversationId: string; personId: string; audience: Audience };
  typingStopped: { conversationId: string; personId: string; audience: Audience };
  /** A conversation was opened, opened again or closed; what is remembered of it is no longer true. */
  conversationChanged: { tenantId: string; conversationId: string };
  /** The same for one of a circle, with the people of the circle. */
  circleConversationChanged: { conversationId: string; personIds: readonly string[] };
  interestCreated: { ownerId: string; interest: Interest };
  interestWithdrawn: { ownerId: string; topicId: string; personId: string };
  /** The match as each of the two sees it. */
  matchCreated: { personId: string; match: Match }[];
  matchEnded: { tenantId: string; personIds: readonly string[]; matchId: string; conversationId: string };
  /** A proposal was made, accepted or called off; or the room of the appointment opened, or it is over. */
  proposalChanged: { personIds: readonly string[]; proposal: Proposal };
  /** These people entered or left the circle (`match:…`, `meal:…`, `community:…`), or it ended. */
  circlesChanged: { tenantId: string; circle: string; personIds: readonly string[] };
  /** Two who waited were brought together; the talk as each of the two sees it. */
  instantTalkPaired: { personId: string; instantTalk: InstantTalk }[];
  instantTalkEnded: { personIds: readonly string[]; instantTalkId: string };
  /** Stored, for this person alone. */
  notificationCreated: { personId: string; notification: Notification };
  /** The person read some; `count` are still unread. */
  notificationsRead: { personId: string; count: number };
  /** A community changed, for these people; null for everyone of the tenant. It may have gone out of their sight. */
  communityChanged: { tenantId: string; communityId: string; personIds: readonly string[] | null };
  /** Seats, words or times of a meal changed, or it was cancelled. */
  mealChanged: {
    change: MealChanged;
    /** Whom it concerns, besides those who watch the meal. */
    personIds: readonly string[];
    /** Who may see the meal; null for everyone of the tenant. */
    visibleToIds: readonly string[] | null;
    /** People in a block with the host. */
    hiddenFromIds: readonly string[];
  };
  /** A block between the two began or ended; the first is the one who pressed it. */
  blocksChanged: { tenantId: string; personIds: readonly [string, string] };
  /** Two people are not to be suggested to each other, or may be again. */
  neverMatchChanged: { tenantId: string; personIds: readonly [string, string] };
  /**
   * A room opened, closed or was edited, or someone in it came, went, muted or spoke. `nodeId` is the node that carries its
   * voice and knows who is inside; null where another node tells of an edit, and `room.peers` is what that one last heard.
   */
  roomChanged: { tenantId: string; room: Room; nodeId: string | null };
  /** Someone must be out of a room, text and voice. With a `joinId` only what that one walk into the room has opened. */
  roomLeft: { tenantId: string; roomId: string; personId: string; joinId: string | null; reason: 'left' | 'removed' };
  /** A node has started and does not know yet who is in the rooms of the others: each tells its own again. */
  roomsAsked: { nodeId: string };
  /**
   * A person stored other tags, so that which tags are similar may have changed. Announced only locally: the listener schedules
   * one job for all processes.
   */
  tagsChanged: { tenantId: string };
  /** Someone changed how they are seen, or left. */
  profileChanged: Person;
  /** Sessions are over: their sockets must go at once, on every process. */
  sessionsEnded: { personId: string; sessionIds: readonly string[]; reason: SessionEnd };
  /** Someone came online or went offline; told to the people they share a match with. */
  presenceChanged: { personId: string; isOnline: boolean; partnerIds: readonly string[] };
  /** Who is connected to one server process: all of them, or those who came and went since the last time. */
  presenceReported: {
    processId: string;
    isWhole: boolean;
    online: readonly Person[];
    offline: readonly string[];
  };
  /** A server process started, or lost touch, and asks the others for their `presenceReported`. */
  presenceAsked: { processId: string };
}

/** Hands an event to the other server processes. */
export type PublishEvent = <Name extends keyof DomainEvents>(name: Name, event: DomainEvents[Name]) => void;

/** The process's domain events. Listeners are called in order, synchronously, and must not throw. */
export class Events {
  readonly #emitter = new EventEmitter().setMaxListeners(0);
  #publish: PublishEvent | null = null;

  /** Calls the listeners of this process and of all other server processes. Call it after the state has changed. */
  announce<Name extends keyof DomainEvents>(name: Name, event: DomainEvents[Name]): void {
    this.#emitter.emit(name, event);
    this.#publish?.(name, event);
  }

  /** Calls only the listeners of this process: for a change that each process notices itself, or that only one must handle. */
  announceLocally<Name extends keyof DomainEvents>(name: Name, event: DomainEvents[Name]): void {
    this.#emitter.emit(name, event);
  }

  /** For the relay: passes an event of another process to the listeners of this one. */
  receive<Name extends keyof DomainEvents>(name: Name, event: DomainEvents[Name]): void {
    this.#emitter.emit(name, event);
  }

  /** From now on every announcement is also given to `publish`. Returns a function that ends it. */
  link(publish: PublishEvent): () => void {
    this.#publish = publish;
    return () => {
      if (this.#publish === publish) this.#publish = null;
    };
  }

  /** Returns a function that stops listening. */
  on<Name extends keyof DomainEvents>(name: Name, listener: (event: DomainEvents[Name]) => void): () => void {
    this.#emitter.on(name, listener);
    return () => this.#emitter.off(name, listener);
  }
}
