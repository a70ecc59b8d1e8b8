/**
 * Communities (コミュニティ): people gathered round an interest. What belongs to one (channels, topics, rooms, meals) is seen
 * by its members alone. A public community is found and described to everyone of the tenant; a private one is unseen from
 * outside. How one comes in is a matter of its own: freely, by approval or by invitation.
 */
import { z } from 'zod';
import {
  idSchema,
  languageSchema,
  nameSchema,
  pageQuerySchema,
  tagSchema,
  tagsSchema,
  textSchema,
  timeSchema,
} from './common.ts';
import { editSchema } from './fields.ts';
import { wireLimits } from './limits.ts';
import { profileSummarySchema } from './profiles.ts';

export const communityVisibilitySchema = z.enum(['public', 'private']);
export type CommunityVisibility = z.infer<typeof communityVisibilitySchema>;

/** open: whoever wants; approval: a moderator answers each request; invitation: by a link or invited by name. */
export const communityJoiningSchema = z.enum(['open', 'approval', 'invitation']);
export type CommunityJoining = z.infer<typeof communityJoiningSchema>;

export const communityRoleSchema = z.enum(['owner', 'moderator', 'member']);
export type CommunityRole = z.infer<typeof communityRoleSchema>;

/** How the reader stands to a community: in it, waiting for an answer, invited by name, or none of these. */
export const communityStandingSchema = z.enum(['owner', 'moderator', 'member', 'requested', 'invited', 'none']);
export type CommunityStanding = z.infer<typeof communityStandingSchema>;

/** What a role allows; `src/communities/community-roles.ts` says which role has which. */
export const communityPermissionSchema = z.enum([
  'edit',
  'set_visibility',
  'close',
  'hand_over',
  'set_roles',
  'admit',
  'invite',
  'remove',
  'ban',
  'mute',
  'keep_channels',
  'post_announcements',
  'moderate',
]);
export type CommunityPermission = z.infer<typeof communityPermissionSchema>;

/** Why a community is recommended to this reader; the client puts it in words. */
export const communityReasonSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('shared_tags'), tags: z.array(z.string()) }),
  z.object({ kind: z.literal('same_language'), language: languageSchema }),
]);
export type CommunityReason = z.infer<typeof communityReasonSchema>;

/** As much of a community as a list shows. */
export const communityCardSchema = z.object({
  id: idSchema,
  name: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  language: languageSchema,
  pictureUrl: z.string().nullable(),
  visibility: communityVisibilitySchema,
  joining: communityJoiningSchema,
  memberCount: z.number().int(),
  standing: communityStandingSchema,
  reasons: z.array(communityReasonSchema),
  createdAt: timeSchema,
});
export type CommunityCard = z.infer<typeof communityCardSchema>;

export const communitySchema = communityCardSchema.extend({
  /** Empty for none. Whoever joins accepts them as they then are. */
  rules: z.string(),
  /** Counts the changes of the rules. */
  rulesVersion: z.number().int(),
  /** The version that the reader accepted; null for who is not a member. */
  acceptedRulesVersion: z.number().int().nullable(),
  permissions: z.array(communityPermissionSchema),
  /** Seconds between two messages of one person in a channel; 0 for none. Does not hold for moderators. */
  slowModeSeconds: z.number().int(),
  /** Until when the reader may not write in its channels. */
  mutedUntil: timeSchema.nullable(),
  /** Told to those who may edit it; null to others. */
  bannedWords: z.array(z.string()).nullable(),
});
export type Community = z.infer<typeof communitySchema>;

const descriptionSchema = textSchema(0, wireLimits.communityDescriptionChars);
const rulesSchema = textSchema(0, wireLimits.communityRulesChars);
const slowModeSchema = z.number().int().min(0).max(wireLimits.slowModeSeconds);
const bannedWordsSchema = z.array(nameSchema(wireLimits.bannedWordChars)).max(wireLimits.bannedWords);
/** What one says about what one does, or asks for. */
const reasonTextSchema = textSchema(0, wireLimits.reasonChars);

/** What the owners write on a community. */
export const communityFields = {
  name: nameSchema(wireLimits.communityNameChars),
  description: descriptionSchema.default(''),
  tags: tagsSchema.default([]),
  language: languageSchema.default('ja'),
  visibility: communityVisibilitySchema.default('public'),
  joining: communityJoiningSchema.default('open'),
  rules: rulesSchema.default(''),
};

export const createCommunitySchema = z.object(communityFields);
export type CreateCommunity = z.infer<typeof createCommunitySchema>;

