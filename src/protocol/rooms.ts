/** Rooms (ルーム): voice rooms that people join spontaneously. Each has a conversation for text. */
import { z } from 'zod';
import { circleSchema, idSchema, languageSchema, pageQuerySchema, timeSchema } from './common.ts';
import { wireLimits } from './limits.ts';
import { profileSummarySchema } from './profiles.ts';
import { roomRoleSchema } from './room-moderation.ts';
import { lineSchema, tagsSchema } from './text-schemas.ts';

/** A person who is connected to the voice of a room. */
export const peerSchema = z.object({
  id: idSchema,
  person: profileSummarySchema,
  isMuted: z.boolean(),
  isDeaf: z.boolean(),
  hasHandUp: z.boolean(),
  /** When the hand was raised: who asked first is let speak first. Null while it is down. */
  handUpAt: timeSchema.nullable(),
  role: roomRoleSchema,
  /** False: the server forwards no sound of this person and refuses to unmute, until somebody who manages the room lets them speak. */
  maySpeak: z.boolean(),
  /** Whether the microphone is open. False: this person only listens, or has entered muted and not unmuted yet. */
  hasMicrophone: z.boolean(),
  /** Whether the connection is lost. The person keeps the seat for some seconds, in case they come back. */
  isReconnecting: z.boolean(),
  isSpeaking: z.boolean(),
  joinedAt: timeSchema,
});
export type Peer = z.infer<typeof peerSchema>;

export const roomSchema = z.object({
  id: idSchema,
  title: z.string(),
  tags: z.array(z.string()),
  language: languageSchema,
  owner: profileSummarySchema,
  conversationId: idSchema,
  /** Only people of this circle can see and join the room; null: everyone. */
  circle: circleSchema.nullable(),
  /** The two people of a running instant talk, after whom its room is named; null for other rooms. */
  between: z.array(profileSummarySchema).nullable(),
  state: z.enum(['open', 'closed']),
  /** Whether only people who are inside, and those who manage the room, can enter. */
  isLocked: z.boolean(),
  /** Whether guests listen until somebody who manages the room lets them speak. */
  isStage: z.boolean(),
  /** Maximum number of people. */
  capacity: z.number().int(),
  /** The people inside. */
  peers: z.array(peerSchema),
  createdAt: timeSchema,
});
export type Room = z.infer<typeof roomSchema>;

export const createRoomSchema = z.object({
  title: lineSchema(wireLimits.titleChars),
  tags: tagsSchema.default([]),
  language: languageSchema.default('ja'),
  isStage: z.boolean().default(false),
});
export type CreateRoom = z.infer<typeof createRoomSchema>;

export const editRoomSchema = z.object({
  title: lineSchema(wireLimits.titleChars).optional(),
  tags: tagsSchema.optional(),
  isLocked: z.boolean().optional(),
  isStage: z.boolean().optional(),
});
export type EditRoom = z.infer<typeof editRoomSchema>;

/** Open rooms: those with people inside first, then newest first. */
export const listRoomsSchema = pageQuerySchema;
export type ListRooms = z.infer<typeof listRoomsSchema>;

export const joinRoomSchema = z.object({ roomId: idSchema });

/** The address and ticket for connecting to the voice of a room. The ticket is valid for about a minute. */
export const voiceAccessSchema = z.object({ url: z.string(), ticket: z.string(), peerId: idSchema });
export type VoiceAccess = z.infer<typeof voiceAccessSchema>;

export const joinedRoomSchema = z.object({ room: roomSchema, voice: voiceAccessSchema });
export type JoinedRoom = z.infer<typeof joinedRoomSchema>;
