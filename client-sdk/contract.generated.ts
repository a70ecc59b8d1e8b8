/** Generated from `src/protocol` by `npm run docs`; do not edit. The doc comments are the summaries of the tables. */
import type { Announcement, Announcements } from '../src/protocol/index.ts';
import type { Method } from './calls.ts';

/** Every announcement of the server with its payload. */
export interface AnnouncementEvents {
  /** A message was stored. */
  'message:created': Announcement<Announcements, 'message:created'>;
  /** A moderator hid a message: its words are gone, its place stays. */
  'message:hidden': Announcement<Announcements, 'message:hidden'>;
  /** A conversation of a circle of mine was opened, closed or has a new title. */
  'conversation:changed': Announcement<Announcements, 'conversation:changed'>;
  /** I entered or left the people of a match, a meal or a community, or it ended: what is theirs is to be read anew. */
  'circle:changed': Announcement<Announcements, 'circle:changed'>;
  /** Someone of the conversation read up to a seq. */
  'read:moved': Announcement<Announcements, 'read:moved'>;
  /** Someone is typing. */
  'typing:started': Announcement<Announcements, 'typing:started'>;
  /** Someone stopped typing. */
  'typing:stopped': Announcement<Announcements, 'typing:stopped'>;
  /** Someone pressed 「気になる」 on a topic of mine. */
  'interest:shown': Announcement<Announcements, 'interest:shown'>;
  /** Someone took their interest back. */
  'interest:withdrawn': Announcement<Announcements, 'interest:withdrawn'>;
  /** Two people want to talk: a conversation is open. */
  'match:created': Announcement<Announcements, 'match:created'>;
  /** A match was ended; its conversation can be written no more. */
  'match:ended': Announcement<Announcements, 'match:ended'>;
  /** Something happened that I want to know of. */
  'notification:created': Announcement<Announcements, 'notification:created'>;
  /** I read notifications, on this device or another; how many are left. */
  'notification:read': Announcement<Announcements, 'notification:read'>;
  /** A proposal was made, accepted or called off; or the room of the appointment opened, or it is over. */
  'proposal:changed': Announcement<Announcements, 'proposal:changed'>;
  /** A meal that I watch, or answered to, has other seats, words or times, or was cancelled. */
  'meal:changed': Announcement<Announcements, 'meal:changed'>;
  /** An instant talk has begun, in a room of the two. */
  'instant-talk:paired': Announcement<Announcements, 'instant-talk:paired'>;
  /** The instant talk has ended; its room is closed. */
  'instant-talk:ended': Announcement<Announcements, 'instant-talk:ended'>;
  /** A match went online or offline. */
  'presence:changed': Announcement<Announcements, 'presence:changed'>;
  /** A room opened, closed, or someone entered, left, muted or spoke. */
  'room:changed': Announcement<Announcements, 'room:changed'>;
  /** A community, or how one stands to it, changed; or it can be seen no more. It is to be read again. */
  'community:changed': Announcement<Announcements, 'community:changed'>;
  /** This session is over; the connection closes. */
  'session:ended': Announcement<Announcements, 'session:ended'>;
}

/** The groups of routes that are properties of the client as they are. */
export interface ClientResources {
  /** The server: its version and the protocols it serves. */
  readonly meta: MetaResource;
  /** My account: e-mail address, password, deletion. */
  readonly accounts: AccountsResource;
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
  /** My notifications, and what is sent to me by push and e-mail. */
  readonly notifications: NotificationsResource;
  /** Instant talks: pairing two people who are free this minute. */
  readonly instantTalks: InstantTalksResource;
  /** Communities: members, invitations, channels, announcements and moderation. */
  readonly communities: CommunitiesResource;
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
   * What this server is and which protocols it serves.
   *
   * `GET /meta`
   */
  get: Method<'meta.get'>;
}

