/** Moderation of rooms: who manages one, who may speak, and who was removed. */
import { z } from 'zod';
import { timeSchema } from './common.ts';
import { wireLimits } from './limits.ts';
import { profileSummarySchema } from './profiles.ts';
import { textSchema } from './text-schemas.ts';

/**
 * What a person may do in a room. `host`: everything. `moderator`: mutes and removes guests, lets people speak. Hosts are the owner, the
 * moderators of its community, or the hosts of its meal; and, while the owner is away, the person who has been inside for longest.
 */
export const roomRoleSchema = z.enum(['host', 'moderator', 'guest']);
export type RoomRole = z.infer<typeof roomRoleSchema>;

/** What a moderator typed. Only the hosts and moderators of the room see it, and the audit log. */
const reasonSchema = textSchema(0, wireLimits.reasonChars).default('');

export const setRoomRoleSchema = z.object({ role: roomRoleSchema.exclude(['host']) });
export type SetRoomRole = z.infer<typeof setRoomRoleSchema>;

export const setRoomVoiceSchema = z.object({ maySpeak: z.boolean(), reason: reasonSchema });
export type SetRoomVoice = z.infer<typeof setRoomVoiceSchema>;

export const removeFromRoomSchema = z.object({
  /** How long the person cannot come back; 0: not at all; null: as long as the room exists. */
  minutes: z.number().int().min(0).max(wireLimits.roomBanMinutes).nullable(),
  reason: reasonSchema,
});
export type RemoveFromRoom = z.infer<typeof removeFromRoomSchema>;

/** A person who cannot come back into a room. */
export const roomBanSchema = z.object({
  person: profileSummarySchema,
  reason: z.string(),
  /** Null: as long as the room exists. */
  until: timeSchema.nullable(),
  by: profileSummarySchema,
  at: timeSchema,
});
export type RoomBan = z.infer<typeof roomBanSchema>;

/** The people who cannot come back, newest first. */
export const roomBansSchema = z.object({ items: z.array(roomBanSchema) });
export type RoomBans = z.infer<typeof roomBansSchema>;
