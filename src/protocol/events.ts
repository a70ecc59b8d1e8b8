/**
 * Everything that travels over the sockets. A request is `noun:verb` and always acknowledged with a `Result`; an
 * announcement is `noun:past-participle`. One table gives the validators, the types of server and SDK, and the documents.
 */
import { z } from 'zod';
import { circleSchema, emptySchema, idSchema } from './common.ts';
import { communityNewsSchema } from './communities.ts';
import {
  messageSchema,
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
import { presenceListSchema, presenceSchema, readPresenceSchema } from './people.ts';
import { proposalSchema } from './proposals.ts';
import { joinedRoomSchema, joinRoomSchema, peerSchema, roomSchema } from './rooms.ts';
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
  restartedIceSchema,
  restartIceSchema,
  resumeConsumerSchema,
  speakersSchema,
  voiceClosedSchema,
} from './voice.ts';

/**
 * Why a session is over. `switched`: the same device went on in another tenant; `removed`: the person belongs to this tenant
 * no more.
 */
export const sessionEndSchema = z.enum(['revoked', 'expired', 'account_deleted', 'switched', 'removed']);
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
    input: z.object({ accessToken: z.string().min(1).max(4096) }),
    output: z.object({ accessTokenExpiresAt: z.iso.datetime() }),
    summary: 'Hands in a newer access token of the same session before the current one expires.',
  },
  'message:send': {
    input: sendMessageSchema,
    output: messageSchema,
    summary: 'Stores a message. Acknowledged when it is durable; a repeated message is answered with the stored one.',
  },
  'conversation:sync': {
    input: syncConversationSchema,
    output: syncedConversationSchema,
    summary: 'The messages after a seq, to close a gap.',
  },
  'conversation:read': {
    input: readConversationSchema,
    output: readMarkSchema,
    summary: 'Moves my read mark forward, never backward; answers with the current mark.',
  },
  'typing:start': {
    input: typingSchema,
    output: emptySchema,
    summary: 'Tells the others that I am typing. Repeat it every 2 s at most; it ends by itself after 6 s.',
  },
  'typing:stop': { input: typingSchema, output: emptySchema, summary: 'Tells the others that I stopped typing.' },
  'presence:read': {
    input: readPresenceSchema,
    output: presenceListSchema,
    summary: 'Which of these people are online; only my matches are ever reported as online.',
  },
  'meal:watch': {
    input: watchMealSchema,
    output: mealChangedSchema,
    summary: 'The seats of a meal; from now on `meal:changed` is announced for each change of them.',
  },
  'meal:unwatch': { input: watchMealSchema, output: emptySchema, summary: 'Ends `meal:watch`.' },
  'rooms:watch': {
    input: emptySchema,
    output: z.object({ rooms: z.array(roomSchema) }),
    summary: 'The rooms with people inside; from now on `room:changed` is announced for each change of a room.',
  },
  'rooms:unwatch': { input: emptySchema, output: emptySchema, summary: 'Ends `rooms:watch`.' },
  'communities:watch': {
    input: emptySchema,
    output: emptySchema,
    summary:
      'From now on `community:changed` is announced for each change of a community that I see, or saw until then.',
  },
  'communities:unwatch': { input: emptySchema, output: emptySchema, summary: 'Ends `communities:watch`.' },
  'room:join': {
    input: joinRoomSchema,
    output: joinedRoomSchema,
    summary: 'Joins a room: its messages from now on, and a ticket for its voice.',
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
    summary: 'A moderator hid a message: its text is gone, its seq stays.',
  },
  'conversation:changed': {
    payload: z.object({ conversationId: idSchema }),
    summary: 'A conversation of a meal or channel of mine was opened or closed, or has a new title.',
  },
  'circle:changed': {
    payload: z.object({ circle: circleSchema }),
    summary:
      'I joined or left the people of a match, a meal or a community, or it ended. Read again what belongs to it.',
  },
  'read:moved': { payload: readMarkSchema, summary: 'A person in the conversation, me included, read up to a seq.' },
  'typing:started': { payload: typingEventSchema, summary: 'A person in the conversation is typing.' },
  'typing:stopped': { payload: typingEventSchema, summary: 'A person in the conversation stopped typing.' },
  'interest:created': { payload: interestSchema, summary: 'A person showed interest (気になる) in a topic of mine.' },
  'interest:withdrawn': {
    payload: z.object({ topicId: idSchema, personId: idSchema }),
    summary: 'A person withdrew the interest in a topic of mine.',
  },
  'match:created': { payload: matchSchema, summary: 'I was matched with a person: a conversation is open.' },
  'match:ended': {
    payload: z.object({ matchId: idSchema, conversationId: idSchema }),
    summary: 'A match of mine was ended: its conversation is closed.',
  },
  'notification:created': { payload: notificationSchema, summary: 'I have a new notification.' },
  'notification:read': {
    payload: unreadNotificationsSchema,
    summary: 'I read notifications, on this or another device; says how many are still unread.',
  },
  'proposal:changed': {
    payload: proposalSchema,
    summary:
      'A proposal of mine was made, accepted or cancelled, or the room of the appointment opened, or the appointment is over.',
  },
  'meal:changed': {
    payload: mealChangedSchema,
    summary: 'A meal that I watch or answered changed its seats, description or time, or was cancelled.',
  },
  'instant-talk:paired': {
    payload: instantTalkSchema,
    summary: 'An instant talk has begun, in a room of the two.',
  },
  'instant-talk:ended': {
    payload: z.object({ instantTalkId: idSchema }),
    summary: 'The instant talk has ended; its room is closed.',
  },
  'presence:changed': { payload: presenceSchema, summary: 'A match of mine went online or offline.' },
  'room:changed': {
    payload: roomSchema,
    summary:
      'A room opened or closed, or a person in it joined, left, muted or spoke. Announced after `rooms:watch`, and to the people in the room.',
  },
  'community:changed': {
    payload: communityNewsSchema,
    summary:
      'A community or my standing in it changed, or I no longer see it: read it again. Only after `communities:watch`.',
  },
  'session:ended': {
    payload: z.object({ reason: sessionEndSchema }),
    summary: 'This session is over, and the server closes the connection.',
  },
} satisfies AnnouncementTable;