/** My account: e-mail address, password, deletion. */
export interface AccountsResource {
  /**
   * My account and profile.
   *
   * `GET /account`
   */
  me: Method<'accounts.me'>;
  /**
   * Changes the password and ends every other session.
   *
   * `PUT /account/password`
   */
  changePassword: Method<'accounts.changePassword'>;
  /**
   * Mails a code to the address of my account, to verify it.
   *
   * `POST /account/email-code`
   */
  requestEmailCode: Method<'accounts.requestEmailCode'>;
  /**
   * Verifies the address of my account with the mailed code.
   *
   * `POST /account/email-code/confirm`
   */
  verifyEmail: Method<'accounts.verifyEmail'>;
  /**
   * Deletes the account with all that is its own, in every tenant. It cannot be undone.
   *
   * `DELETE /account`
   */
  delete: Method<'accounts.delete'>;
}

/** Resetting a forgotten password by e-mail. */
export interface PasswordResetsResource {
  /**
   * Mails a link to reset the password, if the address is known. The answer does not tell.
   *
   * `POST /password-resets`
   */
  request: Method<'passwordResets.request'>;
  /**
   * Sets a new password with the token of the mailed link, and ends every session.
   *
   * `POST /password-resets/confirm`
   */
  confirm: Method<'passwordResets.confirm'>;
}

/** The sessions of my account: one for each device that is signed in. */
export interface SessionsResource {
  /**
   * Where I am signed in.
   *
   * `GET /sessions`
   */
  list: Method<'sessions.list'>;
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
   * The tenants that my account belongs to, the open one first, and who I am in each.
   *
   * `GET /tenants`
   */
  list: Method<'tenants.list'>;
  /**
   * Creates an organisation that I own. This session stays where it is.
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
   * The organisation that this session is in; `not_found` in the open space.
   *
   * `GET /tenant`
   */
  current: Method<'tenants.current'>;
  /**
   * Changes its name or slug. Owners and admins.
   *
   * `PATCH /tenant`
   */
  edit: Method<'tenants.edit'>;
  /**
   * Has the organisation deleted with everything inside, after a time in which it can be taken back. Owners.
   *
   * `DELETE /tenant`
   */
  delete: Method<'tenants.delete'>;
  /**
   * Takes the deletion back. Owners.
   *
   * `POST /tenant/restore`
   */
  restore: Method<'tenants.restore'>;
  /**
   * Leaves the organisation: who I was there is deleted. The last owner stays.
   *
   * `POST /tenant/leave`
   */
  leave: Method<'tenants.leave'>;
}

/** Members of the organisation this session is in. */
export interface TenantMembersResource {
  /**
   * Who belongs to the organisation, those who came first first.
   *
   * `GET /tenant/members`
   */
  list: Method<'tenantMembers.list'>;
  /**
   * Gives a member another role. Owners; the last of them stays one.
   *
   * `PUT /tenant/members/:personId/role`
   */
  setRole: Method<'tenantMembers.setRole'>;
  /**
   * Removes a member: their sessions here end at once, and who they were here is deleted.
   *
   * `DELETE /tenant/members/:personId`
   */
  remove: Method<'tenantMembers.remove'>;
}

/** E-mail domains whose people may join the organisation by themselves. */
export interface TenantDomainsResource {
  /**
   * Mails a code to an address in a domain of the organisation, to prove it. Owners.
   *
   * `POST /tenant/domains`
   */
  request: Method<'tenantDomains.request'>;
  /**
   * Adds the domain with the mailed code: whoever has a verified address there may join. Owners.
   *
   * `POST /tenant/domains/verify`
   */
  verify: Method<'tenantDomains.verify'>;
  /**
   * Takes a domain away. Who joined by it stays. Owners.
   *
   * `DELETE /tenant/domains/:domain`
   */
  remove: Method<'tenantDomains.remove'>;
}

