/**
 * The audit log: what was done with rights, keys, settings, moderation and sign-on. An entry holds ids and words of closed sets:
 * never a name, an address or a token. Only `reason` was typed by a person.
 */
import { z } from 'zod';
import { idSchema, pageQuerySchema, pageSchema, queryNumberSchema, timeSchema } from './common.ts';
import { profileSummarySchema } from './profiles.ts';

/** What an action was done to. */
export const auditTargetKinds = [
  'account',
  'person',
  'session',
  'tenant',
  'community',
  'invitation',
  'role',
  'group',
  'report',
  'room',
  'key',
  'permission_set',
  'directory_user',
] as const;
export type AuditTargetKind = (typeof auditTargetKinds)[number];

/**
 * The role in which somebody acted. `directory`: the directory of an organisation, through SCIM or single sign-on. `system`: nobody
 * acted, for example when a successor becomes the owner.
 */
export const auditRoles = ['member', 'moderator', 'host', 'owner', 'admin', 'operator', 'directory', 'system'] as const;
export type AuditRole = (typeof auditRoles)[number];

/** The actions, each with the kind of its target and the fields that `before` and `after` may have. */
export const auditActions = {
  // Accounts and sessions, in the chain of the server
  signed_up: { target: 'account', fields: [] },
  signed_in: { target: 'session', fields: [] },
  signed_out: { target: 'session', fields: [] },
  tenant_switched: { target: 'session', fields: ['tenantId', 'personId'] },
  session_revoked: { target: 'session', fields: [] },
  other_sessions_revoked: { target: 'account', fields: ['credentialsVersion'] },
  refresh_token_reused: { target: 'session', fields: [] },
  password_changed: { target: 'account', fields: ['credentialsVersion'] },
  password_reset: { target: 'account', fields: ['credentialsVersion'] },
  authenticator_added: { target: 'account', fields: [] },
  authenticator_removed: { target: 'account', fields: [] },
  passkey_added: { target: 'account', fields: [] },
  passkey_removed: { target: 'account', fields: [] },
  recovery_codes_made: { target: 'account', fields: [] },
  recovery_code_used: { target: 'account', fields: [] },
  factor_reset_cancelled: { target: 'account', fields: [] },
  /** The second factors are removed: the delay after `factor_reset_scheduled` is over. */
  factors_reset: { target: 'account', fields: [] },
  /** An account at GitHub or another provider signs in to this account, or no longer. */
  open_identity_linked: { target: 'account', fields: ['provider', 'how'] },
  open_identity_unlinked: { target: 'account', fields: ['provider', 'how'] },
  password_set: { target: 'account', fields: [] },
  email_verified: { target: 'account', fields: ['isVerified'] },
  email_changed: { target: 'account', fields: ['isVerified'] },
  email_change_undone: { target: 'account', fields: ['isVerified'] },
  account_deleted: { target: 'account', fields: [] },
  data_export_requested: { target: 'account', fields: [] },
  data_export_downloaded: { target: 'account', fields: [] },
  calendar_link_created: { target: 'person', fields: [] },
  calendar_link_removed: { target: 'person', fields: [] },

  // Keys: of the server in its chain, of an organisation in its own. Nobody acts when the right of an owner has ended.
  key_created: { target: 'key', fields: ['kind', 'permissions'] },
  key_rehearsed: { target: 'key', fields: ['state', 'uses'] },
  key_disabled: { target: 'key', fields: ['state', 'uses', 'why'] },
  key_enabled: { target: 'key', fields: ['state', 'uses'] },
  key_deleted: { target: 'key', fields: ['state', 'uses'] },

  // Organisations
  tenant_created: { target: 'tenant', fields: ['ownerId'] },
  tenant_edited: { target: 'tenant', fields: ['name', 'slug'] },
  tenant_policy_changed: { target: 'tenant', fields: ['needsSecondFactor'] },
  tenant_retention_set: { target: 'tenant', fields: ['messageDays', 'roomDays', 'auditDays', 'dueAt'] },
  /** A shorter retention was cancelled before it took effect. */
  tenant_retention_cancelled: { target: 'tenant', fields: ['messageDays', 'roomDays', 'auditDays', 'dueAt'] },
  tenant_deletion_scheduled: { target: 'tenant', fields: ['deleteAt'] },
  tenant_restored: { target: 'tenant', fields: ['deleteAt'] },
  /** The organisation and its own chain were removed. In the chain of the server. */
  tenant_deleted: { target: 'tenant', fields: [] },
  tenant_joined: { target: 'person', fields: ['role', 'how', 'invitationId'] },
  tenant_left: { target: 'person', fields: ['role'] },
  tenant_role_set: { target: 'person', fields: ['role'] },
  tenant_member_removed: { target: 'person', fields: ['role'] },
  tenant_inherited: { target: 'person', fields: ['role'] },
  tenant_domain_added: { target: 'tenant', fields: ['domains'] },
  tenant_domain_removed: { target: 'tenant', fields: ['domains'] },
  tenant_invitation_created: { target: 'invitation', fields: ['role', 'isMailed', 'maxUses'] },
  tenant_invitation_revoked: { target: 'invitation', fields: ['role'] },
  tenant_group_created: { target: 'group', fields: ['sets', 'communities', 'isExternal'] },
  tenant_group_changed: { target: 'group', fields: ['sets', 'communities'] },
  tenant_group_removed: { target: 'group', fields: ['sets', 'communities'] },
  tenant_group_person_added: { target: 'person', fields: ['groupId'] },
  tenant_group_person_removed: { target: 'person', fields: ['groupId'] },
  tenant_set_created: { target: 'permission_set', fields: ['scope', 'permissions'] },
  tenant_set_removed: { target: 'permission_set', fields: ['scope', 'permissions'] },
  tenant_member_suspended: { target: 'person', fields: [] },
  tenant_member_reactivated: { target: 'person', fields: [] },

  // The directory of an organisation
  directory_user_created: { target: 'directory_user', fields: ['isActive', 'keyId'] },
  directory_user_changed: { target: 'directory_user', fields: ['isActive', 'keyId'] },
  directory_user_removed: { target: 'directory_user', fields: ['keyId'] },

  // Single sign-on of organisations. Of addresses and secrets they tell only that they changed.
  sign_on_set_up: { target: 'tenant', fields: ['issuer', 'clientId', 'secret', 'groupsClaim', 'domains'] },
  sign_on_tested: { target: 'tenant', fields: [] },
  sign_on_switched: { target: 'tenant', fields: ['isActive'] },
  sign_on_required_set: { target: 'tenant', fields: ['isRequired', 'breakGlass'] },
  sign_on_removed: { target: 'tenant', fields: [] },
  /** An account at the provider now signs in to this person's account. */
  identity_linked: { target: 'person', fields: ['how'] },
  /** The provider told that somebody has signed out there: `sessions` have ended. */
  signed_out_by_provider: { target: 'person', fields: ['sessions'] },
  /** An owner entered without the provider, although the organisation asks for it. */
  break_glass_used: { target: 'person', fields: [] },

  // Communities
  community_created: { target: 'community', fields: ['visibility', 'joining'] },
  community_edited: {
    target: 'community',
    fields: ['visibility', 'joining', 'slowModeSeconds', 'rulesVersion', 'bannedWords', 'name', 'description'],
  },
  community_closed: { target: 'community', fields: [] },
  community_joined: { target: 'person', fields: ['communityId', 'standing', 'invitationId'] },
  community_left: { target: 'person', fields: ['communityId', 'role', 'standing'] },
  community_request_accepted: { target: 'person', fields: ['communityId', 'standing'] },
  community_request_declined: { target: 'person', fields: ['communityId', 'standing'] },
  community_invited: { target: 'person', fields: ['communityId', 'standing'] },
  community_uninvited: { target: 'person', fields: ['communityId', 'standing'] },
  community_role_set: { target: 'person', fields: ['communityId', 'role'] },
  community_handed_over: { target: 'person', fields: ['communityId', 'ownerId'] },
  community_inherited: { target: 'person', fields: ['communityId', 'role'] },
  community_member_removed: { target: 'person', fields: ['communityId', 'role'] },
  community_banned: { target: 'person', fields: ['communityId', 'role', 'until'] },
  community_unbanned: { target: 'person', fields: ['communityId', 'until'] },
  community_muted: { target: 'person', fields: ['communityId', 'until'] },
  community_unmuted: { target: 'person', fields: ['communityId', 'until'] },
  community_invitation_created: { target: 'invitation', fields: ['communityId', 'maxUses'] },
  community_invitation_revoked: { target: 'invitation', fields: ['communityId'] },
  community_message_hidden: { target: 'person', fields: ['communityId', 'conversationId', 'seq'] },

  // Rooms
  room_role_set: { target: 'person', fields: ['roomId', 'role'] },
  room_voice_set: { target: 'person', fields: ['roomId', 'maySpeak'] },
  room_person_removed: { target: 'person', fields: ['roomId', 'until'] },
  room_ban_ended: { target: 'person', fields: ['roomId', 'until'] },

  // Operators, in the chain of the server
  role_taken: { target: 'role', fields: ['role', 'minutes'] },
  role_left: { target: 'role', fields: ['role'] },
  role_approved: { target: 'role', fields: ['role', 'personId'] },
  operator_group_created: { target: 'group', fields: ['roles'] },
  operator_group_changed: { target: 'group', fields: ['roles'] },
  operator_group_removed: { target: 'group', fields: ['roles'] },
  operator_added: { target: 'account', fields: ['groupId'] },
  operator_removed: { target: 'account', fields: ['groupId'] },
  operator_role_created: { target: 'role', fields: ['role', 'permissions'] },
  operator_role_removed: { target: 'role', fields: ['role'] },
  account_suspended: { target: 'account', fields: ['until'] },
  account_suspension_ended: { target: 'account', fields: [] },
  account_sessions_ended: { target: 'account', fields: [] },
  account_reset_sent: { target: 'account', fields: [] },
  factor_reset_scheduled: { target: 'account', fields: ['dueAt'] },
  factor_reset_withdrawn: { target: 'account', fields: [] },
  account_erased: { target: 'account', fields: [] },
  report_decided: { target: 'report', fields: ['decision'] },
  report_reopened: { target: 'report', fields: ['decision'] },
  room_closed_by_operator: { target: 'room', fields: [] },
  // In the chain of the server, and in the one of the organisation, which does not name the operator.
  tenant_closed_by_operator: { target: 'tenant', fields: ['deleteAt'] },
  tenant_reopened_by_operator: { target: 'tenant', fields: ['deleteAt'] },
  tenant_handed_over_by_operator: { target: 'tenant', fields: ['ownerId'] },
  tenant_sessions_ended_by_operator: { target: 'tenant', fields: [] },
} as const satisfies Readonly<Record<string, { target: AuditTargetKind; fields: readonly string[] }>>;

