/**
 * `@meshi/client`: chat, matching and voice rooms of Meshi, for browsers and Node 22 or newer. Typed and headless; voice is
 * loaded on first use.
 */

import type { z } from 'zod';
import type {
  Announcement,
  AnnouncementName,
  Announcements,
  Conversation,
  Me,
  Message,
  Peer,
  RequestInput,
  RequestName,
  RequestOutput,
  Requests,
  Room,
  SignedIn,
  SignIn,
  SignUp,
  signInSchema,
  signUpSchema,
  VoiceClosedReason,
} from '../src/protocol/index.ts';
import type { MeshiError } from './errors.ts';
import type { Emitter, Live } from './events.ts';
import type { Call, Resource } from './resources.ts';

export type * from '../src/protocol/index.ts';
export { wireLimits } from '../src/protocol/limits.ts';
export { MeshiError, type MeshiErrorDetails } from './errors.ts';
export { Emitter, Live, type Unsubscribe } from './events.ts';
export type { Call, CallInput, CallOptions, Picture, Resource } from './resources.ts';

/** Where a client outside of a page keeps its refresh token. Default: in memory. */
export interface TokenStore {
  load(): Promise<string | null>;
  /** Null forgets it. */
  save(refreshToken: string | null): Promise<void>;
}

export interface OutboxEntry {
  accountId: string;
  conversationId: string;
  clientMessageId: string;
  text: string;
  queuedAt: string;
  /** Set where the server refused the message for good. */
  failure: { code: string; message: string } | null;
}

/** Where messages wait until they are durable. Default: IndexedDB in browsers, memory elsewhere. */
export interface OutboxStore {
  /** Every entry of the account, oldest first. */
  load(accountId: string): Promise<OutboxEntry[]>;
  put(entry: OutboxEntry): Promise<void>;
  remove(accountId: string, clientMessageId: string): Promise<void>;
}

export interface MeshiClientOptions {
  /** Where Meshi is, such as https://meshi.example. Default: the page's own origin; needed outside of a page. */
  url?: string;
  /** Where the refresh token lives. Default: `cookie` in a page of Meshi's own origin, otherwise `body`. */
  refreshIn?: 'cookie' | 'body';
  tokenStore?: TokenStore;
  outboxStore?: OutboxStore;
}

export type SignedOutReason = 'asked' | 'refused' | 'revoked' | 'expired' | 'account_deleted';

/** Every announcement of the contract, and what happens to the client itself. */
export type ClientEvents = { [Name in AnnouncementName]: Announcement<Announcements, Name> } & {
  /** Signed in, resumed, signed out, or the own profile changed. */
  'me:changed': Me | null;
  /** Not fired by a failed sign-in, nor by `resume()` that found no session. */
  signed_out: { reason: SignedOutReason };
};

export declare class MeshiClient extends Emitter<ClientEvents> {
  constructor(options?: MeshiClientOptions);
  readonly url: string;
  readonly me: Me | null;
  readonly connection: Connection;
  readonly conversations: Conversations;
  readonly rooms: Rooms;
  readonly presence: PresenceStore;
  readonly account: Omit<Resource<'accounts'>, 'signUp'>;
  readonly sessions: Omit<Resource<'sessions'>, 'signIn' | 'signOut' | 'refresh'>;
  readonly passwordResets: Resource<'passwordResets'>;
  readonly profiles: Resource<'profiles'>;
  readonly topics: Resource<'topics'>;
  readonly interests: Resource<'interests'>;
  readonly matches: Resource<'matches'>;
  readonly blocks: Resource<'blocks'>;
  readonly meta: Resource<'meta'>;
  readonly call: Call;
  signUp(input: Omit<z.input<typeof signUpSchema>, 'refreshIn'>): Promise<Me>;
  signIn(input: Omit<z.input<typeof signInSchema>, 'refreshIn'>): Promise<Me>;
  /** By cookie or stored refresh token. False when signed out. @throws MeshiError where the server cannot be asked */
  resume(): Promise<boolean>;
  signOut(): Promise<void>;
  /** Any socket request of the contract. */
  request<Name extends RequestName>(
    name: Name,
    input: RequestInput<Requests, Name>,
    options?: { timeoutMs?: number },
  ): Promise<RequestOutput<Requests, Name>>;
  /** A path of the server, such as `profile.avatarUrl`, as a whole URL. */
  resolveUrl(path: string): string;
  /** Ends connection and voice and lets go of everything. The session stays: `resume()` of a new client finds it. */
  close(): Promise<void>;
}

export type ConnectionState = 'signed_out' | 'connecting' | 'online' | 'reconnecting' | 'offline' | 'incompatible';
export interface ConnectionSnapshot {
  state: ConnectionState;
  /** Why it is not online; null while it is. */
  error: MeshiError | null;
}
export declare class Connection extends Live<ConnectionSnapshot, { changed: ConnectionSnapshot }> {
  readonly state: ConnectionState;
  /** Tries at once instead of waiting for the next attempt. */
  retryNow(): void;
}

export type MessageState = 'queued' | 'sending' | 'failed' | 'durable' | 'read';
export interface ConversationMessage {
  /** Stays the same from the moment it is queued: made for list keys. */
  key: string;
  clientMessageId: string;
  conversationId: string;
  senderId: string;
  isMine: boolean;
  text: string;
  /** Sender and reader block each other: there is no text. */
  isHidden: boolean;
  /** Null until durable. */
  id: string | null;
  /** Null until durable. */
  seq: number | null;
  /** ISO 8601; of the own clock until durable. */
  createdAt: string;
  /** `read` is for my messages only: the other person of a match has read it. */
  state: MessageState;
  /** Why it `failed`. */
  error: MeshiError | null;
}