/** Invitations to the organisation, by e-mail or by a link. */
export interface TenantInvitationsResource {
  /**
   * Invitations that can still be used, newest first. Owners and admins.
   *
   * `GET /tenant/invitations`
   */
  list: Method<'tenantInvitations.list'>;
  /**
   * Invites by mail, or by a link that is told this once. Owners and admins.
   *
   * `POST /tenant/invitations`
   */
  create: Method<'tenantInvitations.create'>;
  /**
   * Ends an invitation. Owners and admins.
   *
   * `DELETE /tenant/invitations/:invitationId`
   */
  revoke: Method<'tenantInvitations.revoke'>;
  /**
   * What an invitation leads to, for anyone who holds its token.
   *
   * `POST /tenant-invitations/preview`
   */
  preview: Method<'tenantInvitations.preview'>;
  /**
   * Joins the organisation that an invitation leads to.
   *
   * `POST /tenant-invitations/accept`
   */
  accept: Method<'tenantInvitations.accept'>;
}

/** Profiles of people, and mine. */
export interface ProfilesResource {
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
   * Sets my picture: JPEG, PNG, WebP, GIF or AVIF up to 5 MB; kept as a square of 256 pixels.
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
   * A picture. Its id cannot be guessed and never changes its content.
   *
   * `GET /avatars/:avatarId`
   */
  get: Method<'avatars.get'>;
}

/** People I blocked: neither of us sees the other. */
export interface BlocksResource {
  /**
   * Whom I blocked.
   *
   * `GET /blocks`
   */
  list: Method<'blocks.list'>;
  /**
   * Blocks someone: neither sees the other anywhere, a match between them ends.
   *
   * `PUT /blocks/:personId`
   */
  create: Method<'blocks.create'>;
  /**
   * Takes a block back. An ended match stays ended.
   *
   * `DELETE /blocks/:personId`
   */
  remove: Method<'blocks.remove'>;
}

/** Topics: cards of what someone wants to talk about, and the interest in them. */
export interface TopicsResource {
  /**
   * Open topics of others, newest first; by tag, kind, language, person or text.
   *
   * `GET /topics`
   */
  list: Method<'topics.list'>;
  /**
   * My topics, closed and expired ones too.
   *
   * `GET /topics/mine`
   */
  listMine: Method<'topics.listMine'>;
  /**
   * Puts up a topic.
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
   * Closes a topic of mine: it is listed no more.
   *
   * `POST /topics/:topicId/close`
   */
  close: Method<'topics.close'>;
  /**
   * Opens a closed or expired topic of mine again, without an expiry.
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
   * Presses 「気になる」. Pressing again changes nothing.
   *
   * `POST /topics/:topicId/interest`
   */
  showInterest: Method<'topics.showInterest'>;
  /**
   * Takes the interest back.
   *
   * `DELETE /topics/:topicId/interest`
   */
  withdrawInterest: Method<'topics.withdrawInterest'>;
}

/** Interest that I received in my topics, and that I gave to those of others. */
export interface InterestsResource {
  /**
   * Who pressed 「気になる」 on my topics, newest first; on one topic with `topicId`. Those I passed on with `show=passed`.
   *
   * `GET /interests/received`
   */
  listReceived: Method<'interests.listReceived'>;
  /**
   * Passes on someone interested in a topic of mine. The other one does not learn of it.
   *
   * `PUT /topics/:topicId/interests/:personId/pass`
   */
  pass: Method<'interests.pass'>;
  /**
   * Takes a pass back.
   *
   * `DELETE /topics/:topicId/interests/:personId/pass`
   */
  unpass: Method<'interests.unpass'>;
  /**
   * The topics I pressed 「気になる」 on, newest first.
   *
   * `GET /interests/given`
   */
  listGiven: Method<'interests.listGiven'>;
}

/** Matches: pairs of people who have a conversation because both were interested. */
export interface MatchesResource {
  /**
   * "Let's talk": matches me with someone interested in a topic of mine. Pressing again gives the same match.
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
   * Ends a match: its conversation is closed and the interest behind it is taken back.
   *
   * `DELETE /matches/:matchId`
   */
  end: Method<'matches.end'>;
}

