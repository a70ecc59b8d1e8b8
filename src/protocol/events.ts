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
    summary: 'Hands in a newer access token of the same session before the current one ends.',
  },
  'message:send': {
    input: sendMessageSchema,
    output: messageSchema,
    summary: 'Stores a message. Acknowledged only when it is durable; a resend gives the stored message.',
  },
  'conversation:sync': {
    input: syncConversationSchema,
    output: syncedConversationSchema,
    summary: 'The messages after a seq, to close a gap.',
  },
  'conversation:read': {
    input: readConversationSchema,
    output: readMarkSchema,
    summary: 'Moves the read mark forward. It never runs backwards: the answer is the mark as it stands.',
  },
  'typing:start': {
    input: typingSchema,
    output: emptySchema,
    summary: 'Tells the others that one is typing; to be repeated every 2 s at most, and ends by itself after 6 s.',
  },
  'typing:stop': { input: typingSchema, output: emptySchema, summary: 'Tells the others that one stopped typing.' },
  'presence:read': {
    input: readPresenceSchema,
    output: presenceListSchema,
    summary: 'Which of these people, matches of the reader, are online.',
  },
  'meal:watch': {
    input: watchMealSchema,
    output: mealChangedSchema,
    summary: 'The seats of a meal, and from now on `meal:changed` for each change of it.',
  },
  'meal:unwatch': { input: watchMealSchema, output: emptySchema, summary: 'Ends `meal:watch`.' },
  'rooms:watch': {
    input: emptySchema,
    output: z.object({ rooms: z.array(roomSchema) }),
    summary: 'The rooms that are live, and from now on `room:changed` for each change of one.',
  },
  'rooms:unwatch': { input: emptySchema, output: emptySchema, summary: 'Ends `rooms:watch`.' },
  'communities:watch': {
    input: emptySchema,
    output: emptySchema,
    summary: 'From now on `community:changed` for each change of a community that the reader sees, or saw until then.',
  },
  'communities:unwatch': { input: emptySchema, output: emptySchema, summary: 'Ends `communities:watch`.' },
  'room:join': {
    input: joinRoomSchema,
    output: joinedRoomSchema,
    summary: 'Walks into a room: its text from now on, and a ticket for its voice.',
  },
  'room:leave': { input: joinRoomSchema, output: emptySchema, summary: 'Walks out of a room.' },
} satisfies RequestTable;

/** Announcements on the main namespace. */
export const announcements = {
  'message:created': { payload: messageSchema, summary: 'A message was stored.' },
  'message:hidden': {
    payload: messageSchema,
    summary: 'A moderator hid a message: its words are gone, its place stays.',
  },
  'conversation:changed': {
    payload: z.object({ conversationId: idSchema }),
    summary: 'A conversation of a circle of mine was opened, closed or has a new title.',
  },
  'circle:changed': {
    payload: z.object({ circle: circleSchema }),
    summary:
      'I entered or left the people of a match, a meal or a community, or it ended: what is theirs is to be read anew.',
  },
  'read:moved': { payload: readMarkSchema, summary: 'Someone of the conversation read up to a seq.' },
  'typing:started': { payload: typingEventSchema, summary: 'Someone is typing.' },
  'typing:stopped': { payload: typingEventSchema, summary: 'Someone stopped typing.' },
  'interest:shown': { payload: interestSchema, summary: 'Someone pressed 「気になる」 on a topic of mine.' },
  'interest:withdrawn': {
    payload: z.object({ topicId: idSchema, personId: idSchema }),
    summary: 'Someone took their interest back.',
  },
  'match:created': { payload: matchSchema, summary: 'Two people want to talk: a conversation is open.' },
  'match:ended': {
    payload: z.object({ matchId: idSchema, conversationId: idSchema }),
    summary: 'A match was ended; its conversation can be written no more.',
  },
  'notification:created': { payload: notificationSchema, summary: 'Something happened that I want to know of.' },
  'notification:read': {
    payload: unreadNotificationsSchema,
    summary: 'I read notifications, on this device or another; how many are left.',
  },
  'proposal:changed': {
    payload: proposalSchema,
    summary: 'A proposal was made, accepted or called off; or the room of the appointment opened, or it is over.',
  },
  'meal:changed': {
    payload: mealChangedSchema,
    summary: 'A meal that I watch, or answered to, has other seats, words or times, or was cancelled.',
  },
  'instant-talk:paired': {
    payload: instantTalkSchema,
    summary: 'An instant talk has begun, in a room of the two.',
  },
  'instant-talk:ended': {
    payload: z.object({ instantTalkId: idSchema }),
    summary: 'The instant talk has ended; its room is closed.',
  },
  'presence:changed': { payload: presenceSchema, summary: 'A match went online or offline.' },
  'room:changed': { payload: roomSchema, summary: 'A room opened, closed, or someone entered, left, muted or spoke.' },
  'community:changed': {
    payload: communityNewsSchema,
    summary: 'A community, or how one stands to it, changed; or it can be seen no more. It is to be read again.',
  },
  'session:ended': {
    payload: z.object({ reason: sessionEndSchema }),
    summary: 'This session is over; the connection closes.',
  },
} satisfies AnnouncementTable;

/** Requests on the namespace `/voice`. */
export const voiceRequests = {
  'voice:open': {
    input: emptySchema,
    output: openedVoiceSchema,
    summary: 'Takes the seat: the router, both transports and who is there.',
  },
  'transport:connect': { input: connectTransportSchema, output: emptySchema, summary: 'Starts DTLS on a transport.' },
  'transport:restart-ice': {
    input: restartIceSchema,
    output: restartedIceSchema,
    summary: 'New ICE parameters, after the network changed.',
  },
  'producer:create': {
    input: createProducerSchema,
    output: createdProducerSchema,
    summary: 'Opens the microphone. It starts muted or not as the peer last was.',
  },
  'voice:listen': {
    input: listenSchema,
    output: emptySchema,
    summary: 'Says what the client can receive; consumers are announced from now on.',
  },
  'consumer:resume': { input: resumeConsumerSchema, output: emptySchema, summary: 'The client is ready: let it flow.' },
  'microphone:mute': {
    input: muteSchema,
    output: peerSchema,
    summary: 'Mutes or unmutes on the server: while muted nothing is forwarded, whatever the client sends.',
  },
  'speaker:deafen': {
    input: deafenSchema,
    output: peerSchema,
    summary: 'Stops or resumes all one hears; deaf is also muted.',
  },
  'hand:raise': { input: raiseHandSchema, output: peerSchema, summary: 'Raises or lowers the hand.' },
} satisfies RequestTable;

/** Announcements on the namespace `/voice`. */
export const voiceAnnouncements = {
  'peer:joined': { payload: peerSchema, summary: 'Someone sat down.' },
  'peer:changed': { payload: peerSchema, summary: 'Someone muted, deafened or raised a hand.' },
  'peer:left': { payload: z.object({ peerId: idSchema }), summary: 'Someone left.' },
  'consumer:created': { payload: consumerSchema, summary: 'A microphone to listen to; resume it once consumed.' },
  'consumer:closed': { payload: z.object({ consumerId: idSchema }), summary: 'A microphone is gone.' },
  'speakers:changed': { payload: speakersSchema, summary: 'Who speaks changed, told at most every 300 ms.' },
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
