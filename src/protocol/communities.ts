/**
 * Communities (コミュニティ): groups of people who share an interest. Only members can see what belongs to a community (channels,
 * topics, rooms, meals). Everyone in the tenant can find and read about a public community; a private one is invisible to
 * non-members. Independently of that, people join freely, by approval or by invitation.
 */
import { z } from 'zod';
import { idSchema, languageSchema, pageQuerySchema, timeSchema } from './common.ts';
import { editSchema } from './fields.ts';
import { wireLimits } from './limits.ts';
import { communityPermissionSchema } from './permissions.ts';
import { profileSummarySchema } from './profiles.ts';
import { lineSchema, nameSchema, tagSchema, tagsSchema, textSchema } from './text-schemas.ts';

export const communityVisibilitySchema = z.enum(['public', 'private']);
export type CommunityVisibility = z.infer<typeof communityVisibilitySchema>;

/** open: everyone can join; approval: a moderator answers each request; invitation: by a link, or invited by name. */
export const communityJoiningSchema = z.enum(['open', 'approval', 'invitation']);
export type CommunityJoining = z.infer<typeof communityJoiningSchema>;

export const communityRoleSchema = z.enum(['owner', 'moderator', 'member']);
export type CommunityRole = z.infer<typeof communityRoleSchema>;

/** The reader's standing in a community: a role, an unanswered request to join, an invitation by name, or none of these. */
export const communityStandingSchema = z.enum(['owner', 'moderator', 'member', 'requested', 'invited', 'none']);
export type CommunityStanding = z.infer<typeof communityStandingSchema>;

/** Why a community is recommended to the reader. Clients translate it into text. */
export const communityReasonSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('shared_tags'), tags: z.array(z.string()) }),
  z.object({ kind: z.literal('same_language'), language: languageSchema }),
]);
export type CommunityReason = z.infer<typeof communityReasonSchema>;

/** A community as shown in lists. */
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
  /** An owner, if another public community has a name that looks the same: tells which one this is. Otherwise null. */
  namesakeOwner: profileSummarySchema.nullable(),
  reasons: z.array(communityReasonSchema),
  createdAt: timeSchema,
});
export type CommunityCard = z.infer<typeof communityCardSchema>;

export const communitySchema = communityCardSchema.extend({
  /** Empty: no rules. People accept the current rules when they join. */
  rules: z.string(),
  /** Number of changes of the rules. */
  rulesVersion: z.number().int(),
  /** The version that the reader has accepted; null if the reader is not a member. */
  acceptedRulesVersion: z.number().int().nullable(),
  permissions: z.array(communityPermissionSchema),
  /** Minimum number of seconds between two messages of a person in a channel; 0: no minimum. Moderators are exempt. */
  slowModeSeconds: z.number().int(),
  /** The reader cannot write in channels until this time. */
  mutedUntil: timeSchema.nullable(),
  /** Null unless the reader may edit the community. */
  bannedWords: z.array(z.string()).nullable(),
});
export type Community = z.infer<typeof communitySchema>;

/** How recently something happened in a community: within a day, a week or 30 days, or earlier. */
export const communityActivitySchema = z.enum(['day', 'week', 'month', 'earlier']);
export type CommunityActivity = z.infer<typeof communityActivitySchema>;

/** What people see of a public community before they join. Says that something happens, not what, and names no guests. */
export const communityGlanceSchema = z.object({
  /** Some members: owners, moderators, then those who joined last; nobody in a block with the reader. */
  people: z.array(profileSummarySchema).max(wireLimits.glancePeople),
  activity: communityActivitySchema,
  /** When the next meal begins; null if none is planned. */
  nextMealAt: timeSchema.nullable(),
  /** How many people are in the voice room. */
  roomPeople: z.number().int(),
});
export type CommunityGlance = z.infer<typeof communityGlanceSchema>;

