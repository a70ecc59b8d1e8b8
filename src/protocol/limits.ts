/**
 * Limits that are part of the contract. Clients rely on them, so a change here is a change of the protocol. Limits that
 * clients need not know (rates, counts, timeouts) are in `src/kernel/limits.ts`.
 */
export const wireLimits = {
  /** A limit of characters in a line counts them as people do; an emoji is one. A character has this many UTF-16 units on average. */
  unitsPerCharacter: 4,
  /** Combining marks in a row: more are drawn over the lines above and below (UTS 39 suggests 4). */
  marksPerCharacter: 6,
  /** Characters (UTF-16 units) of one message. */
  messageChars: 4000,
  /** Characters of a topic's or room's title. */
  titleChars: 120,
  noteChars: 2_000,
  /** What waits, rooms with people, and faces in one row of Home. */
  homeWaiting: 20,
  homeRooms: 8,
  homeFaces: 3,
  /** What is new on Home is counted up to this number. */
  homeNews: 100,
  /** Characters of a topic's body. */
  topicBodyChars: 2000,
  /** Characters of a profile's bio. */
  bioChars: 1000,
  /** Characters of a display name. */
  displayNameChars: 40,
  /** Characters of one tag. */
  tagChars: 32,
  /** Tags of one topic, profile or room. */
  tags: 10,
  /** Characters of one entry in "can teach" and in "want to learn". */
  skillChars: 60,
  /** Entries in "can teach" and in "want to learn", each. */
  skills: 20,
  /** Links of one profile. */
  links: 5,
  /** Periods of free hours in a week. */
  freeHours: 42,
  /** Characters of one link. */
  linkChars: 300,
  /** Minimum and maximum characters of a password. */
  passwordMinChars: 10,
  passwordMaxChars: 128,
  /** Default and maximum number of items on a page. */
  pageItems: 25,
  pageItemsMax: 100,
  /** Bytes of one uploaded avatar. */
  avatarBytes: 5_000_000,
  /** Bytes of one mediasoup parameter object as JSON. The capabilities of a browser take about 12 KB. */
  mediaParameterBytes: 32_768,
  /** Bytes of one socket frame and of one JSON request body. */
  frameBytes: 65_536,
  /** Unread notifications are counted up to this number. */
  unreadNotifications: 100,
  /** Unread messages of one conversation are counted up to this number. */
  unreadMessages: 100,
  /** A conversation of a meal or a channel with more people does not show who has read a message. */
  receiptPeople: 100,
  /** Characters of the URL of a push endpoint. */
  pushEndpointChars: 1000,
  /** Other people at one table of a round. */
  roundPartners: 2,
  /** Characters of a community's name, description and rules. */
  communityNameChars: 60,
  communityDescriptionChars: 2000,
  communityRulesChars: 4000,
  /** Members whose faces are shown to people who have not joined. */
  glancePeople: 6,
  /** Communities of a person that are compared with those of others, to name the ones they share. */
  comparedCommunities: 20,
  channelNameChars: 40,
  /** Characters of an announcement of a community. */
  announcementChars: 4000,
  /** Banned words of a community, and characters of one. */
  bannedWords: 100,
  bannedWordChars: 40,
  slowModeSeconds: 3_600,
  /** How long a role of an operator can be held. */
  heldRoleMinutes: 60,
  operatorGroupNameChars: 60,
  rolesPerGroup: 20,
  /** Characters of the name of a key. */
  keyNameChars: 60,
  /** Characters of a reason, or of a note to moderators. */
  reasonChars: 500,
  /** Minutes for which a person can be kept out of a room with an end. */
  roomBanMinutes: 1_440,
  /** Days for which an invitation link of a community is valid, and how often it can be used. */
  invitationDays: 90,
  invitationUses: 1_000,
  /**
   * Days for which an organisation keeps messages, the text of closed rooms, and its audit log, at least and at most. The audit log is
   * evidence, so nobody can shorten it to hide what they did.
   */
  retentionDaysMin: 7,
  auditRetentionDaysMin: 90,
  retentionDaysMax: 3_650,
  /** Characters of an organisation's name. */
  tenantNameChars: 60,
  /** Characters of the name of a group or a permission set, and of the name of a group in a directory. */
  groupNameChars: 60,
  externalNameChars: 256,
  /** Bytes of a request of a directory. */
  scimBytes: 1_048_576,
  /** Permission sets that one group gives, and permissions in one set. */
  grantsPerGroup: 50,
  permissionsPerSet: 50,
  /** How often an invitation link of an organisation can be used, and days for which it is valid. */
  tenantInvitationUses: 1_000,
  tenantInvitationDays: 30,
  /** Characters of the address of an identity provider, of the id and the secret of a client there, and of the name of a claim. */
  issuerChars: 300,
  clientIdChars: 256,
  clientSecretChars: 512,
  claimChars: 100,
  /** Characters of the query string with which an identity provider sends the browser back. */
  signOnAnswerChars: 8_192,
  /** Owners who can enter without the identity provider. */
  breakGlassPeople: 10,
  /** People in one `presence:read`. */
  presencePeople: 200,
  /** Characters of a meal's description, area, address, notes (cost, what to bring) and of a message to all guests. */
  mealDescriptionChars: 4000,
  mealAreaChars: 60,
  mealAddressChars: 300,
  mealNoteChars: 300,
  mealTellChars: 1000,
  /** Seats of a meal, including the host's. */
  mealSeats: 200,
} as const;