/** Recommended topics, and what to recommend less of. */
export interface HomeResource {
  /**
   * Open topics of others, the most worthwhile for me first, with the reasons. The cursor keeps to the order of its
   * first page for an hour.
   *
   * `GET /home`
   */
  list: Method<'home.list'>;
  /**
   * What I asked to see less of, the last first.
   *
   * `GET /home/less`
   */
  listLess: Method<'home.listLess'>;
  /**
   * "Less like this": lowers cards with the tags, of the kind or of the owner of this one. Again changes nothing.
   *
   * `POST /home/less`
   */
  addLess: Method<'home.addLess'>;
  /**
   * Takes a "less like this" back.
   *
   * `DELETE /home/less/:lessId`
   */
  removeLess: Method<'home.removeLess'>;
}

/** People with whom I am never matched. */
export interface NeverMatchResource {
  /**
   * Whom I do not want to be matched with, the last first.
   *
   * `GET /never-match`
   */
  list: Method<'neverMatch.list'>;
  /**
   * Never suggests the two of us to each other. The other is told nothing; what we have stays.
   *
   * `PUT /never-match/:personId`
   */
  add: Method<'neverMatch.add'>;
  /**
   * Takes someone off the list.
   *
   * `DELETE /never-match/:personId`
   */
  remove: Method<'neverMatch.remove'>;
}

/** Meals: planning them, answering, and seats. */
export interface MealsResource {
  /**
   * Meals that are coming, or past: of everyone and of my communities; by mode, tag or language.
   *
   * `GET /meals`
   */
  list: Method<'meals.list'>;
  /**
   * Meals I host, go to, wait for or may go to.
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
   * What anyone may read of a meal that its host made public by its link.
   *
   * `GET /meals/:mealId/public`
   */
  getPublic: Method<'meals.getPublic'>;
  /**
   * Edits a meal as its host or co-host; everyone who answered is notified of a change of time or venue.
   *
   * `PATCH /meals/:mealId`
   */
  edit: Method<'meals.edit'>;
  /**
   * Cancels a meal of mine, or it and all that follow; told to all who answered.
   *
   * `POST /meals/:mealId/cancel`
   */
  cancel: Method<'meals.cancel'>;
  /**
   * Yes, no or maybe. A yes takes a seat, or joins the waiting list if none is free.
   *
   * `PUT /meals/:mealId/reply`
   */
  reply: Method<'meals.reply'>;
  /**
   * Who goes; for hosts everyone who answered.
   *
   * `GET /meals/:mealId/guests`
   */
  listGuests: Method<'meals.listGuests'>;
  /**
   * As a host: accepts or refuses someone, makes a co-host, marks who came.
   *
   * `PATCH /meals/:mealId/guests/:personId`
   */
  changeGuest: Method<'meals.changeGuest'>;
  /**
   * As a host: a word to all who go, wait or have an offer, as a notification.
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
   * Whether I have a calendar link, and since when.
   *
   * `GET /calendar/link`
   */
  getLink: Method<'calendar.getLink'>;
  /**
   * Makes a secret link to my calendar, shown this once; one made before ends.
   *
   * `POST /calendar/link`
   */
  createLink: Method<'calendar.createLink'>;
  /**
   * Ends my calendar link at once.
   *
   * `DELETE /calendar/link`
   */
  removeLink: Method<'calendar.removeLink'>;
  /**
   * What someone goes to, for calendar programs: whoever has the link may read it.
   *
   * `GET /calendar/feeds/:token`
   */
  feed: Method<'calendar.feed'>;
}

/** Conversations and their messages. */
export interface ConversationsResource {
  /**
   * My conversations with matches, the last active first.
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
   * The newest messages, or those before a seq; ascending.
   *
   * `GET /conversations/:conversationId/messages`
   */
  history: Method<'conversations.history'>;
}