/** Requests on the namespace `/voice`. */
export const voiceRequests = {
  'voice:open': {
    input: emptySchema,
    output: openedVoiceSchema,
    summary: "Takes the seat: the router's capabilities, both transports and the people in the room.",
  },
  'transport:connect': { input: connectTransportSchema, output: emptySchema, summary: 'Starts DTLS on a transport.' },
  'transport:restart-ice': {
    input: restartIceSchema,
    output: restartedIceSchema,
    summary: 'New ICE parameters after a change of network.',
  },
  'producer:create': {
    input: createProducerSchema,
    output: createdProducerSchema,
    summary: 'Opens the microphone, muted or not as I last was.',
  },
  'voice:listen': {
    input: listenSchema,
    output: emptySchema,
    summary: 'Reports what the client can receive; consumers are announced from now on.',
  },
  'consumer:resume': {
    input: resumeConsumerSchema,
    output: emptySchema,
    summary: 'The client is ready: starts the sound of this consumer.',
  },
  'microphone:mute': {
    input: muteSchema,
    output: peerSchema,
    summary: 'Mutes or unmutes on the server: while muted it forwards nothing that the client sends.',
  },
  'speaker:deafen': {
    input: deafenSchema,
    output: peerSchema,
    summary: 'Stops or resumes everything I hear; deafening also mutes.',
  },
  'hand:raise': { input: raiseHandSchema, output: peerSchema, summary: 'Raises or lowers my hand.' },
} satisfies RequestTable;

/** Announcements on the namespace `/voice`. */
export const voiceAnnouncements = {
  'peer:joined': { payload: peerSchema, summary: 'A person joined the room.' },
  'peer:changed': { payload: peerSchema, summary: 'A person was muted, deafened or raised a hand.' },
  'peer:left': { payload: z.object({ peerId: idSchema }), summary: 'A person left the room.' },
  'consumer:created': {
    payload: consumerSchema,
    summary: 'There is a microphone to receive; resume it when the client has consumed it.',
  },
  'consumer:closed': { payload: z.object({ consumerId: idSchema }), summary: 'A microphone is gone.' },
  'speakers:changed': { payload: speakersSchema, summary: 'Other people speak now; announced at most every 300 ms.' },
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

/** What a client sends, before defaults are filled in. */
export type RequestInput<Table extends RequestTable, Name extends keyof Table> = z.input<Table[Name]['input']>;
/** What a handler is given, after validation. */
export type ParsedInput<Table extends RequestTable, Name extends keyof Table> = z.output<Table[Name]['input']>;
export type RequestOutput<Table extends RequestTable, Name extends keyof Table> = z.output<Table[Name]['output']>;
export type Announcement<Table extends AnnouncementTable, Name extends keyof Table> = z.output<Table[Name]['payload']>;
