/** Generated from `src/protocol` by `npm run docs`; do not edit. The doc comments are the summaries of the tables. */
import type { Announcement, Announcements } from '../src/protocol/index.ts';
import type { Method } from './calls.ts';

/** Every announcement of the server with its payload. */
export interface AnnouncementEvents {
  /** A message was stored in a conversation of mine, by me or another person. */
  'message:created': Announcement<Announcements, 'message:created'>;
  /** A moderator hid a message: its text is deleted, its seq stays. */
  'message:hidden': Announcement<Announcements, 'message:hidden'>;
  /**
   * A message was changed or deleted by its sender, or somebody reacted to it. If `rev` does not follow the last one,
   * changes are missing: ask for them with `conversation:sync`.
   */
  'message:changed': Announcement<Announcements, 'message:changed'>;
  /**
   * The messages up to this seq were deleted, because the organisation keeps messages for a limited time. Delete copies
   * of them.
   */
  'messages:removed': Announcement<Announcements, 'messages:removed'>;
  /**
   * A conversation of mine was opened or closed, has a new title, hides other messages from me, or no longer holds me
   * in slow mode; or I muted it, or opened a new match.
   */
  'conversation:changed': Announcement<Announcements, 'conversation:changed'>;
  /** I joined or left a match, a meal or a community, or it ended. Read again what belongs to it. */
  'circle:changed': Announcement<Announcements, 'circle:changed'>;
  /**
   * A person in the conversation, me included, read up to a seq. In meals and channels of more than 100 people only my
   * own mark.
   */
  'read:moved': Announcement<Announcements, 'read:moved'>;
  /** A person in the conversation is typing. */
  'typing:started': Announcement<Announcements, 'typing:started'>;
  /** A person in the conversation stopped typing. */
  'typing:stopped': Announcement<Announcements, 'typing:stopped'>;
  /** A person showed interest (気になる) in a topic of mine. */
  'interest:created': Announcement<Announcements, 'interest:created'>;
  /** A person withdrew their interest in a topic of mine. */
  'interest:withdrawn': Announcement<Announcements, 'interest:withdrawn'>;
  /** I was matched with a person, and our conversation is open. */
  'match:created': Announcement<Announcements, 'match:created'>;
  /** A match of mine ended, and its conversation is closed. */
  'match:ended': Announcement<Announcements, 'match:ended'>;
  /** I have a new notification. */
  'notification:created': Announcement<Announcements, 'notification:created'>;
  /** I read notifications on this or another device; `count` are still unread. */
  'notification:read': Announcement<Announcements, 'notification:read'>;
  /**
   * A proposal of mine was created, accepted or cancelled, or the room of the appointment opened, or the appointment
   * ended.
   */
  'proposal:changed': Announcement<Announcements, 'proposal:changed'>;
  /** The seats, description or time of a meal that I watch or answered changed, or it was cancelled. */
  'meal:changed': Announcement<Announcements, 'meal:changed'>;
  /** I was paired with a person for an instant talk, and our room is open. */
  'instant-talk:paired': Announcement<Announcements, 'instant-talk:paired'>;
  /** My instant talk ended, and its room is closed. */
  'instant-talk:ended': Announcement<Announcements, 'instant-talk:ended'>;
  /** A person has a new name, handle or picture. A deleted account has the handle `deleted`. */
  'profile:changed': Announcement<Announcements, 'profile:changed'>;
  /** A match of mine went online or offline. */
  'presence:changed': Announcement<Announcements, 'presence:changed'>;
  /**
   * A room opened or closed, or someone joined, left, muted or spoke in it. Sent after `rooms:watch`, and to the people
   * in the room.
   */
  'room:changed': Announcement<Announcements, 'room:changed'>;
  /**
   * A community or my standing in it changed, or I can no longer see it: read it again. Only sent after
   * `communities:watch`.
   */
  'community:changed': Announcement<Announcements, 'community:changed'>;
  /** This session ended, and the server closes the connection. */
  'session:ended': Announcement<Announcements, 'session:ended'>;
}

/** The groups of routes that are properties of the client without changes. */
export interface ClientResources {
  /** The server: its version and the protocols it serves. */
  readonly meta: MetaResource;
  /** My account: e-mail address, password, deletion. */
  readonly accounts: AccountsResource;
  /** Second factors of my account: an authenticator app and recovery codes. */
  readonly secondFactors: SecondFactorsResource;
  /** Passkeys of my account, and signing in with one. */
  readonly passkeys: PasskeysResource;
  /** The archive of all that is mine. */
  readonly dataExport: DataExportResource;
  /** Resetting a forgotten password by e-mail. */
  readonly passwordResets: PasswordResetsResource;
  /** The sessions of my account: one for each device that is signed in. */
  readonly sessions: SessionsResource;
  /** Organisations: those my account belongs to, and the one this session is in. */
  readonly tenants: TenantsResource;
  /** Members of the organisation this session is in. */
  readonly tenantMembers: TenantMembersResource;
  /** E-mail domains whose people may join the organisation by themselves. */
  readonly tenantDomains: TenantDomainsResource;
  /** Invitations to the organisation, by e-mail or by a link. */
  readonly tenantInvitations: TenantInvitationsResource;
  /** For owners: the single sign-on of the organisation with its identity provider. */
  readonly tenantSignOn: TenantSignOnResource;
  /** Signing in by the identity provider of an organisation. */
  readonly signOn: SignOnResource;
  /** Signing in to the open space with an account at GitHub or another provider, and linking it. */
  readonly openSignOn: OpenSignOnResource;
  /** Groups of the organisation this session is in, which give their people permission sets. */
  readonly tenantGroups: TenantGroupsResource;
  /** Permission sets that the organisation has made for its groups. */
  readonly tenantPermissionSets: TenantPermissionSetsResource;
  /** The directory that keeps the people and groups of the organisation, through SCIM. */
  readonly tenantDirectory: TenantDirectoryResource;
  /** Profiles of people, and mine. */
  readonly profiles: ProfilesResource;
  /** Pictures of people and communities. */
  readonly avatars: AvatarsResource;
  /** People I blocked: neither of us sees the other. */
  readonly blocks: BlocksResource;
  /** Topics: cards of what someone wants to talk about, and the interest in them. */
  readonly topics: TopicsResource;
  /** Interest that I received in my topics, and that I gave to those of others. */
  readonly interests: InterestsResource;
  /** Matches: pairs of people who have a conversation because both were interested. */
  readonly matches: MatchesResource;
  /** What visitors see, who have no account. */
  readonly front: FrontResource;
  /** Recommended topics, and what to recommend less of. */
  readonly home: HomeResource;
  /** People with whom I am never matched. */
  readonly neverMatch: NeverMatchResource;
  /** Meals: planning them, answering, and seats. */
  readonly meals: MealsResource;
  /** The secret link under which calendar programs read my appointments. */
  readonly calendar: CalendarResource;
  /** Proposals of a time with a match, and the appointments they become. */
  readonly proposals: ProposalsResource;
  /** Rounds: regular random pairs in a community or among everyone. */
  readonly rounds: RoundsResource;
  /** Tags for which I am called into a room in which someone waits. */
  readonly callIn: CallInResource;
  /** My private notes about people. */
  readonly notes: NotesResource;
  /** Reports of people and of what they do. */
  readonly reports: ReportsResource;
  /** My notifications, and what is sent to me by push and e-mail. */
  readonly notifications: NotificationsResource;
  /** Instant talks: pairing two people who are free this minute. */
  readonly instantTalks: InstantTalksResource;
  /** Communities: members, invitations, channels, announcements and moderation. */
  readonly communities: CommunitiesResource;
  /** Roles of operators, which a person takes for a limited time. */
  readonly portal: PortalResource;
  /** For operators: groups of operators, with their people and roles. */
  readonly operatorGroups: OperatorGroupsResource;
  /** For operators: roles and their permissions. */
  readonly operatorRoles: OperatorRolesResource;
  /** For operators: accounts, suspensions and sessions. */
  readonly operatedPeople: OperatedPeopleResource;
  /** The suspensions that hold, also of deleted accounts. */
  readonly operatedSuspensions: OperatedSuspensionsResource;
  /** For operators: reports and decisions about them. */
  readonly operatorReports: OperatorReportsResource;
  /** For operators: open rooms. */
  readonly operatedRooms: OperatedRoomsResource;
  /** For operators: communities of the open space. */
  readonly operatedCommunities: OperatedCommunitiesResource;
  /** For operators: finding organisations, closing them, and handing them over. */
  readonly operatedOrganisations: OperatedOrganisationsResource;
  /** For operators: the state of the server. */
  readonly server: ServerResource;
  /** For operators: keys with which programs read from the server. */
  readonly serverKeys: ServerKeysResource;
  /** Keys with which programs read from the organisation, for its owners and admins. */
  readonly tenantKeys: TenantKeysResource;
}