/** Proposals of a time with a match, and the appointments they become. */
export interface ProposalsResource {
  /**
   * When both of a match are free in the coming 14 days, without the times that one is promised already.
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
   * Proposes a time. One at a time: where one is open already, change that.
   *
   * `POST /matches/:matchId/proposal`
   */
  create: Method<'proposals.create'>;
  /**
   * Proposes another time instead, by either of the two. What was agreed on is open again.
   *
   * `PATCH /proposals/:proposalId`
   */
  change: Method<'proposals.change'>;
  /**
   * Accepts the other's time. Accepting it again changes nothing.
   *
   * `POST /proposals/:proposalId/accept`
   */
  accept: Method<'proposals.accept'>;
  /**
   * Declines the other's time, takes back one's own, or calls off what was agreed on.
   *
   * `POST /proposals/:proposalId/cancel`
   */
  cancel: Method<'proposals.cancel'>;
  /**
   * The appointment as a calendar file.
   *
   * `GET /proposals/:proposalId/appointment.ics`
   */
  calendar: Method<'proposals.calendar'>;
}

/** Voice rooms. */
export interface RoomsResource {
  /**
   * Open rooms: those with people inside first, then the newest.
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
   * A room and who is inside.
   *
   * `GET /rooms/:roomId`
   */
  get: Method<'rooms.get'>;
  /**
   * Edits a room of mine.
   *
   * `PATCH /rooms/:roomId`
   */
  edit: Method<'rooms.edit'>;
  /**
   * Closes a room of mine for everyone.
   *
   * `POST /rooms/:roomId/close`
   */
  close: Method<'rooms.close'>;
}

/** Rounds: regular random pairs in a community or among everyone. */
export interface RoundsResource {
  /**
   * The rounds of a community of mine, or without `communityId` those of everyone, and my answer to them.
   *
   * `GET /rounds`
   */
  get: Method<'rounds.get'>;
  /**
   * Opens the rounds of a community, or changes them; for its owners and moderators.
   *
   * `PUT /rounds`
   */
  open: Method<'rounds.open'>;
  /**
   * Ends the rounds of a community. Who said yes is remembered.
   *
   * `POST /rounds/close`
   */
  close: Method<'rounds.close'>;
  /**
   * Says yes to the next round or to every one, or no.
   *
   * `PUT /rounds/answer`
   */
  answer: Method<'rounds.answer'>;
  /**
   * My pause: in no round between two moments.
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
   * Whom I was paired with, and why, newest first.
   *
   * `GET /rounds/pairs`
   */
  listPairs: Method<'rounds.listPairs'>;
  /**
   * "Did you meet?": kept for myself, and for whom I am paired with next.
   *
   * `PUT /rounds/pairs/:pairId/answer`
   */
  answerMeeting: Method<'rounds.answerMeeting'>;
}

