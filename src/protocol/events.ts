/**
 * All socket messages. A request is named `noun:verb` and always acknowledged with a `Result`; an announcement (an event from
 * the server) is named `noun:past-participle`. Validators, types of server and SDK, and documentation are derived from
 * these tables.
 */
import { z } from 'zod';
import { circleSchema, emptySchema, idSchema } from './common.ts';
import { communityChangedSchema } from './communities.ts';
import {
  deleteMessageSchema,
  editMessageSchema,
  messageChangedSchema,
  messageEditsSchema,
  messagePlaceSchema,
  messageSchema,
  messagesRemovedSchema,
  reactToMessageSchema,
  readConversationSchema,
  readMarkSchema,
  sendMessageSchema,
  syncConversationSchema,
  syncedConversationSchema,
  typingEventSchema,
  typingSchema,
} from './conversations.ts';
import { instantTalkSchema } from './instant-talks.ts';
import { matchSchema } from './matching.ts';
import { mealChangedSchema, watchMealSchema } from './meals.ts';
import { notificationSchema, unreadNotificationsSchema } from './notifications.ts';
import { presenceListSchema, presenceSchema, readPresenceSchema, setPresenceSchema } from './people.ts';
import { profileSummarySchema } from './profiles.ts';
import { proposalSchema } from './proposals.ts';
import { joinedRoomSchema, joinRoomSchema, peerSchema, roomSchema } from './rooms.ts';
import { opaqueSchema } from './text-schemas.ts';
import { interestSchema } from './topics.ts';
import {
  connectTransportSchema,
  consumerSchema,
  createdProducerSchema,
  createProducerSchema,
  deafenSchema,
  listenSchema,
  muteSchema,
  openedVoiceSchema,
  raiseHandSchema,
  reactionSchema,
  restartedIceSchema,
  restartIceSchema,
  resumeConsumerSchema,
  speakersSchema,
  voiceClosedSchema,
} from './voice.ts';

/**
 * Why a session ended. `switched`: the device continues with a session in another tenant. `removed`: the person no longer
 * belongs to this tenant. `sign_on_needed`: the organisation now asks for a sign-in by its identity provider, or no longer accepts the
 * former one; the person may sign in again.
 */
export const sessionEndSchema = z.enum([
  'revoked',
  'expired',
  'account_deleted',
  'switched',
  'removed',
  'suspended',
  'sign_on_needed',
]);
export type SessionEnd = z.infer<typeof sessionEndSchema>;

export interface RequestDefinition {
  input: z.ZodType;
  output: z.ZodType;
  summary: string;
}
export type RequestTable = Record<string, RequestDefinition>;
export type AnnouncementTable = Record<string, { payload: z.ZodType; summary: string }>;

/** Requests on the main namespace. */
export const requests = {
  'session:renew': {
    input: z.object({ accessToken: opaqueSchema(4096) }),
    output: z.object({ accessTokenExpiresAt: z.iso.datetime() }),
    summary: 'Replaces the access token of this connection with a newer one of the same session, before it expires.',
  },
  'message:send': {
    input: sendMessageSchema,
    output: messageSchema,
    summary: 'Stores a message; acknowledged when it is durable. A resend returns the message that is already stored.',
  },
  'message:edit': {
    input: editMessageSchema,
    output: messageSchema,
    summary:
      'Changes the text of a message of mine; acknowledged when it is durable and listed for devices that are away.',
  },
  'message:delete': {
    input: deleteMessageSchema,
    output: messageSchema,
    summary: 'Deletes the text of a message of mine for everyone, and its earlier texts. Its seq stays.',
  },
  'message:react': {
    input: reactToMessageSchema,
    output: messageSchema,
    summary:
      'Adds my reaction with an emoji to a message, or removes it. A reaction notifies nobody and does not count as unread.',
  },
  'message:edits': {
    input: messagePlaceSchema,
    output: messageEditsSchema,
    summary: 'The earlier texts of a message that I can read.',
  },
  'conversation:sync': {
    input: syncConversationSchema,
    output: syncedConversationSchema,
    summary: 'The messages after a seq, to close a gap.',
  },
  'conversation:read': {
    input: readConversationSchema,
    output: readMarkSchema,
    summary: 'Moves my read mark forward, never backward; returns the current mark. A new match is then no longer new.',
  },
  'typing:start': {
    input: typingSchema,
    output: emptySchema,
    summary: 'Shows others that I am typing. It expires after 6 s; repeat it at most every 2 s.',
  },
  'typing:stop': { input: typingSchema, output: emptySchema, summary: 'Shows others that I stopped typing.' },
  'presence:read': {
    input: readPresenceSchema,
    output: presenceListSchema,
    summary: 'Returns which of these people are online. People I have no match with are always reported as offline.',
  },
  'presence:set': {
    input: setPresenceSchema,
    output: emptySchema,
    summary:
      'Says whether the person uses this device. Messages are pushed and mailed to people who use none of their devices. ' +
      'The handshake can say the same; without it, a device counts as used.',
  },
  'meal:watch': {
    input: watchMealSchema,
    output: mealChangedSchema,
    summary: 'Returns the seats of a meal, and subscribes to `meal:changed` for this meal.',
  },
  'meal:unwatch': { input: watchMealSchema, output: emptySchema, summary: 'Ends `meal:watch`.' },
  'rooms:watch': {
    input: emptySchema,
    output: z.object({ rooms: z.array(roomSchema) }),
    summary: 'Returns the rooms with people inside, and subscribes to `room:changed`.',
  },
  'rooms:unwatch': { input: emptySchema, output: emptySchema, summary: 'Ends `rooms:watch`.' },
  'communities:watch': {
    input: emptySchema,
    output: emptySchema,
    summary: 'Subscribes to `community:changed` for the communities that I can see.',
  },
  'communities:unwatch': { input: emptySchema, output: emptySchema, summary: 'Ends `communities:watch`.' },
  'room:join': {
    input: joinRoomSchema,
    output: joinedRoomSchema,
    summary: 'Joins a room: subscribes to its messages, and returns a ticket for its voice.',
  },
  'room:leave': { input: joinRoomSchema, output: emptySchema, summary: 'Leaves a room.' },
} satisfies RequestTable;