/** Every group of routes as an object of methods. */
export interface Resources extends ClientResources {
  /** Conversations and their messages. */
  readonly conversations: ConversationsResource;
  /** Voice rooms. */
  readonly rooms: RoomsResource;
}

/** The server: its version and the protocols it serves. */
export interface MetaResource {
  /**
   * The server's name and features, and the protocol versions it serves.
   *
   * `GET /meta`
   */
  get: Method<'meta.get'>;
  /**
   * Who runs the server, and what it keeps for how long.
   *
   * `GET /meta/about`
   */
  about: Method<'meta.about'>;
}

/** My account: e-mail address, password, deletion. */
export interface AccountsResource {
  /**
   * My account, my profile and the tenant of this session.
   *
   * `GET /account`
   */
  me: Method<'accounts.me'>;
  /**
   * Proves again who I am, for requests that were refused with `proof_needed`. Lasts for some minutes, in this session.
   *
   * `POST /account/proof`
   */
  prove: Method<'accounts.prove'>;
  /**
   * Changes my password, and ends every other session and my calendar links.
   *
   * `PUT /account/password`
   */
  changePassword: Method<'accounts.changePassword'>;
  /**
   * Sets the first password of an account that has none. Refused with `password_exists` if it has one.
   *
   * `POST /account/password`
   */
  setPassword: Method<'accounts.setPassword'>;
  /**
   * Sends a code to my e-mail address, to verify it.
   *
   * `POST /account/email-code`
   */
  requestEmailCode: Method<'accounts.requestEmailCode'>;
  /**
   * Verifies my e-mail address with the code that was sent.
   *
   * `POST /account/email-code/confirm`
   */
  verifyEmail: Method<'accounts.verifyEmail'>;
  /**
   * Sends a code to a new e-mail address for my account. A server without mail changes an unproven address at once.
   *
   * `POST /account/email`
   */
  changeEmail: Method<'accounts.changeEmail'>;
  /**
   * Changes my e-mail address with the code that was sent to it. The former address gets a link to undo it for 7 days.
   *
   * `POST /account/email/confirm`
   */
  confirmEmail: Method<'accounts.confirmEmail'>;
  /**
   * Gives an account its former address back, with the link from the letter. Ends every session and the password.
   *
   * `POST /email-changes/undo`
   */
  undoEmailChange: Method<'accounts.undoEmailChange'>;
  /**
   * Deletes my account and what is mine in every tenant. Messages and announcements stay without my name. It cannot be
   * undone. Answers what was deleted, anonymised and kept.
   *
   * `DELETE /account`
   */
  delete: Method<'accounts.delete'>;
}

/** Second factors of my account: an authenticator app and recovery codes. */
export interface SecondFactorsResource {
  /**
   * The second factors of my account.
   *
   * `GET /account/second-factors`
   */
  get: Method<'secondFactors.get'>;
  /**
   * Begins to add an authenticator app. It counts after `secondFactors.confirmAuthenticator`, and replaces a former
   * one.
   *
   * `POST /account/authenticator`
   */
  beginAuthenticator: Method<'secondFactors.beginAuthenticator'>;
  /**
   * Adds the authenticator app with a code of it. With the first second factor, answers the recovery codes.
   *
   * `PUT /account/authenticator`
   */
  confirmAuthenticator: Method<'secondFactors.confirmAuthenticator'>;
  /**
   * Removes the authenticator app. Without another second factor, the recovery codes end too.
   *
   * `DELETE /account/authenticator`
   */
  removeAuthenticator: Method<'secondFactors.removeAuthenticator'>;
  /**
   * Makes ten new recovery codes, which replace the former ones.
   *
   * `POST /account/recovery-codes`
   */
  makeRecoveryCodes: Method<'secondFactors.makeRecoveryCodes'>;
  /**
   * Keeps my second factors, which operators were going to remove. Idempotent.
   *
   * `DELETE /account/factor-reset`
   */
  keep: Method<'secondFactors.keep'>;
  /**
   * As `secondFactors.keep`, with the link from the letter.
   *
   * `POST /factor-resets/cancel`
   */
  keepByLink: Method<'secondFactors.keepByLink'>;
}

/** Passkeys of my account, and signing in with one. */
export interface PasskeysResource {
  /**
   * Options with a challenge for a proof with a passkey, to sign in or for `passkeys.prove`.
   *
   * `POST /passkeys/challenge`
   */
  begin: Method<'passkeys.begin'>;
  /**
   * Like `accounts.prove`, with a passkey instead of the password and the second factor.
   *
   * `POST /account/proof/passkey`
   */
  prove: Method<'passkeys.prove'>;
  /**
   * Options with a challenge for a new passkey.
   *
   * `POST /account/passkeys/challenge`
   */
  beginAdding: Method<'passkeys.beginAdding'>;
  /**
   * Adds a passkey. With the first second factor, answers the recovery codes.
   *
   * `POST /account/passkeys`
   */
  add: Method<'passkeys.add'>;
  /**
   * Gives a passkey of mine another name.
   *
   * `PATCH /account/passkeys/:passkeyId`
   */
  rename: Method<'passkeys.rename'>;
  /**
   * Removes a passkey of mine. Without another second factor, the recovery codes end too.
   *
   * `DELETE /account/passkeys/:passkeyId`
   */
  remove: Method<'passkeys.remove'>;
}

/** The archive of all that is mine. */
export interface DataExportResource {
  /**
   * The archive of my data: whether it is being made or ready, and until when.
   *
   * `GET /account/export`
   */
  get: Method<'dataExport.get'>;
  /**
   * Makes an archive of all that is mine in all organisations, which replaces an earlier one. While one is being made,
   * answers its state.
   *
   * `POST /account/export`
   */
  request: Method<'dataExport.request'>;
  /**
   * The archive, as a ZIP file. A request for a range of bytes gets these.
   *
   * `GET /account/export/file`
   */
  download: Method<'dataExport.download'>;
  /**
   * Removes the archive, or stops making it. Idempotent.
   *
   * `DELETE /account/export`
   */
  remove: Method<'dataExport.remove'>;
}

/** Resetting a forgotten password by e-mail. */
export interface PasswordResetsResource {
  /**
   * Sends a link to reset the password, if an account has the address. The answer is the same if none has it.
   *
   * `POST /password-resets`
   */
  request: Method<'passwordResets.request'>;
  /**
   * Sets a new password with the token of the link, and ends every session and my calendar links.
   *
   * `POST /password-resets/confirm`
   */
  confirm: Method<'passwordResets.confirm'>;
}

/** The sessions of my account: one for each device that is signed in. */
export interface SessionsResource {
  /**
   * My sessions.
   *
   * `GET /sessions`
   */
  list: Method<'sessions.list'>;
  /**
   * Ends all my other sessions in every tenant, and my calendar links.
   *
   * `DELETE /sessions`
   */
  revokeOthers: Method<'sessions.revokeOthers'>;
  /**
   * Ends a session of mine.
   *
   * `DELETE /sessions/:sessionId`
   */
  revoke: Method<'sessions.revoke'>;
}