/** Fields that are left out stay as they are. */
export const editCommunitySchema = editSchema(communityFields).extend({
  slowModeSeconds: slowModeSchema.optional(),
  bannedWords: bannedWordsSchema.optional(),
});
export type EditCommunity = z.infer<typeof editCommunitySchema>;

/** Public communities, newest first. `q` looks into name, description and tags. */
export const listCommunitiesSchema = pageQuerySchema.extend({
  q: textSchema(1, 100).optional(),
  tag: tagSchema.optional(),
  language: languageSchema.optional(),
});
export type ListCommunities = z.infer<typeof listCommunitiesSchema>;

export const communityParamsSchema = z.object({ communityId: idSchema });
export const communityPersonParamsSchema = communityParamsSchema.extend({ personId: idSchema });

/** The version of the rules that was shown. */
export const acceptRulesSchema = z.object({ rulesVersion: z.number().int().min(0) });
export const joinCommunitySchema = acceptRulesSchema.extend({
  /** To the moderators, where they answer requests. */
  note: reasonTextSchema.default(''),
});
export type JoinCommunity = z.infer<typeof joinCommunitySchema>;

export const communityMemberSchema = z.object({
  person: profileSummarySchema,
  role: communityRoleSchema,
  /** Told to moderators. */
  mutedUntil: timeSchema.nullable(),
  joinedAt: timeSchema,
});
export type CommunityMember = z.infer<typeof communityMemberSchema>;

/** Members, who came last first; with `role` moderators and owners alone. */
export const listMembersSchema = pageQuerySchema.extend({ role: z.literal('moderator').optional() });

/** Someone who asks to come in, was invited by name, or is banned. */
export const communityRequestSchema = z.object({
  person: profileSummarySchema,
  note: z.string(),
  createdAt: timeSchema,
});
export type CommunityRequest = z.infer<typeof communityRequestSchema>;

export const communityBanSchema = z.object({
  person: profileSummarySchema,
  reason: z.string(),
  /** Null for good. */
  until: timeSchema.nullable(),
});
export type CommunityBan = z.infer<typeof communityBanSchema>;

/** An invitation by name, as the invited person sees it: what to know before one says yes. */
export const receivedInvitationSchema = z.object({
  community: communityCardSchema.extend({ rules: z.string(), rulesVersion: z.number().int() }),
  createdAt: timeSchema,
});
export type ReceivedInvitation = z.infer<typeof receivedInvitationSchema>;

export const setRoleSchema = z.object({ role: communityRoleSchema });
export const handOverSchema = z.object({ personId: idSchema });
export const removeMemberSchema = z.object({ reason: reasonTextSchema.default('') });
export const banSchema = z.object({
  reason: reasonTextSchema.default(''),
  /** Null for good. */
  until: timeSchema.nullable().default(null),
});
export const muteMemberSchema = z.object({ reason: reasonTextSchema.default(''), until: timeSchema });

/** A link to enter by. Its token is shown once, when the link is made. */
export const invitationSchema = z.object({
  id: idSchema,
  state: z.enum(['open', 'expired', 'used_up']),
  expiresAt: timeSchema,
  /** Null for any number. */
  maxUses: z.number().int().nullable(),
  uses: z.number().int(),
  createdBy: profileSummarySchema,
  createdAt: timeSchema,
});
export type Invitation = z.infer<typeof invitationSchema>;

export const createInvitationSchema = z.object({
  validDays: z.number().int().min(1).max(wireLimits.invitationDays).default(7),
  maxUses: z.number().int().min(1).max(wireLimits.invitationUses).nullable().default(null),
});
export type CreateInvitation = z.infer<typeof createInvitationSchema>;

/** `token` belongs behind `#` in a link, where no server log sees it. */
export const createdInvitationSchema = z.object({ invitation: invitationSchema, token: z.string() });

const invitationTokenSchema = z.string().regex(/^[A-Za-z0-9_-]{20,100}$/, 'expected the token of an invitation');
export const readInvitationSchema = z.object({ token: invitationTokenSchema });
export const acceptInvitationSchema = acceptRulesSchema.extend({ token: invitationTokenSchema });
/** What the holder of a link may know before coming in. */
export const invitationPreviewSchema = communityCardSchema.extend({
  rules: z.string(),
  rulesVersion: z.number().int(),
});
export type InvitationPreview = z.infer<typeof invitationPreviewSchema>;

/** A community changed, for someone who sees it or has just lost sight of it. */
export const communityNewsSchema = z.object({ communityId: idSchema });
