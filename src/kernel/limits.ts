/**
 * Every limit and timeout that the server alone knows, with its unit in its name; part of `Config`, so that tests, benches
 * and operators can choose others. Sizes that clients count on are in `protocol/limits.ts`.
 */
import { DAY_MS, HOUR_MS, MINUTE_MS } from './time.ts';

export const limits = {
  // Tokens
  accessTokenMs: 15 * MINUTE_MS,
  refreshTokenMs: 30 * DAY_MS,
  /** How long the refresh token before the current one is still taken: a lost answer or two tabs at once are no theft. */
  refreshGraceMs: 30_000,
  voiceTicketMs: MINUTE_MS,
  passwordResetMs: 30 * MINUTE_MS,
  emailCodeMs: 15 * MINUTE_MS,
  /** Wrong tries of one mailed code. */
  emailCodeAttempts: 5,
  sessionsPerPerson: 20,
  /** Access tokens whose verification is remembered. */
  verifiedTokens: 10_000,

  // Passwords and pictures
  /** Password hashes computed at once, 19 MB each; more wait, so that a flood of sign-ins cannot exhaust memory. */
  passwordHashesAtOnce: 2,
  /** Waiting for it, over which sign-ins are refused as unavailable. */
  passwordHashQueue: 200,
  avatarsAtOnce: 1,
  avatarQueue: 20,
  /** A picture this large takes about 100 MB while it is decoded. */
  avatarPixels: 25_000_000,
  /** People whose name and picture stay in memory, and for how long at most. */
  profileSummaries: 5_000,
  profileSummaryMs: MINUTE_MS,

  // Rates: so many in each window, per person, or per address where nobody is signed in
  credentialPerMinute: 10,
  /** Per address, whoever is meant; a class room or office shares one. */
  credentialPerMinutePerAddress: 30,
  /** Per e-mail address that is tried, wherever from. */
  credentialPerHourPerEmail: 30,
  readPerMinute: 600,
  writePerMinute: 120,
  uploadPerMinute: 10,
  messagesPer10s: 40,
  requestsPer10s: 200,
  connectionsPerAddress: 200,
  connectionsPerPerson: 20,

  // Sockets
  pingIntervalMs: 20_000,
  pingTimeoutMs: 15_000,
  /** A socket whose unsent bytes stay above this for `slowReaderMs` is cut; it catches up after it reconnects. */
  slowReaderBytes: 1_000_000,
  slowReaderMs: 5_000,
  sessionSweepMs: 2_000,
  typingMs: 6_000,
  presenceBatchMs: 1_000,

  // Conversations
  /** Messages of one group commit. */
  commitBatch: 1_000,
  /** Messages waiting for a commit, over which sends are refused as unavailable. */
  commitQueue: 20_000,
  /** How long a send waits for a database that is coming back. */
  commitWaitMs: 8_000,
  /** Conversations whose newest messages stay in memory, and how many of each. */
  hotConversations: 500,
  hotMessages: 100,
  unreadCountMax: 100,

  // Database
  databaseWaitMs: 5_000,

  // Topics
  openTopicsPerPerson: 30,
  topicsPerPerson: 200,
  interestsPerPerson: 300,
  /** How long after it was put up a topic counts as new. */
  newTopicMs: 3 * DAY_MS,
  blocksPerPerson: 1_000,

  // Home
  /** Cards of one visit. */
  homeCards: 200,
  /** Orders that are kept of one person; more visits at once are rare, and each is some kilobytes. */
  homeOrders: 10,
  /** Shown less often than this in two weeks, an owner's cards are lifted. */
  fairShows: 50,
  /** How often cards are shown is written so long after, or when so many cards are counted. */
  exposureWriteMs: 5_000,
  exposureBatch: 2_000,
  notInterestedPerPerson: 100,
  /** People who wait for an answer, at one topic and for one owner, over which no more may press. */
  waitingPerTopic: 20,
  waitingPerOwner: 60,
  /** How long someone who pressed counts as waiting. */
  waitingMs: 14 * DAY_MS,
  /** Neighbouring tags are worked out anew at most this often, from so many topics and profiles. */
  tagNeighboursEveryMs: 30 * MINUTE_MS,
  tagBaskets: 20_000,
  neverMatchesPerPerson: 1_000,

  // Organisations
  /** That one account may create, and belong to. */
  tenantsCreatedPerAccount: 5,
  tenantsPerAccount: 20,
  domainsPerTenant: 20,
  openInvitationsPerTenant: 200,
  /** How long the deletion of an organisation can be taken back. */
  tenantGraceMs: 7 * DAY_MS,
  // Meals
  /** Coming ones that one person hosts. */
  comingMealsPerPerson: 30,
  /** How far ahead one is planned, and how long it lasts, at most. */
  mealAheadMs: 366 * DAY_MS,
  mealLengthMs: DAY_MS,
  /** People in line, and everyone who ever answered, at most. */
  mealWaiting: 300,
  mealAnswers: 1_000,
  /** How long an offered seat is kept for a yes; near the start a quarter of what is left, but never less than the least. */
  mealHoldMs: 12 * HOUR_MS,
  mealHoldLeastMs: 10 * MINUTE_MS,
  /** How long its voice room stays open after the end. */
  mealRoomGraceMs: 15 * MINUTE_MS,
  /** Messages that one host sends to everyone of one meal within 24 hours. */
  mealMessagesPerDay: 10,
  mealPicturesAtOnce: 1,
  mealPictureQueue: 20,

  // Rooms
  roomPeers: 50,
  openRoomsPerPerson: 5,
  /** An empty room closes by itself after this. */
  emptyRoomMs: 6 * HOUR_MS,
  /** Who speaks and who came is told to the list of rooms at most this often. */
  roomChangeMs: 500,
  speakersChangeMs: 300,
  audioMaxBitrate: 32_000,
  voiceConnectMs: 15_000,
  /** Consumers a worker carries before a node takes no new rooms. Measured: 1,200 is safe on a shared core. */
  consumersPerWorker: 1_200,
  /** Consumers over which a worker takes no more listeners into the rooms it has; most of them carry silence. */
  consumersPerWorkerMax: 4_000,
  /** How long a seat is kept for a connection that dropped, so that a reconnect does not look like leaving. */
  voiceGraceMs: 5_000,
  /** How long muted, deaf and the raised hand are remembered for someone who comes back. */
  peerMemoryMs: 10 * MINUTE_MS,
  /** How long walking in waits for a media worker that is coming back. */
  workerWaitMs: 5_000,
  /** Rooms that one connection may be in at once. */
  roomsPerConnection: 10,
  roomSweepMs: 30_000,
  nodeHeartbeatMs: 3_000,
  nodeDeadMs: 10_000,

  // Communities
  communitiesPerPerson: 100,
  communitiesPerOwner: 10,
  membersPerCommunity: 5_000,
  /** Requests to join that wait for an answer. */
  communityRequestsPerPerson: 20,
  channelsPerCommunity: 30,
  /** Invitation links that hold at once. */
  invitationsPerCommunity: 50,
  announcementsPerCommunity: 200,
  /** Reports of one person in one community that wait for an answer. */
  openReportsPerPerson: 20,

  // Jobs
  jobPollMs: 1_000,
  /** After which another process may take a job that was begun; longer than any takes. */
  jobLeaseMs: MINUTE_MS,
  /** Jobs that one process does at once: one that waits for another server must not hold up a reminder. */
  jobsAtOnce: 8,
  jobAttempts: 6,
  /** Doubles with each attempt. */
  jobRetryMs: 10_000,

  // Notifications
  /** The newest that are kept of one person. */
  notificationsPerPerson: 300,
  /** What is suggested to a person on a day, of all kinds together. */
  suggestionsPerDay: 2,
  /** What comes within this while is mailed together; it goes out one to two such whiles after it came. */
  notificationMailMs: 10 * MINUTE_MS,
  pushDevicesPerPerson: 10,
  /** Attempts in a row without an answer after which a device is forgotten. */
  pushFailures: 6,

  // Appointments
  /** For so many days from now shared free times are looked for. */
  appointmentSlotDays: 14,
  /** The first of them is no sooner than this. */
  appointmentLeadMs: 30 * MINUTE_MS,
  /** A time may be proposed so far ahead. */
  appointmentAheadMs: 60 * DAY_MS,
  /** The reminder comes this long before the start. */
  appointmentReminderMs: 10 * MINUTE_MS,
  /** The room closes this long after the end, and later while someone is inside. */
  appointmentGraceMs: 5 * MINUTE_MS,
  /** How long someone sits alone in a room before others are called in. */
  roomWaitingMs: 30_000,

  // Rounds
  /** The rounds of everyone of a tenant: weekly, on this day (1 is Monday) at this hour. 12:00 in Tokyo is 3:00 UTC. */
  tenantRoundWeekday: 3,
  tenantRoundHourUtc: 3,
  /** A yes that comes later than this before a round counts for the round after. */
  roundAnswerLeadMs: HOUR_MS,
  /** "Did you meet?" is asked so long before the next round. */
  roundAskLeadMs: 2 * DAY_MS,
  /** Rounds that are looked back on to see who was left out. */
  roundsLookedBack: 50,
  /** How far ahead a pause may reach. */
  roundPauseMs: 366 * DAY_MS,

  // Instant talks
  /** After which someone who waits and has no connection waits no more. */
  instantTalkGoneMs: 15_000,
  /** After which a talk ends in whose room nobody is. */
  instantTalkEmptyMs: 3 * MINUTE_MS,
  /** So soon the same two are not brought together again. */
  instantTalkAgainMs: HOUR_MS,

  // HTTP
  requestMs: 30_000,
  keepAliveMs: 65_000,
  shutdownMs: 8_000,
} as const;
