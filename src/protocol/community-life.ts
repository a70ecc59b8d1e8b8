/** Channels, announcements and moderation of a community. Only members can see them. */
import { z } from 'zod';
import { idSchema, pageQuerySchema, timeSchema } from './common.ts';
import { communityParamsSchema } from './communities.ts';
import { wireLimits } from './limits.ts';
import { profileSummarySchema } from './profiles.ts';
import { reportReasonSchema } from './reports.ts';
import { lineSchema, nameSchema, textSchema } from './text-schemas.ts';

/** The number of a message in its channel. */
const seqSchema = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER);
const reasonTextSchema = textSchema(0, wireLimits.reasonChars);

/** A channel: a conversation of all members. */
export const channelSchema = z.object({
  id: idSchema,
  name: z.string(),
  conversationId: idSchema,
  /** An archived channel is read-only. */
  state: z.enum(['open', 'archived']),
  createdAt: timeSchema,
});
export type Channel = z.infer<typeof channelSchema>;
export const channelListSchema = z.object({ items: z.array(channelSchema) });
export const channelNameSchema = z.object({ name: nameSchema(wireLimits.channelNameChars) });
export const channelParamsSchema = communityParamsSchema.extend({ channelId: idSchema });

/** An announcement (お知らせ) by a moderator. Members are notified. */
export const communityAnnouncementSchema = z.object({
  id: idSchema,
  author: profileSummarySchema,
  title: z.string(),
  text: z.string(),
  createdAt: timeSchema,
});
export type CommunityAnnouncement = z.infer<typeof communityAnnouncementSchema>;
export const createCommunityAnnouncementSchema = z.object({
  title: lineSchema(wireLimits.titleChars),
  text: textSchema(0, wireLimits.announcementChars).default(''),
});
export type CreateCommunityAnnouncement = z.infer<typeof createCommunityAnnouncementSchema>;

export const reportStateSchema = z.enum(['open', 'handled', 'dismissed']);
/** A message that a member reported, with its text at that time. */
export const reportSchema = z.object({
  id: idSchema,
  reporter: profileSummarySchema,
  sender: profileSummarySchema,
  conversationId: idSchema,
  seq: seqSchema,
  text: z.string(),
  /** What the reporter chose; null if the report was made without a choice. */
  category: reportReasonSchema.nullable(),
  /** The words of the reporter. */
  reason: z.string(),
  state: reportStateSchema,
  handledBy: profileSummarySchema.nullable(),
  createdAt: timeSchema,
});
export type Report = z.infer<typeof reportSchema>;
export const createReportSchema = z.object({
  conversationId: idSchema,
  seq: seqSchema,
  reason: reasonTextSchema.default(''),
});
export type CreateReport = z.infer<typeof createReportSchema>;
export const listReportsSchema = pageQuerySchema.extend({ state: reportStateSchema.default('open') });
export const handleReportSchema = z.object({
  state: z.enum(['handled', 'dismissed']),
  reason: reasonTextSchema.default(''),
});
export const hideMessageSchema = z.object({
  conversationId: idSchema,
  seq: seqSchema,
  reason: reasonTextSchema.default(''),
});

export const moderationActionSchema = z.enum([
  'created',
  'edited',
  'role_set',
  'handed_over',
  'admitted',
  'declined',
  'invited',
  'link_made',
  'link_revoked',
  'removed',
  'banned',
  'unbanned',
  'muted',
  'unmuted',
  'channel_made',
  'channel_renamed',
  'channel_archived',
  'announcement_posted',
  'announcement_deleted',
  'message_hidden',
  'report_handled',
  'report_dismissed',
]);
export type ModerationAction = z.infer<typeof moderationActionSchema>;

/** One entry of the moderation log: who did what, to whom, and why. Entries are never changed or removed. */
export const moderationEntrySchema = z.object({
  id: idSchema,
  actor: profileSummarySchema,
  action: moderationActionSchema,
  target: profileSummarySchema.nullable(),
  /** The object of the action, such as the name of a channel. */
  subject: z.string(),
  reason: z.string(),
  createdAt: timeSchema,
});
export type ModerationEntry = z.infer<typeof moderationEntrySchema>;