/** Announcements on the main namespace. */
export const announcements = {
  'message:created': {
    payload: messageSchema,
    summary: 'A message was stored in a conversation of mine, by me or another person.',
  },
  'message:hidden': {
    payload: messageSchema,
    summary: 'A moderator hid a message: its text is deleted, its seq stays.',
  },
  'message:changed': {
    payload: messageChangedSchema,
    summary:
      'A message was changed or deleted by its sender, or somebody reacted to it. If `rev` does not follow the last one, changes are missing: ask for them with `conversation:sync`.',
  },
  'messages:removed': {
    payload: messagesRemovedSchema,
    summary:
      'The messages up to this seq were deleted, because the organisation keeps messages for a limited time. Delete copies of them.',
  },
  'conversation:changed': {
    payload: z.object({ conversationId: idSchema }),
    summary:
      'A conversation of mine was opened or closed, has a new title, hides other messages from me, or no longer holds me in slow mode; or I muted it, or opened a new match.',
  },
  'circle:changed': {
    payload: z.object({ circle: circleSchema }),
    summary: 'I joined or left a match, a meal or a community, or it ended. Read again what belongs to it.',
  },
  'read:moved': {
    payload: readMarkSchema,
    summary:
      'A person in the conversation, me included, read up to a seq. In meals and channels of more than 100 people only my own mark.',
  },
  'typing:started': { payload: typingEventSchema, summary: 'A person in the conversation is typing.' },
  'typing:stopped': { payload: typingEventSchema, summary: 'A person in the conversation stopped typing.' },
  'interest:created': { payload: interestSchema, summary: 'A person showed interest (気になる) in a topic of mine.' },
  'interest:withdrawn': {
    payload: z.object({ topicId: idSchema, personId: idSchema }),
    summary: 'A person withdrew their interest in a topic of mine.',
  },
  'match:created': { payload: matchSchema, summary: 'I was matched with a person, and our conversation is open.' },
  'match:ended': {
    payload: z.object({ matchId: idSchema, conversationId: idSchema }),
    summary: 'A match of mine ended, and its conversation is closed.',
  },
  'notification:created': { payload: notificationSchema, summary: 'I have a new notification.' },
  'notification:read': {
    payload: unreadNotificationsSchema,
    summary: 'I read notifications on this or another device; `count` are still unread.',
  },
  'proposal:changed': {
    payload: proposalSchema,
    summary:
      'A proposal of mine was created, accepted or cancelled, or the room of the appointment opened, or the appointment ended.',
  },
  'meal:changed': {
    payload: mealChangedSchema,
    summary: 'The seats, description or time of a meal that I watch or answered changed, or it was cancelled.',
  },
  'instant-talk:paired': {
    payload: instantTalkSchema,
    summary: 'I was paired with a person for an instant talk, and our room is open.',
  },
  'instant-talk:ended': {
    payload: z.object({ instantTalkId: idSchema }),
    summary: 'My instant talk ended, and its room is closed.',
  },
  'profile:changed': {
    payload: z.object({ person: profileSummarySchema }),
    summary: 'A person has a new name, handle or picture. A deleted account has the handle `deleted`.',
  },
  'presence:changed': { payload: presenceSchema, summary: 'A match of mine went online or offline.' },
  'room:changed': {
    payload: roomSchema,
    summary:
      'A room opened or closed, or someone joined, left, muted or spoke in it. Sent after `rooms:watch`, and to the people in the room.',
  },
  'community:changed': {
    payload: communityChangedSchema,
    summary:
      'A community or my standing in it changed, or I can no longer see it: read it again. Only sent after `communities:watch`.',
  },
  'session:ended': {
    payload: z.object({ reason: sessionEndSchema }),
    summary: 'This session ended, and the server closes the connection.',
  },
} satisfies AnnouncementTable;