/** Organisations: those my account belongs to, and the one this session is in. */
export interface TenantsResource {
  /**
   * The tenants my account belongs to, the public one first, with my profile in each.
   *
   * `GET /tenants`
   */
  list: Method<'tenants.list'>;
  /**
   * Unread messages and notifications in my other tenants; without those in which nothing is unread.
   *
   * `GET /tenants/unread`
   */
  unread: Method<'tenants.unread'>;
  /**
   * Creates an organisation that I own. This session stays in its tenant.
   *
   * `POST /tenants`
   */
  create: Method<'tenants.create'>;
  /**
   * Organisations that I may join because my verified e-mail address is in their domain.
   *
   * `GET /tenants/offers`
   */
  offers: Method<'tenants.offers'>;
  /**
   * Joins an organisation by the domain of my verified e-mail address.
   *
   * `POST /tenants/:tenantId/join`
   */
  join: Method<'tenants.join'>;
  /**
   * The organisation of this session; `not_found` in the public tenant.
   *
   * `GET /tenant`
   */
  current: Method<'tenants.current'>;
  /**
   * Changes the organisation's name or slug.
   *
   * `PATCH /tenant`
   */
  edit: Method<'tenants.edit'>;
  /**
   * Schedules the deletion of the organisation and everything in it; until then it can be restored.
   *
   * `DELETE /tenant`
   */
  delete: Method<'tenants.delete'>;
  /**
   * Cancels the deletion.
   *
   * `POST /tenant/restore`
   */
  restore: Method<'tenants.restore'>;
  /**
   * Leaves the organisation and deletes my profile there. The last owner cannot leave.
   *
   * `POST /tenant/leave`
   */
  leave: Method<'tenants.leave'>;
  /**
   * Sets whether members need a second factor. Those without one are shut out until they add one. For owners who have
   * one.
   *
   * `PUT /tenant/policy`
   */
  setPolicy: Method<'tenants.setPolicy'>;
  /**
   * Sets for how many days messages, the text of closed rooms and the audit log are kept. What is kept longer than
   * before is so at once, what is kept shorter after 7 days, see `nextRetention`. All owners are told.
   *
   * `PUT /tenant/retention`
   */
  setRetention: Method<'tenants.setRetention'>;
  /**
   * Cancels a shorter retention before it takes effect. Idempotent.
   *
   * `DELETE /tenant/retention/next`
   */
  cancelRetention: Method<'tenants.cancelRetention'>;
  /**
   * The audit log of the organisation, newest first.
   *
   * `GET /tenant/audit`
   */
  audit: Method<'tenants.audit'>;
  /**
   * The audit log of the organisation as the text of a file, oldest first.
   *
   * `GET /tenant/audit/export`
   */
  exportAudit: Method<'tenants.exportAudit'>;
}

/** Members of the organisation this session is in. */
export interface TenantMembersResource {
  /**
   * The members of the organisation, oldest first.
   *
   * `GET /tenant/members`
   */
  list: Method<'tenantMembers.list'>;
  /**
   * Changes a member's role. The last owner keeps the role.
   *
   * `PUT /tenant/members/:personId/role`
   */
  setRole: Method<'tenantMembers.setRole'>;
  /**
   * Removes a member: ends their sessions here and deletes their profile here.
   *
   * `DELETE /tenant/members/:personId`
   */
  remove: Method<'tenantMembers.remove'>;
}

/** E-mail domains whose people may join the organisation by themselves. */
export interface TenantDomainsResource {
  /**
   * Sends a code to an address in a domain, to prove that the domain belongs to the organisation.
   *
   * `POST /tenant/domains`
   */
  request: Method<'tenantDomains.request'>;
  /**
   * Adds the domain with the code that was sent: people with a verified address there may join.
   *
   * `POST /tenant/domains/verify`
   */
  verify: Method<'tenantDomains.verify'>;
  /**
   * Removes a domain. Members who joined by it stay.
   *
   * `DELETE /tenant/domains/:domain`
   */
  remove: Method<'tenantDomains.remove'>;
}

/** Invitations to the organisation, by e-mail or by a link. */
export interface TenantInvitationsResource {
  /**
   * Invitations that can still be used, newest first.
   *
   * `GET /tenant/invitations`
   */
  list: Method<'tenantInvitations.list'>;
  /**
   * Invites by e-mail, for which my address must be verified, or by a link that is returned only once.
   *
   * `POST /tenant/invitations`
   */
  create: Method<'tenantInvitations.create'>;
  /**
   * Revokes an invitation.
   *
   * `DELETE /tenant/invitations/:invitationId`
   */
  revoke: Method<'tenantInvitations.revoke'>;
  /**
   * The organisation of an invitation, for anyone who has its token.
   *
   * `POST /tenant-invitations/preview`
   */
  preview: Method<'tenantInvitations.preview'>;
  /**
   * Joins the organisation of an invitation.
   *
   * `POST /tenant-invitations/accept`
   */
  accept: Method<'tenantInvitations.accept'>;
}

/** For owners: the single sign-on of the organisation with its identity provider. */
export interface TenantSignOnResource {
  /**
   * The single sign-on of the organisation, without the secret. For owners.
   *
   * `GET /tenant/sign-on`
   */
  get: Method<'tenantSignOn.get'>;
  /**
   * Sets the identity provider up. Another provider or client is switched off until it was tested, and ends the
   * sessions of the former one. For owners.
   *
   * `PUT /tenant/sign-on`
   */
  set: Method<'tenantSignOn.set'>;
  /**
   * Removes the single sign-on, and ends the sessions that it has started. For owners.
   *
   * `DELETE /tenant/sign-on`
   */
  remove: Method<'tenantSignOn.remove'>;
  /**
   * Begins a sign-in at the provider that changes nothing. `signOn.finishOwn` shows what came back. For owners.
   *
   * `POST /tenant/sign-on/test`
   */
  test: Method<'tenantSignOn.test'>;
  /**
   * Switches a tested connection on; or off, which ends the sessions that it has started. For owners.
   *
   * `PUT /tenant/sign-on/active`
   */
  activate: Method<'tenantSignOn.activate'>;
  /**
   * Sets whether members can enter only by single sign-on, which ends all other sessions in the organisation, and who
   * can enter without it in an emergency. For owners.
   *
   * `PUT /tenant/sign-on/required`
   */
  require: Method<'tenantSignOn.require'>;
}

/** Signing in by the identity provider of an organisation. */
export interface SignOnResource {
  /**
   * Organisations with single sign-on, by the domain of an e-mail address or by the ID of the organisation.
   *
   * `POST /sign-on/find`
   */
  find: Method<'signOn.find'>;
  /**
   * Begins a sign-in at the identity provider of an organisation. It must end within 10 minutes.
   *
   * `POST /sign-on/begin`
   */
  begin: Method<'signOn.begin'>;
  /**
   * Mails a code to the address of a challenge of `sign_on_link_needed`.
   *
   * `POST /sign-on/mail-code`
   */
  mailCode: Method<'signOn.mailCode'>;
  /**
   * Begins a new sign-in at the provider, as the fresh proof of a session that the provider has started.
   * `signOn.finishOwn` ends it.
   *
   * `POST /sign-on/proof`
   */
  beginProof: Method<'signOn.beginProof'>;
  /**
   * Begins to link my account to the provider, whatever its e-mail address there. `signOn.finishOwn` ends it.
   *
   * `POST /sign-on/connect`
   */
  beginLink: Method<'signOn.beginLink'>;
  /**
   * Ends a test, a fresh proof or a link with the answer of the provider.
   *
   * `POST /sign-on/finish-own`
   */
  finishOwn: Method<'signOn.finishOwn'>;
  /**
   * How this session was started, and where to sign out at the provider.
   *
   * `GET /sign-on/session`
   */
  session: Method<'signOn.session'>;
}

/** Signing in to the open space with an account at GitHub or another provider, and linking it. */
export interface OpenSignOnResource {
  /**
   * Begins a sign-in at a provider that `meta.get` names. It must end within 10 minutes.
   *
   * `POST /open-sign-on/begin`
   */
  begin: Method<'openSignOn.begin'>;
  /**
   * Links the identity of a challenge of `own_sign_in_needed`. Only in a session of the account that has its address.
   *
   * `POST /open-sign-on/link`
   */
  link: Method<'openSignOn.link'>;
  /**
   * The identities with which I can sign in.
   *
   * `GET /open-sign-on/identities`
   */
  list: Method<'openSignOn.list'>;
  /**
   * Begins to link an identity to my account, whatever its address. `openSignOn.finishOwn` ends it.
   *
   * `POST /open-sign-on/connect`
   */
  beginLink: Method<'openSignOn.beginLink'>;
  /**
   * Begins a sign-in with a linked identity, as a fresh proof. `openSignOn.finishOwn` ends it.
   *
   * `POST /open-sign-on/proof`
   */
  beginProof: Method<'openSignOn.beginProof'>;
  /**
   * Ends a link or a fresh proof with the answer of the provider.
   *
   * `POST /open-sign-on/finish-own`
   */
  finishOwn: Method<'openSignOn.finishOwn'>;
  /**
   * Unlinks an identity. Refused with `last_way_in` if I could not sign in any more.
   *
   * `DELETE /open-sign-on/identities/:provider`
   */
  unlink: Method<'openSignOn.unlink'>;
}