/** Tags for which I am called into a room in which someone waits. */
export interface CallInResource {
  /**
   * For which tags I am called into a room in which someone waits.
   *
   * `GET /call-in`
   */
  get: Method<'callIn.get'>;
  /**
   * Sets these tags; none ends it.
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

/** My notifications, and what is sent to me by push and e-mail. */
export interface NotificationsResource {
  /**
   * My notifications, newest first. They are kept for 60 days.
   *
   * `GET /notifications`
   */
  list: Method<'notifications.list'>;
  /**
   * How many notifications I have not read, counted up to 100.
   *
   * `GET /notifications/unread`
   */
  countUnread: Method<'notifications.countUnread'>;
  /**
   * Marks my notifications as read, all or up to one; answers how many are still unread.
   *
   * `POST /notifications/read`
   */
  read: Method<'notifications.read'>;
  /**
   * Marks one notification as read; answers how many are still unread.
   *
   * `POST /notifications/:notificationId/read`
   */
  readOne: Method<'notifications.readOne'>;
  /**
   * What is sent to me by push and e-mail, and when not.
   *
   * `GET /notifications/settings`
   */
  getSettings: Method<'notifications.getSettings'>;
  /**
   * Changes what is sent to me.
   *
   * `PATCH /notifications/settings`
   */
  editSettings: Method<'notifications.editSettings'>;
  /**
   * Sends push to this device until the session ends. Doing it again changes nothing.
   *
   * `POST /notifications/devices`
   */
  subscribe: Method<'notifications.subscribe'>;
  /**
   * Sends no more push to this device.
   *
   * `POST /notifications/devices/remove`
   */
  unsubscribe: Method<'notifications.unsubscribe'>;
  /**
   * Sends no more e-mail to whoever the token of a mail was made for; the one-click unsubscribe of RFC 8058.
   *
   * `POST /notifications/stop-mail/:token`
   */
  stopMail: Method<'notifications.stopMail'>;
}

/** Instant talks: pairing two people who are free this minute. */
export interface InstantTalksResource {
  /**
   * Whether I wait or talk, and when people are usually here.
   *
   * `GET /instant-talks`
   */
  get: Method<'instantTalks.get'>;
  /**
   * Waits for another person while I am connected. With someone waiting already, the instant talk begins at once.
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
   * Public communities, newest first; by tag, language or text.
   *
   * `GET /communities`
   */
  list: Method<'communities.list'>;
  /**
   * Public communities that share something with me, and what it is.
   *
   * `GET /communities/recommended`
   */
  recommended: Method<'communities.recommended'>;
  /**
   * The communities I am in, those I joined last first.
   *
   * `GET /communities/mine`
   */
  listMine: Method<'communities.listMine'>;
  /**
   * Communities to which I was invited by name.
   *
   * `GET /communities/invitations`
   */
  listInvitations: Method<'communities.listInvitations'>;
  /**
   * Makes a community with a first channel; I am its owner.
   *
   * `POST /communities`
   */
  create: Method<'communities.create'>;
  /**
   * A community: a public one, or one I am in.
   *
   * `GET /communities/:communityId`
   */
  get: Method<'communities.get'>;
  /**
   * Edits a community. Only owners change who sees it. A private one is gone at once for who is not in it.
   *
   * `PATCH /communities/:communityId`
   */
  edit: Method<'communities.edit'>;
  /**
   * Closes a community for good, with its topics, rooms and channels.
   *
   * `DELETE /communities/:communityId`
   */
  close: Method<'communities.close'>;
  /**
   * Sets its picture, as `profiles.setAvatar`.
   *
   * `PUT /communities/:communityId/picture`
   */
  setPicture: Method<'communities.setPicture'>;
  /**
   * Removes its picture.
   *
   * `DELETE /communities/:communityId/picture`
   */
  removePicture: Method<'communities.removePicture'>;
  /**
   * Accepts the rules and joins, or asks to. Joining again changes nothing.
   *
   * `POST /communities/:communityId/join`
   */
  join: Method<'communities.join'>;
  /**
   * Leaves; or takes a request back, or declines an invitation. The last owner hands over first.
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
   * Makes a member owner in my place; I stay as a moderator.
   *
   * `POST /communities/:communityId/owner`
   */
  handOver: Method<'communities.handOver'>;
  /**
   * Invites someone by name, who is notified.
   *
   * `PUT /communities/:communityId/invited/:personId`
   */
  invite: Method<'communities.invite'>;
  /**
   * Takes an invitation by name back.
   *
   * `DELETE /communities/:communityId/invited/:personId`
   */
  uninvite: Method<'communities.uninvite'>;
  /**
   * Who was invited by name and has not answered.
   *
   * `GET /communities/:communityId/invited`
   */
  invited: Method<'communities.invited'>;
  /**
   * Its invitation links, the newest first.
   *
   * `GET /communities/:communityId/invitations`
   */
  invitations: Method<'communities.invitations'>;
  /**
   * Makes an invitation link. Its token is told only now.
   *
   * `POST /communities/:communityId/invitations`
   */
  createInvitation: Method<'communities.createInvitation'>;
  /**
   * Ends an invitation link.
   *
   * `DELETE /communities/:communityId/invitations/:invitationId`
   */
  revokeInvitation: Method<'communities.revokeInvitation'>;
  /**
   * What the holder of an invitation link may know before coming in.
   *
   * `POST /community-invitations/read`
   */
  readInvitation: Method<'communities.readInvitation'>;
  /**
   * Accepts the rules and comes in by a link.
   *
   * `POST /community-invitations/accept`
   */
  acceptInvitation: Method<'communities.acceptInvitation'>;
  /**
   * Its members, who came last first.
   *
   * `GET /communities/:communityId/members`
   */
  members: Method<'communities.members'>;
  /**
   * Makes a member owner, moderator or member.
   *
   * `PUT /communities/:communityId/members/:personId/role`
   */
  setRole: Method<'communities.setRole'>;
  /**
   * Puts a member out, who may join again.
   *
   * `DELETE /communities/:communityId/members/:personId`
   */
  remove: Method<'communities.remove'>;
  /**
   * Who asks to come in, the last first.
   *
   * `GET /communities/:communityId/requests`
   */
  requests: Method<'communities.requests'>;
  /**
   * Lets someone in who asked.
   *
   * `PUT /communities/:communityId/requests/:personId`
   */
  admit: Method<'communities.admit'>;
  /**
   * Declines a request, silently.
   *
   * `DELETE /communities/:communityId/requests/:personId`
   */
  decline: Method<'communities.decline'>;
  /**
   * Who is banned.
   *
   * `GET /communities/:communityId/bans`
   */
  bans: Method<'communities.bans'>;
  /**
   * Puts someone out who cannot come back until the ban ends.
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
   * Lets a member read, not write in channels, for a time.
   *
   * `PUT /communities/:communityId/mutes/:personId`
   */
  mute: Method<'communities.mute'>;
  /**
   * Ends that.
   *
   * `DELETE /communities/:communityId/mutes/:personId`
   */
  unmute: Method<'communities.unmute'>;
  /**
   * Its channels, the first one first.
   *
   * `GET /communities/:communityId/channels`
   */
  channels: Method<'communities.channels'>;
  /**
   * Makes a channel.
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
   * Archives a channel: it can be read, not written.
   *
   * `POST /communities/:communityId/channels/:channelId/archive`
   */
  archiveChannel: Method<'communities.archiveChannel'>;
  /**
   * The open room of its members, made where there is none.
   *
   * `POST /communities/:communityId/room`
   */
  openRoom: Method<'communities.openRoom'>;
  /**
   * What its moderators announced, the newest first.
   *
   * `GET /communities/:communityId/announcements`
   */
  announcements: Method<'communities.announcements'>;
  /**
   * Announces something; members are notified.
   *
   * `POST /communities/:communityId/announcements`
   */
  createAnnouncement: Method<'communities.createAnnouncement'>;
  /**
   * Takes an announcement down.
   *
   * `DELETE /communities/:communityId/announcements/:announcementId`
   */
  deleteAnnouncement: Method<'communities.deleteAnnouncement'>;
  /**
   * Reports a message to the moderators, with its words as they are now.
   *
   * `POST /communities/:communityId/reports`
   */
  report: Method<'communities.report'>;
  /**
   * What members reported, the newest first.
   *
   * `GET /communities/:communityId/reports`
   */
  reports: Method<'communities.reports'>;
  /**
   * Says that a report was handled or dismissed.
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
   * Who moderated what, and why, the newest first.
   *
   * `GET /communities/:communityId/log`
   */
  log: Method<'communities.log'>;
}
