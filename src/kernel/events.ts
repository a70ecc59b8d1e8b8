/**
 * Domain events, named in the past tense. Services announce them after their state has changed, and `signaling` turns them
 * into socket messages. With several server processes, each event is relayed unchanged to all of them, so events are plain
 * JSON: each process sends to its own sockets, and the same event invalidates caches everywhere.
 */
import { EventEmitter } from 'node:events';
import type { Message, ReadMark } from '../protocol/conversations.ts';
import type { SessionEnd } from '../protocol/events.ts';
import type { InstantTalk } from '../protocol/instant-talks.ts';
import type { Match } from '../protocol/matching.ts';
import type { MealChanged } from '../protocol/meals.ts';
import type { Notification } from '../protocol/notifications.ts';
import type { ProfileSummary } from '../protocol/profiles.ts';
import type { Proposal } from '../protocol/proposals.ts';
import type { Room } from '../protocol/rooms.ts';
import type { Interest } from '../protocol/topics.ts';
import type { Person } from './person.ts';

/** Who receives the events of a conversation: the two people of a match, the people of a circle, or everyone in a room. */
export type Audience =
  | {
      kind: 'people';
      personIds: readonly string[];
      /** Those whom a block keeps from the words of the person who acts: they receive the event without text, or not at all. */
      apartIds?: readonly string[];
    }
  | { kind: 'room'; roomId: string };