/** Groups of the organisation this session is in, which give their people permission sets. */
export interface TenantGroupsResource {
  /**
   * The groups of the organisation by name, and all permission sets.
   *
   * `GET /tenant/groups`
   */
  list: Method<'tenantGroups.list'>;
  /**
   * Creates a group. It can give only what I hold.
   *
   * `POST /tenant/groups`
   */
  create: Method<'tenantGroups.create'>;
  /**
   * Replaces the name and the sets of a group. It counts at the next request of its people.
   *
   * `PUT /tenant/groups/:groupId`
   */
  edit: Method<'tenantGroups.edit'>;
  /**
   * Removes a group. What it gave ends at once, with the links that its people made.
   *
   * `DELETE /tenant/groups/:groupId`
   */
  remove: Method<'tenantGroups.remove'>;
  /**
   * The people of a group.
   *
   * `GET /tenant/groups/:groupId/people`
   */
  people: Method<'tenantGroups.people'>;
  /**
   * Adds a member to a group that gives only what I hold. Not to a group that a directory keeps.
   *
   * `PUT /tenant/groups/:groupId/people/:personId`
   */
  addPerson: Method<'tenantGroups.addPerson'>;
  /**
   * Removes a person from a group. What it gave ends at once. Not from a group that a directory keeps.
   *
   * `DELETE /tenant/groups/:groupId/people/:personId`
   */
  removePerson: Method<'tenantGroups.removePerson'>;
}

/** Permission sets that the organisation has made for its groups. */
export interface TenantPermissionSetsResource {
  /**
   * Creates a permission set. It cannot be changed: its name says what it gives.
   *
   * `POST /tenant/permission-sets`
   */
  create: Method<'tenantPermissionSets.create'>;
  /**
   * Removes a permission set, and takes it from all groups.
   *
   * `DELETE /tenant/permission-sets/:setId`
   */
  remove: Method<'tenantPermissionSets.remove'>;
}

/** The directory that keeps the people and groups of the organisation, through SCIM. */
export interface TenantDirectoryResource {
  /**
   * The SCIM address of the organisation, and what its directory keeps. A key of the organisation opens it.
   *
   * `GET /tenant/directory`
   */
  get: Method<'tenantDirectory.get'>;
}

/** Profiles of people, and mine. */
export interface ProfilesResource {
  /**
   * People whose name or handle contains a text, newest first.
   *
   * `GET /profiles`
   */
  list: Method<'profiles.list'>;
  /**
   * A profile.
   *
   * `GET /profiles/:personId`
   */
  get: Method<'profiles.get'>;
  /**
   * A profile by its handle.
   *
   * `GET /handles/:handle`
   */
  getByHandle: Method<'profiles.getByHandle'>;
  /**
   * Changes my profile.
   *
   * `PATCH /profile`
   */
  update: Method<'profiles.update'>;
  /**
   * Sets my picture: JPEG, PNG, WebP, GIF or AVIF up to 5 MB; stored as a square of at most 256 pixels.
   *
   * `PUT /profile/avatar`
   */
  setAvatar: Method<'profiles.setAvatar'>;
  /**
   * Removes my picture.
   *
   * `DELETE /profile/avatar`
   */
  removeAvatar: Method<'profiles.removeAvatar'>;
}

/** Pictures of people and communities. */
export interface AvatarsResource {
  /**
   * A picture. Its id cannot be guessed, and its content never changes.
   *
   * `GET /avatars/:avatarId`
   */
  get: Method<'avatars.get'>;
}

/** People I blocked: neither of us sees the other. */
export interface BlocksResource {
  /**
   * The people I blocked, newest first.
   *
   * `GET /blocks`
   */
  list: Method<'blocks.list'>;
  /**
   * Blocks a person: we no longer see or hear each other, and our match ends. Moderators still see everyone.
   * Idempotent.
   *
   * `PUT /blocks/:personId`
   */
  create: Method<'blocks.create'>;
  /**
   * Removes a block. An ended match stays ended.
   *
   * `DELETE /blocks/:personId`
   */
  remove: Method<'blocks.remove'>;
}

/** Topics: cards of what someone wants to talk about, and the interest in them. */
export interface TopicsResource {
  /**
   * Open topics of others, newest first, filtered by tag, kind, language, person or text.
   *
   * `GET /topics`
   */
  list: Method<'topics.list'>;
  /**
   * My topics, closed and expired ones included.
   *
   * `GET /topics/mine`
   */
  listMine: Method<'topics.listMine'>;
  /**
   * Creates a topic.
   *
   * `POST /topics`
   */
  create: Method<'topics.create'>;
  /**
   * A topic.
   *
   * `GET /topics/:topicId`
   */
  get: Method<'topics.get'>;
  /**
   * Edits a topic of mine.
   *
   * `PATCH /topics/:topicId`
   */
  edit: Method<'topics.edit'>;
  /**
   * Closes a topic of mine: it is no longer listed.
   *
   * `POST /topics/:topicId/close`
   */
  close: Method<'topics.close'>;
  /**
   * Reopens a closed or expired topic of mine, without an expiry.
   *
   * `POST /topics/:topicId/reopen`
   */
  reopen: Method<'topics.reopen'>;
  /**
   * Deletes a topic of mine and the interest in it.
   *
   * `DELETE /topics/:topicId`
   */
  delete: Method<'topics.delete'>;
  /**
   * Shows interest (気になる) in a topic. Idempotent.
   *
   * `POST /topics/:topicId/interest`
   */
  createInterest: Method<'topics.createInterest'>;
  /**
   * Withdraws my interest.
   *
   * `DELETE /topics/:topicId/interest`
   */
  withdrawInterest: Method<'topics.withdrawInterest'>;
}

/** Interest that I received in my topics, and that I gave to those of others. */
export interface InterestsResource {
  /**
   * The people interested in my topics, newest first; in one topic with `topicId`. `state=passed`: those I passed.
   *
   * `GET /interests/received`
   */
  listReceived: Method<'interests.listReceived'>;
  /**
   * Passes a person who is interested in a topic of mine. The person is not told.
   *
   * `PUT /topics/:topicId/interests/:personId/pass`
   */
  pass: Method<'interests.pass'>;
  /**
   * Undoes a pass.
   *
   * `DELETE /topics/:topicId/interests/:personId/pass`
   */
  unpass: Method<'interests.unpass'>;
  /**
   * The topics I showed interest in, newest first.
   *
   * `GET /interests/given`
   */
  listGiven: Method<'interests.listGiven'>;
}

/** Matches: pairs of people who have a conversation because both were interested. */
export interface MatchesResource {
  /**
   * Matches me with a person who is interested in a topic of mine. Idempotent: returns the existing match.
   *
   * `POST /topics/:topicId/interests/:personId/match`
   */
  create: Method<'matches.create'>;
  /**
   * My matches, newest first.
   *
   * `GET /matches`
   */
  list: Method<'matches.list'>;
  /**
   * Ends a match: closes its conversation and removes the interest behind it.
   *
   * `DELETE /matches/:matchId`
   */
  end: Method<'matches.end'>;
}

/** What visitors see, who have no account. */
export interface FrontResource {
  /**
   * Tonight’s table for visitors: live rooms, fresh topics, coming meals and communities that are public.
   *
   * `GET /front`
   */
  getTable: Method<'front.getTable'>;
  /**
   * An open topic whose owner shows it to visitors.
   *
   * `GET /front/topics/:topicId`
   */
  getTopic: Method<'front.getTopic'>;
  /**
   * An open room of the open space, without the names of people who do not show them.
   *
   * `GET /front/rooms/:roomId`
   */
  getRoom: Method<'front.getRoom'>;
  /**
   * A meal that its host has made public.
   *
   * `GET /front/meals/:mealId`
   */
  getMeal: Method<'front.getMeal'>;
  /**
   * A public community of the open space.
   *
   * `GET /front/communities/:communityId`
   */
  getCommunity: Method<'front.getCommunity'>;
  /**
   * A person who lets visitors see their name, with the topics they show to visitors.
   *
   * `GET /front/people/:personId`
   */
  getProfile: Method<'front.getProfile'>;
  /**
   * What an invitation link of a community shows to visitors.
   *
   * `POST /front/invitation`
   */
  readInvitation: Method<'front.readInvitation'>;
}