export interface ConversationSnapshot {
  /** As the server last told it: kind, person, topic, state … */
  info: Conversation;
  /** In `seq` order without a gap, then mine that are not durable yet. */
  messages: readonly ConversationMessage[];
  hasOlder: boolean;
  isLoadingOlder: boolean;
  /** Ids of others who are typing. */
  typists: readonly string[];
  unreadCount: number;
  lastReadSeq: number;
  othersReadSeq: number;
}

export interface ConversationEvents {
  changed: ConversationSnapshot;
  /** A message by anyone became part of the conversation, in `seq` order, once each. Not fired for loaded history. */
  message: Message;
}

export declare class LiveConversation extends Live<ConversationSnapshot, ConversationEvents> {
  readonly id: string;
  readonly info: Conversation;
  readonly messages: readonly ConversationMessage[];
  readonly typists: readonly string[];
  readonly unreadCount: number;
  readonly typing: { start(): void; stop(): void };
  /** Resolves when durable, after reconnecting if need be. @throws MeshiError where the server refuses it for good */
  send(text: string): Promise<Message>;
  retry(clientMessageId: string): Promise<Message>;
  discard(clientMessageId: string): Promise<void>;
  /** Resolves to whether there are still older ones. */
  loadOlder(): Promise<boolean>;
  /** Marks all that is loaded as read, or up to `seq`. */
  markRead(seq?: number): Promise<void>;
  /** Stops following it. What waits in the outbox is sent nevertheless. */
  close(): void;
}

export interface ConversationListSnapshot {
  items: readonly Conversation[];
  isLoaded: boolean;
  hasMore: boolean;
  unreadCount: number;
  error: MeshiError | null;
}
export declare class ConversationList extends Live<ConversationListSnapshot, { changed: ConversationListSnapshot }> {
  readonly items: readonly Conversation[];
  readonly unreadCount: number;
  loadMore(): Promise<void>;
  refresh(): Promise<void>;
}

export declare class Conversations {
  /** The same object for the same conversation while it is open; each `open` needs its own `close`. */
  open(conversationId: string): Promise<LiveConversation>;
  /** My conversations with matches, the last active first; kept up to date. Loading begins with the first call. */
  list(): ConversationList;
  get: Resource<'conversations'>['get'];
  history: Resource<'conversations'>['history'];
}

export interface RoomListSnapshot {
  rooms: readonly Room[];
  isLoaded: boolean;
  error: MeshiError | null;
}
export declare class RoomList extends Live<RoomListSnapshot, { changed: RoomListSnapshot }> {
  readonly rooms: readonly Room[];
  /** Stops watching. */
  close(): void;
}

export interface JoinRoomOptions {
  /** true (default): asks for the microphone; a track: sends that; false: only listens. */
  microphone?: boolean | MediaStreamTrack;
}

/** The rooms' routes, and walking in. */
export type Rooms = Resource<'rooms'> & {
  /** Open rooms with who is inside and who is speaking, kept up to date until closed. */
  watch(): RoomList;
  /** Walks in; leaves the room one is in. Resolves when sound flows. Works in browsers only. */
  join(roomId: string, options?: JoinRoomOptions): Promise<VoiceSession>;
  /** The session one is in now. */
  readonly current: VoiceSession | null;
};

export declare class PresenceStore extends Live<PresenceSnapshot, { changed: PresenceSnapshot }> {
  isOnline(personId: string): boolean;
  /** Adds people, matches of mine, whose presence to keep. */
  track(personIds: readonly string[]): void;
}
export interface PresenceSnapshot {
  online: ReadonlySet<string>;
}

export type VoiceState = 'connecting' | 'live' | 'recovering' | 'closed';
export interface VoicePeer extends Peer {
  isMe: boolean;
  /** 0 to 1, for my ears only. */
  volume: number;
}
export type MicrophoneProblem = 'denied' | 'not_found' | 'in_use' | 'unsupported';

export interface VoiceSnapshot {
  state: VoiceState;
  room: Room;
  /** Everyone in the room, me included, in the order of arrival. */
  peers: readonly VoicePeer[];
  me: VoicePeer | null;
  isMuted: boolean;
  isDeaf: boolean;
  hasHandUp: boolean;
  /** The browser plays no sound before a click or key: show a button that calls `resumePlayback()`. */
  needsGesture: boolean;
  /** Why no microphone is sent though one was asked for; one listens all the same. */
  microphoneProblem: MicrophoneProblem | null;
  /** Why it closed. */
  closedReason: VoiceClosedReason | 'signed_out' | 'failed' | null;
}
export interface VoiceEvents {
  changed: VoiceSnapshot;
  closed: { reason: NonNullable<VoiceSnapshot['closedReason']> };
}
/** Figures of the sound itself since this connection began. */
export interface VoiceStats {
  /** Packets of the microphone that were sent. */
  packetsSent: number;
  incoming: {
    peerId: string;
    packetsReceived: number;
    packetsLost: number;
    totalAudioEnergy: number;
    jitterMs: number;
  }[];
}

export declare class VoiceSession extends Live<VoiceSnapshot, VoiceEvents> {
  readonly state: VoiceState;
  readonly room: Room;
  readonly peers: readonly VoicePeer[];
  readonly me: VoicePeer | null;
  readonly conversation: LiveConversation;
  mute(): Promise<void>;
  unmute(): Promise<void>;
  deafen(): Promise<void>;
  undeafen(): Promise<void>;
  raiseHand(): Promise<void>;
  lowerHand(): Promise<void>;
  /** 0 to 1. */
  setVolume(peerId: string, volume: number): void;
  setMicrophone(deviceId: string): Promise<void>;
  resumePlayback(): Promise<void>;
  stats(): Promise<VoiceStats>;
  leave(): Promise<void>;
}

export type { SignedIn, SignIn, SignUp };