export interface DomainEvents {
  /** Messages are durable. One event per group commit, so that the fan-out can combine messages to the same people. */
  messagesCreated: { tenantId: string; message: Message; audience: Audience }[];
  /** A person muted a conversation, ended the mute, or opened a new match. */
  conversationChangedForMe: { personId: string; conversationId: string };
  /** A moderator hid a message. `message` is its new form, without text. */
  messageHidden: { message: Message; audience: Audience };
  /**
   * The sender changed or deleted a message, or somebody reacted to it. `message` is its new form, `rev` the number of the change in
   * the conversation. `apartFromReactors`: whom a block keeps from the reactions of these people; in a room, its process knows.
   */
  messageChanged: {
    message: Message;
    rev: number;
    audience: Audience;
    apartFromReactors: Readonly<Record<string, readonly string[]>>;
  };
  /** Messages were deleted because of the retention of the organisation. With everyone who can read the conversation. */
  messagesRemoved: { tenantId: string; conversationId: string; toSeq: number; personIds: readonly string[] };
  readMoved: { mark: ReadMark; audience: Audience };
  typingStarted: { conversationId: string; personId: string; audience: Audience };
  typingStopped: { conversationId: string; personId: string; audience: Audience };
  /** A conversation was created, reopened, closed or changed. Caches drop it. */
  conversationChanged: { tenantId: string; conversationId: string };
  /** The conversation of a circle changed. With the people of the circle. */
  circleConversationChanged: { conversationId: string; personIds: readonly string[] };
  interestCreated: { ownerId: string; interest: Interest };
  interestWithdrawn: { ownerId: string; topicId: string; personId: string };
  /** One entry for each of the two people, with the match as that person sees it. */
  matchCreated: { personId: string; match: Match }[];
  matchEnded: { tenantId: string; personIds: readonly string[]; matchId: string; conversationId: string };
  /** A proposal was created, accepted or cancelled, or the room of its appointment opened, or the appointment ended. */
  proposalChanged: { personIds: readonly string[]; proposal: Proposal };
  /** These people joined or left the circle (`match:…`, `meal:…`, `community:…`), began or ceased to manage it, or it ended. */
  circlesChanged: { tenantId: string; circle: string; personIds: readonly string[] };
  /** Two waiting people were paired. One entry for each, with the instant talk as that person sees it. */
  instantTalkPaired: { personId: string; instantTalk: InstantTalk }[];
  instantTalkEnded: { personIds: readonly string[]; instantTalkId: string };
  /** A notification was stored for this person. */
  notificationCreated: { personId: string; notification: Notification };
  /** The person read notifications; `count` are still unread. */
  notificationsRead: { personId: string; count: number };
  /** A signing key was made, or its state has changed. */
  signingKeysChanged: Record<never, never>;
  /** A community changed for these people, or for everyone in the tenant if null. They may no longer be able to see it. */
  communityChanged: { tenantId: string; communityId: string; personIds: readonly string[] | null };
  /** The seats, texts or times of a meal changed, or it was cancelled. */
  mealChanged: {
    tenantId: string;
    change: MealChanged;
    /** People to inform in addition to those who watch the meal. */
    personIds: readonly string[];
    /** People who may see the meal; null for everyone in the tenant. */
    visibleToIds: readonly string[] | null;
    /** People in a block with the host. */
    hiddenFromIds: readonly string[];
  };
  /** A block between two people was created or removed. The first person created it. */
  blocksChanged: { tenantId: string; personIds: readonly [string, string] };
  /** A never-match entry between two people was created or removed. */
  neverMatchChanged: { tenantId: string; personIds: readonly [string, string] };
  /**
   * A room was opened, closed or edited, or someone inside joined, left, muted or spoke. `nodeId` is the node that carries its
   * voice and knows who is inside. It is null if another node announces an edit; `room.peers` may then be outdated.
   */
  roomChanged: { tenantId: string; room: Room; nodeId: string | null };
  /** A person must leave the room, with text and voice. With a `joinId`, only what that one join opened. */
  roomLeft: { tenantId: string; roomId: string; personId: string; joinId: string | null; reason: 'left' | 'removed' };
  /** The roles, mutes or bans of a room, or its lock, changed: the node that carries its voice reads them again. */
  roomStandingsChanged: { tenantId: string; roomId: string };
  /** Another node took over a room, because its node is gone or about to stop: if it still carries the room, it ends it. */
  roomMoved: { tenantId: string; roomId: string; nodeId: string };
  /** A node has started or missed events, and does not know the rooms of the others: each node announces its rooms again. */
  roomsAsked: { nodeId: string };
  /**
   * A person's tags changed, so similar tags may have to be computed again. Announced only locally: the listener schedules one
   * job for all processes.
   */
  tagsChanged: { tenantId: string };
  /**
   * A person created or changed a profile, or deleted the account. `summary` is what others see now on cards and in lists; null
   * if that has not changed.
   */
  profileChanged: Person & { summary: ProfileSummary | null; hiddenFromIds: readonly string[] };
  /** What visitors may see of a topic, or of a person and all their things, changed. Announced where no other event says so. */
  publicChanged: { tenantId: string; subject: { kind: 'topic' | 'person'; id: string } };
  /** Sessions ended: every process must disconnect their sockets immediately. */
  sessionsEnded: { personId: string; sessionIds: readonly string[]; reason: SessionEnd };
  /** An organisation asks for a second factor from now on, or no longer: what shuts members out is read again. */
  tenantPolicyChanged: { tenantId: string };
  /** A person came online or went offline. `partnerIds` are the people of the person's matches. */
  presenceChanged: { personId: string; isOnline: boolean; partnerIds: readonly string[] };
  /**
   * Who is connected to one server process, and whether the person uses one of these devices: everyone, or the changes since the
   * last report.
   */
  presenceReported: {
    processId: string;
    isWhole: boolean;
    online: readonly (Person & { isActive: boolean })[];
    offline: readonly string[];
  };
  /** A server process started or missed events, and asks the others for a complete `presenceReported`. */
  presenceAsked: { processId: string };
  /**
   * Events of other processes are late: caches drop what such events change, and ended sessions are read again. Announced only
   * locally, and repeated every `relayRecheckMs` while Redis is away.
   */
  eventsDelayed: Record<never, never>;
  /** Events of other processes are lost, and clients have to read again. Announced only locally, after `eventsDelayed`. */
  eventsMissed: Record<never, never>;
}

/** Sends an event to the other server processes. */
export type PublishEvent = <Name extends keyof DomainEvents>(name: Name, event: DomainEvents[Name]) => void;

/** The domain events of a process. Listeners are called synchronously and in order, and must not throw. */
export class Events {
  readonly #emitter = new EventEmitter().setMaxListeners(0);
  #publish: PublishEvent | null = null;

  /** Calls the listeners of this process and of all other server processes. Call it after the state has changed. */
  announce<Name extends keyof DomainEvents>(name: Name, event: DomainEvents[Name]): void {
    this.#emitter.emit(name, event);
    this.#publish?.(name, event);
  }

  /** Calls only the listeners of this process. For changes that each process notices itself, or that only one must handle. */
  announceLocally<Name extends keyof DomainEvents>(name: Name, event: DomainEvents[Name]): void {
    this.#emitter.emit(name, event);
  }

  /** For the relay: passes an event of another process to the listeners of this one. */
  receive<Name extends keyof DomainEvents>(name: Name, event: DomainEvents[Name]): void {
    this.#emitter.emit(name, event);
  }

  /** Also passes each announced event to `publish`. Returns a function that stops this. */
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