/** Recommended topics, and what to recommend less of. */
export interface HomeResource {
  /**
   * Recommended open topics of others, best first, with the reasons. The cursor keeps the order of its first page for
   * an hour.
   *
   * `GET /home`
   */
  list: Method<'home.list'>;
  /**
   * What waits for me, the rooms in which people talk now and, with `since`, how much is new.
   *
   * `GET /home/overview`
   */
  overview: Method<'home.overview'>;
  /**
   * What I asked to see less of, newest first.
   *
   * `GET /home/not-interested`
   */
  listNotInterested: Method<'home.listNotInterested'>;
  /**
   * Ranks topics lower that have the tags, the kind or the owner of this one. Idempotent.
   *
   * `POST /home/not-interested`
   */
  addNotInterested: Method<'home.addNotInterested'>;
  /**
   * Removes such a request.
   *
   * `DELETE /home/not-interested/:notInterestedId`
   */
  removeNotInterested: Method<'home.removeNotInterested'>;
}

/** People with whom I am never matched. */
export interface NeverMatchResource {
  /**
   * The people with whom I am never matched, newest first.
   *
   * `GET /never-match`
   */
  list: Method<'neverMatch.list'>;
  /**
   * Never suggests the two of us to each other. The person is not told; an existing match stays.
   *
   * `PUT /never-match/:personId`
   */
  add: Method<'neverMatch.add'>;
  /**
   * Removes a person from the list.
   *
   * `DELETE /never-match/:personId`
   */
  remove: Method<'neverMatch.remove'>;
}

/** Meals: planning them, answering, and seats. */
export interface MealsResource {
  /**
   * Upcoming or past meals of everyone and of my communities, filtered by mode, tag or language.
   *
   * `GET /meals`
   */
  list: Method<'meals.list'>;
  /**
   * Meals that I host, attend, wait for, or answered with maybe.
   *
   * `GET /meals/mine`
   */
  listMine: Method<'meals.listMine'>;
  /**
   * Plans a meal. The host has the first seat.
   *
   * `POST /meals`
   */
  create: Method<'meals.create'>;
  /**
   * A meal.
   *
   * `GET /meals/:mealId`
   */
  get: Method<'meals.get'>;
  /**
   * Edits a meal, as its host or co-host. Everyone who answered is notified of a change of time or venue.
   *
   * `PATCH /meals/:mealId`
   */
  edit: Method<'meals.edit'>;
  /**
   * Cancels a meal of mine, or also all that follow in its series. Everyone who answered is notified.
   *
   * `POST /meals/:mealId/cancel`
   */
  cancel: Method<'meals.cancel'>;
  /**
   * Answers yes, no or maybe. A yes takes a seat, or joins the waiting list if none is free.
   *
   * `PUT /meals/:mealId/reply`
   */
  reply: Method<'meals.reply'>;
  /**
   * The guests of a meal; for hosts, everyone who answered.
   *
   * `GET /meals/:mealId/guests`
   */
  listGuests: Method<'meals.listGuests'>;
  /**
   * As a host: accepts or refuses a guest, makes a guest co-host, or records attendance.
   *
   * `PATCH /meals/:mealId/guests/:personId`
   */
  changeGuest: Method<'meals.changeGuest'>;
  /**
   * As a host: sends a notification to everyone who has a seat, waits or has an offer.
   *
   * `POST /meals/:mealId/tell`
   */
  tell: Method<'meals.tell'>;
  /**
   * A meal as an iCalendar file.
   *
   * `GET /meals/:mealId/calendar`
   */
  calendar: Method<'meals.calendar'>;
}

/** The secret link under which calendar programs read my appointments. */
export interface CalendarResource {
  /**
   * When I created my calendar link, if I have one.
   *
   * `GET /calendar/link`
   */
  getLink: Method<'calendar.getLink'>;
  /**
   * Creates a secret link to my calendar, which is returned only once. It replaces an earlier link.
   *
   * `POST /calendar/link`
   */
  createLink: Method<'calendar.createLink'>;
  /**
   * Revokes my calendar link.
   *
   * `DELETE /calendar/link`
   */
  removeLink: Method<'calendar.removeLink'>;
  /**
   * My appointments and meals for calendar programs; anyone who has the link may read them.
   *
   * `GET /calendar/feeds/:token`
   */
  feed: Method<'calendar.feed'>;
}

/** Conversations and their messages. */
export interface ConversationsResource {
  /**
   * My conversations with matches, in meals and in channels, most recently active first.
   *
   * `GET /conversations`
   */
  list: Method<'conversations.list'>;
  /**
   * A conversation.
   *
   * `GET /conversations/:conversationId`
   */
  get: Method<'conversations.get'>;
  /**
   * The newest messages, those before or after a seq, or those around the first unread one, in ascending order.
   *
   * `GET /conversations/:conversationId/messages`
   */
  history: Method<'conversations.history'>;
  /**
   * Mutes a conversation on all my devices: no notifications about its messages. Replaces a running mute.
   *
   * `PUT /conversations/:conversationId/mute`
   */
  mute: Method<'conversations.mute'>;
  /**
   * Ends the mute of a conversation. Idempotent.
   *
   * `DELETE /conversations/:conversationId/mute`
   */
  unmute: Method<'conversations.unmute'>;
}

/** Proposals of a time with a match, and the appointments they become. */
export interface ProposalsResource {
  /**
   * Times in the next 14 days when both people of a match are free and have no appointment.
   *
   * `GET /matches/:matchId/slots`
   */
  slots: Method<'proposals.slots'>;
  /**
   * The open proposal or the appointment of a match.
   *
   * `GET /matches/:matchId/proposal`
   */
  current: Method<'proposals.current'>;
  /**
   * Proposes a time. There is one proposal at a time: if one is open, change it.
   *
   * `POST /matches/:matchId/proposal`
   */
  create: Method<'proposals.create'>;
  /**
   * Proposes another time instead, by either of the two. An appointment becomes a proposal again.
   *
   * `PATCH /proposals/:proposalId`
   */
  change: Method<'proposals.change'>;
  /**
   * Accepts the other person's time. Idempotent.
   *
   * `POST /proposals/:proposalId/accept`
   */
  accept: Method<'proposals.accept'>;
  /**
   * Declines the other person's time, withdraws my own, or cancels the appointment.
   *
   * `POST /proposals/:proposalId/cancel`
   */
  cancel: Method<'proposals.cancel'>;
  /**
   * The appointment as an iCalendar file.
   *
   * `GET /proposals/:proposalId/appointment.ics`
   */
  calendar: Method<'proposals.calendar'>;
}

/** Voice rooms. */
export interface RoomsResource {
  /**
   * Open rooms: rooms with people inside first, then the newest.
   *
   * `GET /rooms`
   */
  list: Method<'rooms.list'>;
  /**
   * Creates a room.
   *
   * `POST /rooms`
   */
  create: Method<'rooms.create'>;
  /**
   * A room with the people inside.
   *
   * `GET /rooms/:roomId`
   */
  get: Method<'rooms.get'>;
  /**
   * Edits a room that I manage: my own, or that of a community I moderate or a meal I host.
   *
   * `PATCH /rooms/:roomId`
   */
  edit: Method<'rooms.edit'>;
  /**
   * Closes a room that I manage for everyone.
   *
   * `POST /rooms/:roomId/close`
   */
  close: Method<'rooms.close'>;
  /**
   * Makes a person a moderator of a room that I host, or a guest again.
   *
   * `PUT /rooms/:roomId/people/:personId/role`
   */
  setRole: Method<'rooms.setRole'>;
  /**
   * Mutes a person in a room that I host or moderate, or lets them speak. Nobody is unmuted by others: the person does
   * that.
   *
   * `PUT /rooms/:roomId/people/:personId/voice`
   */
  setVoice: Method<'rooms.setVoice'>;
  /**
   * Removes a person from a room that I host or moderate, on all devices, and keeps them out for a while.
   *
   * `POST /rooms/:roomId/people/:personId/remove`
   */
  removePerson: Method<'rooms.removePerson'>;
  /**
   * The people who cannot come back into a room that I host or moderate, newest first.
   *
   * `GET /rooms/:roomId/bans`
   */
  bans: Method<'rooms.bans'>;
  /**
   * Lets a removed person come back into a room that I host or moderate.
   *
   * `DELETE /rooms/:roomId/bans/:personId`
   */
  endBan: Method<'rooms.endBan'>;
}

