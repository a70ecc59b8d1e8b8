/**
 * The sizes that are part of the contract. Clients rely on them, therefore a change here is a change of the wire.
 * What each server decides for itself (rates, counts, timeouts) is in `src/kernel/limits.ts`.
 */
export const wireLimits = {
  /** Characters (UTF-16 units) of one message. */
  messageChars: 4000,
  /** Characters of a topic's or room's title. */
  titleChars: 120,
  noteChars: 2_000,
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
  /** Lines of "can teach" and of "want to learn", each. */
  skills: 20,
  /** Links of one profile. */
  links: 5,
  /** Stretches of a week in which someone is usually free. */
  freeHours: 42,
  /** Characters of one link. */
  linkChars: 300,
  /** Characters of a password, at least and at most. */
  passwordMinChars: 10,
  passwordMaxChars: 128,
  /** Items of one page, by default and at most. */
  pageItems: 25,
  pageItemsMax: 100,
  /** Bytes of one uploaded avatar. */
  avatarBytes: 5_000_000,
  /** Bytes of one mediasoup parameter object as JSON. A browser's capabilities measure about 12 KB. */
  mediaParameterBytes: 32_768,
  /** Bytes of one socket frame and of one JSON request body. */
  frameBytes: 65_536,
  /** Unread notifications that are counted. */
  unreadNotifications: 100,
  /** Characters of the address of a push service's endpoint. */
  pushEndpointChars: 1000,
  /** People of one table of a round, without oneself. */
  roundPartners: 2,
  /** Characters of a community's name, description and rules. */
  communityNameChars: 60,
  communityDescriptionChars: 2000,
  communityRulesChars: 4000,
  channelNameChars: 40,
  /** Characters of an announcement of a community. */
  announcementChars: 4000,
  /** Words that a community bans, and the characters of one. */
  bannedWords: 100,
  bannedWordChars: 40,
  slowModeSeconds: 3_600,
  /** Characters of a reason, or of a note to moderators. */
  reasonChars: 500,
  /** Days for which an invitation link of a community works at most, and people who may use it. */
  invitationDays: 90,
  invitationUses: 1_000,
  /** Characters of an organisation's name. */
  tenantNameChars: 60,
  /** People who may use one invitation link into an organisation, and days for which it works at most. */
  tenantInvitationUses: 1_000,
  tenantInvitationDays: 30,
  /** People whose presence one request may ask for. */
  presencePeople: 200,
  /** Characters of a meal's description, of its area, of its address, of a note (cost, what to bring), of a word to all. */
  mealDescriptionChars: 4000,
  mealAreaChars: 60,
  mealAddressChars: 300,
  mealNoteChars: 300,
  mealTellChars: 1000,
  /** Seats of a meal at most, the host's included. */
  mealSeats: 200,
} as const;