export type AuditAction = keyof typeof auditActions;

/** The name of a field of `before` or `after`. */
export type AuditFactName = (typeof auditActions)[AuditAction]['fields'][number];

/** A value before or after a change: an id, a number, a time in ISO 8601, or a word of a closed set. */
export const auditFactSchema = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export type AuditFact = z.infer<typeof auditFactSchema>;

/** The facts that an action may have. */
export type AuditFacts<Action extends AuditAction> = {
  readonly [Field in (typeof auditActions)[Action]['fields'][number]]?: AuditFact;
};

const actionNames = Object.keys(auditActions) as [AuditAction, ...AuditAction[]];
const factsSchema = z.record(z.string(), auditFactSchema);

/** An entry of the log. Of one chain, `hash` and `previousHash` link each entry to the one before. */
export const auditEntrySchema = z.object({
  /** The organisation, or `public` for the server. */
  chain: z.string(),
  /** 1 for the first entry; without gaps. */
  seq: z.number().int(),
  id: idSchema,
  at: timeSchema,
  /** A person, also one who has left; `system` if nobody acted. */
  actorId: z.string(),
  as: z.enum(auditRoles),
  action: z.enum(actionNames),
  targetKind: z.enum(auditTargetKinds),
  targetId: z.string().nullable(),
  /** What the actor typed; empty without a reason. */
  reason: z.string(),
  sessionId: z.string().nullable(),
  /** The network of the request: 24 bits of an IPv4 address, 48 of an IPv6 address. */
  address: z.string(),
  before: factsSchema,
  after: factsSchema,
  previousHash: z.string(),
  /** SHA-256 of everything above. */
  hash: z.string(),
  /** The key of the server that signed the entry, and the signature. */
  keyId: z.string(),
  mac: z.string(),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

/** An entry with the people in it as they are now. Without what only links and signs the entry: the export has that. */
export const shownAuditEntrySchema = auditEntrySchema
  .omit({ chain: true, previousHash: true, keyId: true, mac: true })
  .extend({
    /** Null if nobody acted. */
    actor: profileSummarySchema.nullable(),
    /** Null if the target is not a person. */
    target: profileSummarySchema.nullable(),
  });
export type ShownAuditEntry = z.infer<typeof shownAuditEntrySchema>;
export const auditPageSchema = pageSchema(shownAuditEntrySchema);
export type AuditPage = z.infer<typeof auditPageSchema>;

export const auditQuerySchema = pageQuerySchema.extend({
  action: z.enum(actionNames).optional(),
  /** Only what this person did. `system`: only what nobody did. */
  actorId: idSchema.optional(),
  /** Only what was done to this person, invitation, community or organisation. */
  targetId: idSchema.optional(),
  /** Entries from this time on. */
  from: timeSchema.optional(),
  /** Entries before this time. */
  to: timeSchema.optional(),
});
export type AuditQuery = z.infer<typeof auditQuerySchema>;

export const auditExportQuerySchema = z.object({
  /** JSON Lines, for programs and `npm run audit:verify`; or a table for spreadsheets. */
  format: z.enum(['jsonl', 'csv']).default('jsonl'),
  /** The number of the first entry: `nextSeq` of the file before. */
  fromSeq: queryNumberSchema().int().min(1).max(Number.MAX_SAFE_INTEGER).default(1),
});
/** A file of entries, oldest first. */
export const auditExportSchema = z.object({
  fileName: z.string(),
  text: z.string(),
  /** The number of the next entry, if there are more than one file can have; otherwise null. */
  nextSeq: z.number().int().nullable(),
});
export type AuditExport = z.infer<typeof auditExportSchema>;