/** Rounds: regular random pairs in a community or among everyone. */
export interface RoundsResource {
  /**
   * The rounds of a community of mine (without `communityId`: those of everyone), and my answer.
   *
   * `GET /rounds`
   */
  get: Method<'rounds.get'>;
  /**
   * Opens the rounds of a community, or changes them. For its owners and moderators.
   *
   * `PUT /rounds`
   */
  open: Method<'rounds.open'>;
  /**
   * Ends the rounds of a community. The answers are kept. For its owners and moderators.
   *
   * `POST /rounds/close`
   */
  close: Method<'rounds.close'>;
  /**
   * Answers yes to the next round, yes to every round, or no.
   *
   * `PUT /rounds/answer`
   */
  answer: Method<'rounds.answer'>;
  /**
   * My pause: the time during which I take part in no round.
   *
   * `GET /rounds/pause`
   */
  getPause: Method<'rounds.getPause'>;
  /**
   * Sets my pause, or ends it.
   *
   * `PUT /rounds/pause`
   */
  setPause: Method<'rounds.setPause'>;
  /**
   * The people I was paired with and the reasons, newest first.
   *
   * `GET /rounds/pairs`
   */
  listPairs: Method<'rounds.listPairs'>;
  /**
   * Answers "did you meet?". Only I see the answer; people I would rather not meet again join my never-match list.
   *
   * `PUT /rounds/pairs/:pairId/answer`
   */
  answerMeeting: Method<'rounds.answerMeeting'>;
}

/** Tags for which I am called into a room in which someone waits. */
export interface CallInResource {
  /**
   * The tags for which I am notified when someone is alone in a room.
   *
   * `GET /call-in`
   */
  get: Method<'callIn.get'>;
  /**
   * Replaces these tags; an empty list turns it off.
   *
   * `PUT /call-in`
   */
  set: Method<'callIn.set'>;
}

/** My private notes about people. */
export interface NotesResource {
  /**
   * My private note about a person.
   *
   * `GET /notes/:personId`
   */
  get: Method<'notes.get'>;
  /**
   * Replaces my private note about a person; an empty text deletes it.
   *
   * `PUT /notes/:personId`
   */
  set: Method<'notes.set'>;
}

/** Reports of people and of what they do. */
export interface ReportsResource {
  /**
   * Reports a person, topic, meal, room or message of another person that I can see, with a copy of it as it is now.
   * The other person is not told.
   *
   * `POST /reports`
   */
  create: Method<'reports.create'>;
}

/** My notifications, and what is sent to me by push and e-mail. */
export interface NotificationsResource {
  /**
   * My notifications, newest first. They are kept for 60 days.
   *
   * `GET /notifications`
   */
  list: Method<'notifications.list'>;
  /**
   * The number of my unread notifications, counted up to 100.
   *
   * `GET /notifications/unread`
   */
  countUnread: Method<'notifications.countUnread'>;
  /**
   * Marks my notifications as read, all or up to one; returns how many are still unread.
   *
   * `POST /notifications/read`
   */
  read: Method<'notifications.read'>;
  /**
   * Marks one notification as read; returns how many are still unread.
   *
   * `POST /notifications/:notificationId/read`
   */
  readOne: Method<'notifications.readOne'>;
  /**
   * Marks my notifications as read that link to a screen which I have opened, on all my devices. Returns how many are
   * still unread.
   *
   * `POST /notifications/read-opened`
   */
  readOpened: Method<'notifications.readOpened'>;
  /**
   * My settings for push and e-mail, and my quiet hours.
   *
   * `GET /notifications/settings`
   */
  getSettings: Method<'notifications.getSettings'>;
  /**
   * Changes these settings.
   *
   * `PATCH /notifications/settings`
   */
  editSettings: Method<'notifications.editSettings'>;
  /**
   * Sends push messages to this device until the session ends, and no longer those of another person. Idempotent.
   *
   * `POST /notifications/devices`
   */
  subscribe: Method<'notifications.subscribe'>;
  /**
   * Whether push messages to me go to this device. If so, they go there until this session ends. If not, it may be the
   * device of another person: unsubscribe it.
   *
   * `POST /notifications/devices/check`
   */
  checkDevice: Method<'notifications.checkDevice'>;
  /**
   * Stops push messages to this device.
   *
   * `POST /notifications/devices/remove`
   */
  unsubscribe: Method<'notifications.unsubscribe'>;
  /**
   * Stops e-mail to the person whom the token names (one-click unsubscribe of RFC 8058).
   *
   * `POST /notifications/stop-mail/:token`
   */
  stopMail: Method<'notifications.stopMail'>;
}

/** Instant talks: pairing two people who are free this minute. */
export interface InstantTalksResource {
  /**
   * Whether I am waiting or talking, and when people usually wait.
   *
   * `GET /instant-talks`
   */
  get: Method<'instantTalks.get'>;
  /**
   * Waits for another person while I am connected. If someone is already waiting, the instant talk starts immediately.
   *
   * `POST /instant-talks`
   */
  wait: Method<'instantTalks.wait'>;
  /**
   * Stops waiting, and ends my running instant talk.
   *
   * `DELETE /instant-talks`
   */
  leave: Method<'instantTalks.leave'>;
  /**
   * Answers whether I want to stay in touch or not meet again. If both want to stay in touch, it becomes a match.
   *
   * `POST /instant-talks/:instantTalkId/answer`
   */
  answer: Method<'instantTalks.answer'>;
}

