/**
 * `@meshi/client`: chat, matching and voice rooms of Meshi, for browsers and Node 20 or newer. Typed, and independent of UI
 * frameworks. The voice part is loaded on first use.
 */

export * as dateWords from '../src/protocol/date-words.ts';
export type * from '../src/protocol/index.ts';
export { isApiKind, isPermissionOf, keyKinds } from '../src/protocol/key-kinds.ts';
export { wireLimits } from '../src/protocol/limits.ts';
export { type MessageWordsInput, messageGroupOf, messageWords } from '../src/protocol/message-words.ts';
export {
  type NotificationLanguage,
  type NotificationWords,
  notificationPath,
  notificationWords,
} from '../src/protocol/notification-kinds/index.ts';
export { messagePreview } from '../src/protocol/plain-text.ts';
export { isRoomRoleAbove } from '../src/protocol/room-roles.ts';
export {
  cleanTag,
  countGraphemes,
  cutText,
  initialOf,
  nameProblem,
  tagProblem,
  trimLines,
} from '../src/protocol/text.ts';
export { type CountedMessage, countUnread, isUnread, type Reader } from '../src/protocol/unread.ts';
export { PROTOCOL_VERSION } from '../src/protocol/version.ts';
export type { Activity, ActivityEvents, ActivitySnapshot } from './activity.ts';
export {
  type AudioDevice,
  type AudioDevices,
  type AudioDevicesEvents,
  type AudioDevicesSnapshot,
  watchAudioDevices,
} from './audio-devices.ts';
export type { Call, CallInput, CallOptions, FetchLike, Method, Picture } from './calls.ts';
export { withChangedPerson } from './changed-person.ts';
export { MeshiClient } from './client.ts';
export type { ClientEvents, MeshiClientOptions, SignedOutReason } from './client-types.ts';
export type { Connection, ConnectionEvents, ConnectionSnapshot, ConnectionState } from './connection.ts';
export type * from './contract.generated.ts';
export type { LiveConversation } from './conversation.ts';
export type { ConversationList, ConversationListEvents, ConversationListSnapshot } from './conversation-list.ts';
export type { ConversationMessage, MessageState, QuotedMessage } from './conversation-message.ts';
export type {
  ConversationEvents,
  ConversationSnapshot,
  OpenConversationOptions,
  SendOptions,
} from './conversation-types.ts';
export type { Conversations } from './conversations.ts';
export { MeshiError, type MeshiErrorDetails, type Reason, type ReasonOf } from './errors.ts';
export { Emitter, Live, type Unsubscribe } from './events.ts';
export type { LogEntry, Logger } from './log.ts';
export type { MicrophoneProblem } from './microphone.ts';
export {
  type MicrophoneTest,
  type MicrophoneTestEvents,
  type MicrophoneTestOptions,
  type MicrophoneTestSnapshot,
  testMicrophone,
} from './microphone-test.ts';
export { IndexedDbOutboxStore, MemoryOutboxStore, type OutboxEntry, type OutboxStore } from './outbox-store.ts';
export type { PresenceEvents, PresenceSnapshot, PresenceStore } from './presence.ts';
export type { ShownReaction } from './reactions.ts';
export type { ReadBy } from './receipts.ts';
export type { RoomList, RoomListEvents, RoomListSnapshot } from './room-list.ts';
export type { Rooms } from './rooms.ts';
export { isSupported, type SdkPart } from './support.ts';
export { MemoryTokenStore, type TokenStore } from './token-source.ts';
export type { TypingIndicator } from './typing.ts';
export type { IncomingStats } from './voice-device.ts';
export type { VoiceSession } from './voice-session.ts';
export type {
  JoinRoomOptions,
  VoiceEndReason,
  VoiceEvents,
  VoicePeer,
  VoiceSnapshot,
  VoiceState,
  VoiceStats,
} from './voice-types.ts';