/** Requests on the namespace `/voice`. */
export const voiceRequests = {
  'voice:open': {
    input: emptySchema,
    output: openedVoiceSchema,
    summary: "Opens voice: returns the router's capabilities, both transports and the people in the room.",
  },
  'transport:connect': {
    input: connectTransportSchema,
    output: emptySchema,
    summary: 'Connects a transport: starts DTLS.',
  },
  'transport:restart-ice': {
    input: restartIceSchema,
    output: restartedIceSchema,
    summary: 'Returns new ICE parameters after a change of network.',
  },
  'producer:create': {
    input: createProducerSchema,
    output: createdProducerSchema,
    summary: 'Opens my microphone. It is muted if I was muted before.',
  },
  'producer:close': {
    input: emptySchema,
    output: emptySchema,
    summary: 'Closes my microphone: the others see that I only listen. Idempotent.',
  },
  'voice:listen': {
    input: listenSchema,
    output: emptySchema,
    summary: 'Reports what the client can receive; from then on the server announces consumers.',
  },
  'consumer:resume': {
    input: resumeConsumerSchema,
    output: emptySchema,
    summary: 'Starts the sound of a consumer, when the client is ready for it.',
  },
  'microphone:mute': {
    input: muteSchema,
    output: peerSchema,
    summary: 'Mutes or unmutes me on the server: while muted, the server forwards no sound from me.',
  },
  'speaker:deafen': {
    input: deafenSchema,
    output: peerSchema,
    summary: 'Stops or resumes all sound to me. Deafening also mutes me.',
  },
  'hand:raise': { input: raiseHandSchema, output: peerSchema, summary: 'Raises or lowers my hand.' },
  'reaction:send': {
    input: z.object({ reaction: reactionSchema }),
    output: emptySchema,
    summary: 'Shows a reaction to the others in the room. It is not stored.',
  },
} satisfies RequestTable;

/** Announcements on the namespace `/voice`. */
export const voiceAnnouncements = {
  'peer:joined': { payload: peerSchema, summary: 'A person joined the room.' },
  'peer:changed': {
    payload: peerSchema,
    summary: 'The state of a person has changed, such as muted, deafened or reconnecting.',
  },
  'peer:left': { payload: z.object({ peerId: idSchema }), summary: 'A person left the room.' },
  'reaction:sent': {
    payload: z.object({ peerId: idSchema, reaction: reactionSchema }),
    summary: 'Another person reacted; show it for a few seconds.',
  },
  'consumer:created': {
    payload: consumerSchema,
    summary: 'A microphone can be received. Send `consumer:resume` when the client has created the consumer.',
  },
  'consumer:closed': {
    payload: z.object({ consumerId: idSchema }),
    summary: 'A microphone can no longer be received.',
  },
  'speakers:changed': { payload: speakersSchema, summary: 'Other people are speaking now. Sent at most every 300 ms.' },
  'voice:closed': { payload: voiceClosedSchema, summary: 'The server ended this voice connection.' },
} satisfies AnnouncementTable;

export type Requests = typeof requests;
export type RequestName = keyof Requests;
export type Announcements = typeof announcements;
export type AnnouncementName = keyof Announcements;
export type VoiceRequests = typeof voiceRequests;
export type VoiceRequestName = keyof VoiceRequests;
export type VoiceAnnouncements = typeof voiceAnnouncements;
export type VoiceAnnouncementName = keyof VoiceAnnouncements;

/** The input from a client, before validation and defaults. */
export type RequestInput<Table extends RequestTable, Name extends keyof Table> = z.input<Table[Name]['input']>;
/** The input for a handler, after validation. */
export type ParsedInput<Table extends RequestTable, Name extends keyof Table> = z.output<Table[Name]['input']>;
export type RequestOutput<Table extends RequestTable, Name extends keyof Table> = z.output<Table[Name]['output']>;
export type Announcement<Table extends AnnouncementTable, Name extends keyof Table> = z.output<Table[Name]['payload']>;