/** Communities: members, invitations, channels, announcements and moderation. */
export interface CommunitiesResource {
  /**
   * Public communities, newest first, filtered by tag, language or text.
   *
   * `GET /communities`
   */
  list: Method<'communities.list'>;
  /**
   * Public communities that have something in common with me, with the reasons.
   *
   * `GET /communities/recommended`
   */
  recommended: Method<'communities.recommended'>;
  /**
   * My communities, most recently joined first.
   *
   * `GET /communities/mine`
   */
  listMine: Method<'communities.listMine'>;
  /**
   * Communities that invited me by name.
   *
   * `GET /communities/invitations`
   */
  listInvitations: Method<'communities.listInvitations'>;
  /**
   * Creates a community with a first channel. I am its owner.
   *
   * `POST /communities`
   */
  create: Method<'communities.create'>;
  /**
   * A community: a public one, or one I belong to.
   *
   * `GET /communities/:communityId`
   */
  get: Method<'communities.get'>;
  /**
   * Some members and the recent activity of a community, also before joining a public one.
   *
   * `GET /communities/:communityId/glance`
   */
  glance: Method<'communities.glance'>;
  /**
   * Edits a community. Only owners can change its visibility; a private one is immediately hidden from non-members.
   *
   * `PATCH /communities/:communityId`
   */
  edit: Method<'communities.edit'>;
  /**
   * Closes a community permanently, with its topics, rooms and channels.
   *
   * `DELETE /communities/:communityId`
   */
  close: Method<'communities.close'>;
  /**
   * Sets the picture of a community, like `profiles.setAvatar`.
   *
   * `PUT /communities/:communityId/picture`
   */
  setPicture: Method<'communities.setPicture'>;
  /**
   * Removes the picture of a community.
   *
   * `DELETE /communities/:communityId/picture`
   */
  removePicture: Method<'communities.removePicture'>;
  /**
   * Accepts the rules and joins, or asks to join. Idempotent.
   *
   * `POST /communities/:communityId/join`
   */
  join: Method<'communities.join'>;
  /**
   * Leaves, withdraws a request to join, or declines an invitation. The last owner must hand over the role first.
   *
   * `POST /communities/:communityId/leave`
   */
  leave: Method<'communities.leave'>;
  /**
   * Accepts rules that changed after I joined.
   *
   * `POST /communities/:communityId/rules`
   */
  acceptRules: Method<'communities.acceptRules'>;
  /**
   * Makes a member the owner in my place; I become a moderator.
   *
   * `POST /communities/:communityId/owner`
   */
  handOver: Method<'communities.handOver'>;
  /**
   * Invites a person by name; the person is notified.
   *
   * `PUT /communities/:communityId/invited/:personId`
   */
  invite: Method<'communities.invite'>;
  /**
   * Withdraws an invitation by name.
   *
   * `DELETE /communities/:communityId/invited/:personId`
   */
  uninvite: Method<'communities.uninvite'>;
  /**
   * People who were invited by name and have not answered.
   *
   * `GET /communities/:communityId/invited`
   */
  invited: Method<'communities.invited'>;
  /**
   * The invitation links of a community, newest first.
   *
   * `GET /communities/:communityId/invitations`
   */
  invitations: Method<'communities.invitations'>;
  /**
   * Creates an invitation link. Its token is returned only once.
   *
   * `POST /communities/:communityId/invitations`
   */
  createInvitation: Method<'communities.createInvitation'>;
  /**
   * Revokes an invitation link.
   *
   * `DELETE /communities/:communityId/invitations/:invitationId`
   */
  revokeInvitation: Method<'communities.revokeInvitation'>;
  /**
   * What a person with an invitation link can read before joining.
   *
   * `POST /community-invitations/read`
   */
  readInvitation: Method<'communities.readInvitation'>;
  /**
   * Accepts the rules and joins with an invitation link.
   *
   * `POST /community-invitations/accept`
   */
  acceptInvitation: Method<'communities.acceptInvitation'>;
  /**
   * The members of a community, most recently joined first.
   *
   * `GET /communities/:communityId/members`
   */
  members: Method<'communities.members'>;
  /**
   * Sets the role of a member: owner, moderator or member.
   *
   * `PUT /communities/:communityId/members/:personId/role`
   */
  setRole: Method<'communities.setRole'>;
  /**
   * Removes a member, who may rejoin.
   *
   * `DELETE /communities/:communityId/members/:personId`
   */
  remove: Method<'communities.remove'>;
  /**
   * Requests to join, newest first.
   *
   * `GET /communities/:communityId/requests`
   */
  requests: Method<'communities.requests'>;
  /**
   * Accepts a request to join.
   *
   * `PUT /communities/:communityId/requests/:personId`
   */
  admit: Method<'communities.admit'>;
  /**
   * Declines a request to join. The person is not told.
   *
   * `DELETE /communities/:communityId/requests/:personId`
   */
  decline: Method<'communities.decline'>;
  /**
   * The people who are banned.
   *
   * `GET /communities/:communityId/bans`
   */
  bans: Method<'communities.bans'>;
  /**
   * Bans a person: removes them, and prevents joining until the ban ends.
   *
   * `PUT /communities/:communityId/bans/:personId`
   */
  ban: Method<'communities.ban'>;
  /**
   * Ends a ban.
   *
   * `DELETE /communities/:communityId/bans/:personId`
   */
  unban: Method<'communities.unban'>;
  /**
   * Mutes a member for a time: they can read channels, but not write.
   *
   * `PUT /communities/:communityId/mutes/:personId`
   */
  mute: Method<'communities.mute'>;
  /**
   * Unmutes a member.
   *
   * `DELETE /communities/:communityId/mutes/:personId`
   */
  unmute: Method<'communities.unmute'>;
  /**
   * The channels of a community, oldest first.
   *
   * `GET /communities/:communityId/channels`
   */
  channels: Method<'communities.channels'>;
  /**
   * Creates a channel.
   *
   * `POST /communities/:communityId/channels`
   */
  createChannel: Method<'communities.createChannel'>;
  /**
   * Renames a channel.
   *
   * `PATCH /communities/:communityId/channels/:channelId`
   */
  renameChannel: Method<'communities.renameChannel'>;
  /**
   * Archives a channel: it becomes read-only.
   *
   * `POST /communities/:communityId/channels/:channelId/archive`
   */
  archiveChannel: Method<'communities.archiveChannel'>;
  /**
   * The open room of the community, which is created if there is none.
   *
   * `POST /communities/:communityId/room`
   */
  openRoom: Method<'communities.openRoom'>;
  /**
   * The announcements of the moderators, newest first.
   *
   * `GET /communities/:communityId/announcements`
   */
  announcements: Method<'communities.announcements'>;
  /**
   * Posts an announcement; members are notified.
   *
   * `POST /communities/:communityId/announcements`
   */
  createAnnouncement: Method<'communities.createAnnouncement'>;
  /**
   * Deletes an announcement.
   *
   * `DELETE /communities/:communityId/announcements/:announcementId`
   */
  deleteAnnouncement: Method<'communities.deleteAnnouncement'>;
  /**
   * Reports a message to the moderators, with its current text.
   *
   * `POST /communities/:communityId/reports`
   */
  report: Method<'communities.report'>;
  /**
   * The reports of members, newest first.
   *
   * `GET /communities/:communityId/reports`
   */
  reports: Method<'communities.reports'>;
  /**
   * Marks a report as handled or dismissed.
   *
   * `POST /communities/:communityId/reports/:reportId`
   */
  handleReport: Method<'communities.handleReport'>;
  /**
   * Hides a message of a channel from everyone.
   *
   * `POST /communities/:communityId/hidden-messages`
   */
  hideMessage: Method<'communities.hideMessage'>;
  /**
   * The actions of moderators with their reasons, newest first.
   *
   * `GET /communities/:communityId/log`
   */
  log: Method<'communities.log'>;
}

/** Roles of operators, which a person takes for a limited time. */
export interface PortalResource {
  /**
   * The roles of operators that I can take, and the one that this session holds.
   *
   * `GET /portal`
   */
  get: Method<'portal.get'>;
  /**
   * Takes a role for this session and a limited time, with a reason and my password. Ends the former role.
   *
   * `POST /portal/role`
   */
  take: Method<'portal.take'>;
  /**
   * Gives up the role of this session, or stops waiting for it. Idempotent.
   *
   * `DELETE /portal/role`
   */
  leave: Method<'portal.leave'>;
  /**
   * Agrees that another person takes a role that needs a second person. I must be able to take the same role.
   *
   * `POST /portal/approvals/:heldRoleId`
   */
  approve: Method<'portal.approve'>;
}

/** For operators: groups of operators, with their people and roles. */
export interface OperatorGroupsResource {
  /**
   * The groups of operators with their people and roles, and all roles.
   *
   * `GET /operators/groups`
   */
  list: Method<'operatorGroups.list'>;
  /**
   * Creates a group of operators.
   *
   * `POST /operators/groups`
   */
  create: Method<'operatorGroups.create'>;
  /**
   * Replaces the name and the roles of a group. Roles that it no longer gives end at once.
   *
   * `PUT /operators/groups/:groupId`
   */
  edit: Method<'operatorGroups.edit'>;
  /**
   * Removes a group. The roles that its people hold through it end at once.
   *
   * `DELETE /operators/groups/:groupId`
   */
  remove: Method<'operatorGroups.remove'>;
  /**
   * Adds a person of the open space, with a verified e-mail address, to a group.
   *
   * `PUT /operators/groups/:groupId/people/:personId`
   */
  addPerson: Method<'operatorGroups.addPerson'>;
  /**
   * Removes a person from a group. Roles that the person holds through it end at once.
   *
   * `DELETE /operators/groups/:groupId/people/:personId`
   */
  removePerson: Method<'operatorGroups.removePerson'>;
}

/** For operators: roles and their permissions. */
export interface OperatorRolesResource {
  /**
   * Creates a role with some permissions.
   *
   * `POST /operators/roles`
   */
  create: Method<'operatorRoles.create'>;
  /**
   * Removes a role that is not built in. It ends for everyone at once.
   *
   * `DELETE /operators/roles/:name`
   */
  remove: Method<'operatorRoles.remove'>;
}