const descriptionSchema = textSchema(0, wireLimits.communityDescriptionChars);
const rulesSchema = textSchema(0, wireLimits.communityRulesChars);
const slowModeSchema = z.number().int().min(0).max(wireLimits.slowModeSeconds);
const bannedWordsSchema = z.array(lineSchema(wireLimits.bannedWordChars)).max(wireLimits.bannedWords);
/** A reason for an action, or a note with a request. */
const reasonTextSchema = textSchema(0, wireLimits.reasonChars);

/** The fields of a community that owners edit. */
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

/** Missing fields stay unchanged. */
export const editCommunitySchema = editSchema(communityFields).extend({
  slowModeSeconds: slowModeSchema.optional(),
  bannedWords: bannedWordsSchema.optional(),
});
export type EditCommunity = z.infer<typeof editCommunitySchema>;

/** Public communities, newest first. `q` searches name, description and tags. */
export const listCommunitiesSchema = pageQuerySchema.extend({
  q: textSchema(1, 100).optional(),
  tag: tagSchema.optional(),
  language: languageSchema.optional(),
});
export type ListCommunities = z.infer<typeof listCommunitiesSchema>;

export const communityParamsSchema = z.object({ communityId: idSchema });
export const communityPersonParamsSchema = communityParamsSchema.extend({ personId: idSchema });

/** `rulesVersion` is the version that the person has read. */
export const acceptRulesSchema = z.object({ rulesVersion: z.number().int().min(0) });
export const joinCommunitySchema = acceptRulesSchema.extend({
  /** A note to the moderators who answer the request. */
  note: reasonTextSchema.default(''),
});
export type JoinCommunity = z.infer<typeof joinCommunitySchema>;

export const communityMemberSchema = z.object({
  person: profileSummarySchema,
  role: communityRoleSchema,
  /** Only for moderators. */
  mutedUntil: timeSchema.nullable(),
  joinedAt: timeSchema,
});
export type CommunityMember = z.infer<typeof communityMemberSchema>;

/** Members, most recently joined first. With `role`, only moderators and owners. */
export const listMembersSchema = pageQuerySchema.extend({ role: z.literal('moderator').optional() });

/** A person who asks to join, or was invited by name. */
export const communityRequestSchema = z.object({
  person: profileSummarySchema,
  note: z.string(),
  createdAt: timeSchema,
});
export type CommunityRequest = z.infer<typeof communityRequestSchema>;

export const communityBanSchema = z.object({
  person: profileSummarySchema,
  reason: z.string(),
  /** Null: permanently. */
  until: timeSchema.nullable(),
});
export type CommunityBan = z.infer<typeof communityBanSchema>;

/** An invitation by name, as the invited person sees it. */
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
  /** Null: permanently. */
  until: timeSchema.nullable().default(null),
});
export const muteMemberSchema = z.object({ reason: reasonTextSchema.default(''), until: timeSchema });

/** An invitation link. Its token is returned only once, when the link is created. */
export const invitationSchema = z.object({
  id: idSchema,
  state: z.enum(['open', 'expired', 'used_up']),
  expiresAt: timeSchema,
  /** Null: unlimited. */
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

/** Put the `token` after `#` in a link, so that it does not appear in server logs. */
export const createdInvitationSchema = z.object({ invitation: invitationSchema, token: z.string() });

const invitationTokenSchema = z.string().regex(/^[A-Za-z0-9_-]{20,100}$/, 'expected the token of an invitation');
export const readInvitationSchema = z.object({ token: invitationTokenSchema });
export const acceptInvitationSchema = acceptRulesSchema.extend({ token: invitationTokenSchema });
/** What a person with an invitation link can read before joining. */
export const invitationPreviewSchema = communityCardSchema.extend({
  rules: z.string(),
  rulesVersion: z.number().int(),
});
export type InvitationPreview = z.infer<typeof invitationPreviewSchema>;

/** A community changed. Sent to people who can see it, or could see it before the change. */
export const communityChangedSchema = z.object({ communityId: idSchema });
