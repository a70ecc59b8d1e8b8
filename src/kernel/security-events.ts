/**
 * The events of the security log: for each name, the fields of its line besides who acted, in which session, and the outcome. All
 * fields are ids, or words of a closed set: never an address, a handle, a token or a text.
 */
export const securityEvents = {
  // Accounts and sessions
  signed_up: ['accountId'],
  signed_in: ['accountId'],
  signed_out: [],
  tenant_switched: ['toTenantId', 'toPersonId', 'toSessionId'],
  session_revoked: ['targetSessionId'],
  other_sessions_revoked: [],
  /** A copy of a refresh token was used: the session of `sessionId` was ended. Always refused. */
  refresh_token_reused: [],
  authenticator_added: [],
  authenticator_removed: [],
  passkey_added: [],
  passkey_removed: ['passkeyId'],
  recovery_codes_made: [],
  /** Instead of the second factor, by somebody who knows the password. */
  recovery_code_used: ['accountId'],
  /** A person proved again who they are. */
  proof_renewed: [],
  password_set: [],
  password_changed: [],
  /** A link was mailed to the account's own address, after someone asked for it. */
  password_reset_mailed: ['accountId'],
  password_reset: ['accountId'],
  factor_reset_cancelled: [],
  factor_reset_cancelled_by_link: ['accountId'],
  factors_reset: ['accountId'],
  email_verified: [],
  /** `isChanged`: without mail, an address that was never proven is changed at once. */
  email_change_requested: ['isChanged'],
  email_changed: [],
  email_change_undone: ['accountId'],
  account_deleted: [],
  data_export_requested: [],
  data_export_downloaded: [],
  calendar_link_created: [],
  calendar_link_removed: [],

  // Keys of the server and of organisations
  key_created: ['keyId'],
  key_rehearsed: ['keyId'],
  key_disabled: ['keyId'],
  key_enabled: ['keyId'],
  key_deleted: ['keyId'],

  // Organisations. The organisation is `tenantId`, except where another one is named.
  tenant_created: ['newTenantId'],
  tenant_deletion_scheduled: [],
  tenant_restored: [],
  tenant_policy_changed: ['needsSecondFactor'],
  tenant_retention_set: [],
  tenant_retention_cancelled: [],
  tenant_joined: ['newTenantId', 'newPersonId'],
  tenant_left: [],
  tenant_role_set: ['targetId', 'role'],
  tenant_member_removed: ['targetId'],
  tenant_domain_added: [],
  tenant_domain_removed: [],
  tenant_invitation_created: ['invitationId', 'role', 'isMailed'],
  tenant_invitation_revoked: ['invitationId'],
  tenant_invitation_used: ['invitationId', 'newTenantId', 'newPersonId'],
  sign_on_set_up: [],
  /** A signed-in person came back from the provider: with a test, a fresh proof or a link. */
  sign_on_answered: ['purpose'],
  sign_on_switched: ['isActive'],
  sign_on_required_set: ['isRequired'],
  sign_on_removed: [],
  /** By the identity provider of an organisation. */
  signed_on: ['accountId'],
  /** The account with the address of the identity was proven; also signs in. */
  identity_linked: ['accountId'],
  /** An account at GitHub or another provider of the operator now signs in to the account, or no longer does. */
  open_identity_linked: [],
  open_identity_unlinked: ['provider'],
  /** The provider of an organisation told that somebody has signed out there. */
  signed_out_by_provider: ['targetId', 'sessions'],
  break_glass_used: ['toTenantId', 'toPersonId', 'toSessionId'],
  tenant_group_created: ['groupId'],
  tenant_group_changed: ['groupId'],
  tenant_group_removed: ['groupId'],
  tenant_group_person_added: ['groupId', 'targetId'],
  tenant_group_person_removed: ['groupId', 'targetId'],
  tenant_set_created: ['setId'],
  tenant_set_removed: ['setId'],

  // Communities
  community_created: ['communityId'],
  /** Who can see it, and how people join. Null: as before. */
  community_access_changed: ['communityId', 'visibility', 'joining'],
  community_closed: ['communityId'],
  /** `standing` is `requested` if moderators must agree first. */
  community_joined: ['communityId', 'standing'],
  community_left: ['communityId'],
  community_request_accepted: ['communityId', 'targetId'],
  community_request_declined: ['communityId', 'targetId'],
  community_invited: ['communityId', 'targetId'],
  community_uninvited: ['communityId', 'targetId'],
  community_role_set: ['communityId', 'targetId', 'role'],
  community_handed_over: ['communityId', 'targetId'],
  /** The last owner left, and this member became the owner. Nobody acted. */
  community_inherited: ['communityId', 'targetId'],
  community_member_removed: ['communityId', 'targetId'],
  community_banned: ['communityId', 'targetId'],
  community_unbanned: ['communityId', 'targetId'],
  community_muted: ['communityId', 'targetId'],
  community_unmuted: ['communityId', 'targetId'],
  community_invitation_created: ['communityId', 'invitationId'],
  community_invitation_revoked: ['communityId', 'invitationId'],
  community_invitation_used: ['communityId', 'invitationId'],

  // Operators
  /** A person holds a role, or waits for a second person. */
  role_taken: ['role', 'heldRoleId'],
  role_left: [],
  role_approved: ['heldRoleId'],
  room_role_set: ['roomId', 'targetId'],
  room_voice_set: ['roomId', 'targetId'],
  room_person_removed: ['roomId', 'targetId'],
  room_ban_ended: ['roomId', 'targetId'],
  operator_group_created: ['groupId'],
  operator_group_changed: ['groupId'],
  operator_group_removed: ['groupId'],
  operator_added: ['groupId', 'targetId'],
  operator_removed: ['groupId', 'targetId'],
  operator_role_created: ['role'],
  operator_role_removed: ['role'],
  account_suspended: ['targetId'],
  account_suspension_ended: ['targetId'],
  account_sessions_ended: ['targetId'],
  account_reset_sent: ['targetId'],
  factor_reset_scheduled: ['targetId'],
  factor_reset_withdrawn: ['targetId'],
  account_erased: ['targetId'],
  report_decided: ['reportId', 'decision'],
  report_reopened: ['reportId'],
  room_closed_by_operator: ['roomId'],
  community_closed_by_operator: ['communityId'],
  tenant_closed_by_operator: ['targetTenantId'],
  tenant_reopened_by_operator: ['targetTenantId'],
  tenant_handed_over_by_operator: ['targetTenantId', 'targetId'],
  tenant_sessions_ended_by_operator: ['targetTenantId'],

  // Everything else
  /** The end of a chain of the audit log: a copy outside of the database, for `npm run audit:verify`. */
  audit_head: ['chainId', 'seq', 'hash'],
  /** A request, named by `request`, that was refused because the caller has no valid token or lacks the right. With its ids. */
  request_refused: ['request'],
  /** Lines that a limit left out in the last minute, by outcome. */
  lines_left_out: ['done', 'refused'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type SecurityEventName = keyof typeof securityEvents;

/** Values of fields: ids and words of closed sets. */
export type SecurityFact = string | number | boolean | null | undefined;

/** The fields of one event. */
export type SecurityFacts<Name extends SecurityEventName> = Readonly<
  Record<(typeof securityEvents)[Name][number], SecurityFact>
>;