/** For operators: accounts, suspensions and sessions. */
export interface OperatedPeopleResource {
  /**
   * Accounts by a part of the name, by handle, id or e-mail address.
   *
   * `GET /operators/people`
   */
  find: Method<'operatedPeople.find'>;
  /**
   * One account.
   *
   * `GET /operators/people/:personId`
   */
  get: Method<'operatedPeople.get'>;
  /**
   * Suspends an account: its sessions end at once, and neither it nor a new account with its e-mail address can sign in
   * until then.
   *
   * `PUT /operators/people/:personId/suspension`
   */
  suspend: Method<'operatedPeople.suspend'>;
  /**
   * Ends a suspension. Idempotent.
   *
   * `POST /operators/people/:personId/end-suspension`
   */
  unsuspend: Method<'operatedPeople.unsuspend'>;
  /**
   * Ends all sessions of a person, and what was made with them, such as calendar links.
   *
   * `POST /operators/people/:personId/end-sessions`
   */
  endSessions: Method<'operatedPeople.endSessions'>;
  /**
   * Mails the person a link to set a new password. The operator does not see the link.
   *
   * `POST /operators/people/:personId/password-reset`
   */
  sendReset: Method<'operatedPeople.sendReset'>;
  /**
   * Removes the second factors of a person who has lost them, after a delay. The person is told at once, and can
   * prevent it. Idempotent.
   *
   * `POST /operators/people/:personId/factor-reset`
   */
  resetFactors: Method<'operatedPeople.resetFactors'>;
  /**
   * Takes back `operatedPeople.resetFactors` before it has an effect. Idempotent.
   *
   * `POST /operators/people/:personId/factor-reset/cancel`
   */
  keepFactors: Method<'operatedPeople.keepFactors'>;
  /**
   * Deletes an account with everything that belongs to it, as its owner could. A suspension of its address stays.
   *
   * `POST /operators/people/:personId/erasure`
   */
  erase: Method<'operatedPeople.erase'>;
}

/** The suspensions that hold, also of deleted accounts. */
export interface OperatedSuspensionsResource {
  /**
   * The suspensions that hold now, newest first, also of deleted accounts: all, or those of a mailbox or an id.
   *
   * `GET /operators/suspensions`
   */
  list: Method<'operatedSuspensions.list'>;
  /**
   * Ends a suspension, also of an account that was deleted. Idempotent.
   *
   * `POST /operators/suspensions/:personId/end`
   */
  end: Method<'operatedSuspensions.end'>;
}

/** For operators: reports and decisions about them. */
export interface OperatorReportsResource {
  /**
   * Reports to the operators: open ones, oldest first; decided ones, newest first. Without those about me.
   *
   * `GET /operators/reports`
   */
  list: Method<'operatorReports.list'>;
  /**
   * Decides about a report. The reporter is told that it was looked at; a warned person is told the note.
   *
   * `PUT /operators/reports/:reportId/decision`
   */
  decide: Method<'operatorReports.decide'>;
  /**
   * Takes a decision back: the report is open again. Idempotent.
   *
   * `DELETE /operators/reports/:reportId/decision`
   */
  reopen: Method<'operatorReports.reopen'>;
}

/** For operators: open rooms. */
export interface OperatedRoomsResource {
  /**
   * Open rooms of the open space, newest first. Without those of circles.
   *
   * `GET /operators/rooms`
   */
  list: Method<'operatedRooms.list'>;
  /**
   * Closes a room. Everyone inside is disconnected. Idempotent.
   *
   * `POST /operators/rooms/:roomId/close`
   */
  close: Method<'operatedRooms.close'>;
}

/** For operators: communities of the open space. */
export interface OperatedCommunitiesResource {
  /**
   * Communities of the open space by a part of the name, newest first.
   *
   * `GET /operators/communities`
   */
  find: Method<'operatedCommunities.find'>;
  /**
   * Closes a community of the open space, with its channels, rooms and meals.
   *
   * `POST /operators/communities/:communityId/close`
   */
  close: Method<'operatedCommunities.close'>;
}

/** For operators: finding organisations, closing them, and handing them over. */
export interface OperatedOrganisationsResource {
  /**
   * Organisations by a part of the name, by slug, e-mail domain or id, newest first, with their facts.
   *
   * `GET /operators/organisations`
   */
  find: Method<'operatedOrganisations.find'>;
  /**
   * The facts of one organisation. Operators read nothing that its members wrote.
   *
   * `GET /operators/organisations/:tenantId`
   */
  get: Method<'operatedOrganisations.get'>;
  /**
   * Members of an organisation by a part of the name, by handle, id or e-mail address, for handing it over.
   *
   * `GET /operators/organisations/:tenantId/members`
   */
  findMembers: Method<'operatedOrganisations.findMembers'>;
  /**
   * Schedules the deletion of an organisation, as an owner could. Its owners are told the reason, and cannot cancel it.
   * Idempotent.
   *
   * `POST /operators/organisations/:tenantId/close`
   */
  close: Method<'operatedOrganisations.close'>;
  /**
   * Cancels the deletion that operators have scheduled. Idempotent.
   *
   * `POST /operators/organisations/:tenantId/reopen`
   */
  reopen: Method<'operatedOrganisations.reopen'>;
  /**
   * Ends all sessions in an organisation. Its members can enter again.
   *
   * `POST /operators/organisations/:tenantId/end-sessions`
   */
  endSessions: Method<'operatedOrganisations.endSessions'>;
  /**
   * Makes a member an owner, when nobody is left who can, or when an owner asks for it. All owners are told.
   * Idempotent.
   *
   * `POST /operators/organisations/:tenantId/owners`
   */
  handOver: Method<'operatedOrganisations.handOver'>;
}

/** For operators: the state of the server. */
export interface ServerResource {
  /**
   * The state of the server: processes, mail, push, jobs, and how fast reports are decided.
   *
   * `GET /operators/server`
   */
  state: Method<'server.state'>;
  /**
   * The audit log of the server, newest first: accounts, the open space and what operators did.
   *
   * `GET /operators/audit`
   */
  audit: Method<'server.audit'>;
  /**
   * The audit log of the server as a file, oldest first, in parts.
   *
   * `GET /operators/audit/export`
   */
  exportAudit: Method<'server.exportAudit'>;
}

/** For operators: keys with which programs read from the server. */
export interface ServerKeysResource {
  /**
   * The keys of the server, newest first, with their last uses.
   *
   * `GET /operators/keys`
   */
  list: Method<'serverKeys.list'>;
  /**
   * Which secrets the settings of the server give it. The secrets themselves are never shown.
   *
   * `GET /operators/keys/settings`
   */
  settings: Method<'serverKeys.settings'>;
  /**
   * Makes a key of the server for programs that only read. Its text is shown only here.
   *
   * `POST /operators/keys`
   */
  create: Method<'serverKeys.create'>;
  /**
   * Makes the next key for push messages or TURN servers, or takes over the one of the settings. The former one is
   * rehearsed.
   *
   * `POST /operators/keys/next`
   */
  next: Method<'serverKeys.next'>;
  /**
   * Puts a key into rehearsal: it still works, each use is counted, and its program gets a warning.
   *
   * `POST /operators/keys/:keyId/rehearsal`
   */
  rehearse: Method<'serverKeys.rehearse'>;
  /**
   * Disables a key: each use is refused and counted. `enable` brings it back.
   *
   * `POST /operators/keys/:keyId/disabling`
   */
  disable: Method<'serverKeys.disable'>;
  /**
   * Brings a key back into use. From then on I answer for it: it works while I may do what it does.
   *
   * `POST /operators/keys/:keyId/enabling`
   */
  enable: Method<'serverKeys.enable'>;
  /**
   * Deletes a key that was disabled, and that nobody has tried for a while (`deletableAt`).
   *
   * `POST /operators/keys/:keyId/deletion`
   */
  delete: Method<'serverKeys.delete'>;
}

/** Keys with which programs read from the organisation, for its owners and admins. */
export interface TenantKeysResource {
  /**
   * The keys of the organisation, newest first, with their last uses.
   *
   * `GET /tenant/keys`
   */
  list: Method<'tenantKeys.list'>;
  /**
   * Makes a key of the organisation for programs that only read. Its text is shown only here.
   *
   * `POST /tenant/keys`
   */
  create: Method<'tenantKeys.create'>;
  /**
   * Puts a key into rehearsal: it still works, each use is counted, and its program gets a warning.
   *
   * `POST /tenant/keys/:keyId/rehearsal`
   */
  rehearse: Method<'tenantKeys.rehearse'>;
  /**
   * Disables a key: each use is refused and counted. `enable` brings it back.
   *
   * `POST /tenant/keys/:keyId/disabling`
   */
  disable: Method<'tenantKeys.disable'>;
  /**
   * Brings a key back into use. From then on I answer for it: it works while I may do what it does.
   *
   * `POST /tenant/keys/:keyId/enabling`
   */
  enable: Method<'tenantKeys.enable'>;
  /**
   * Deletes a key that was disabled, and that nobody has tried for a while (`deletableAt`).
   *
   * `POST /tenant/keys/:keyId/deletion`
   */
  delete: Method<'tenantKeys.delete'>;
}
