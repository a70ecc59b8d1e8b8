/**
 * Limits and timeouts that clients do not need to know. Units are in the names. They are part of `Config`, so that tests,
 * benches and operators can override them. Limits that clients rely on are in `protocol/limits.ts`.
 */
import { DAY_MS, HOUR_MS, MINUTE_MS } from './time.ts';

export const limits = {
  // Tokens
  accessTokenMs: 15 * MINUTE_MS,
  refreshTokenMs: 30 * DAY_MS,
  /** How long the previous refresh token stays valid, for a lost response or two tabs that refresh at the same time. */
  refreshGraceMs: 30_000,
  voiceTicketMs: MINUTE_MS,
  passwordResetMs: 30 * MINUTE_MS,
  emailCodeMs: 15 * MINUTE_MS,
  /** Attempts to enter one mailed code. */
  emailCodeAttempts: 5,
  sessionsPerPerson: 20,
  /** Verified access tokens that are cached. */
  verifiedTokens: 10_000,

  // Passwords and pictures
  /** Password hashes that are computed at the same time, 19 MB each. Bounded so that many sign-ins cannot exhaust memory. */
  passwordHashesAtOnce: 2,
  /** Hashes that may wait. If more wait, sign-ins are rejected as unavailable. */
  passwordHashQueue: 200,
  avatarsAtOnce: 1,
  avatarQueue: 20,
  /** Decoding a picture of this size takes about 100 MB. */
  avatarPixels: 25_000_000,
  /** Profile summaries (name and picture) that are cached, and for how long. */
  profileSummaries: 5_000,
  profileSummaryMs: MINUTE_MS,

  // Rate limits: requests per window, per person; per address if nobody is signed in
  credentialPerMinute: 10,
  /** Per IP address, for all accounts together. A class room or an office shares one address. */
  credentialPerMinutePerAddress: 30,
  /** Per e-mail address, from all IP addresses together. */
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
  /** A socket whose unsent bytes stay above this for `slowReaderMs` is disconnected. The client catches up when it reconnects. */
  slowReaderBytes: 1_000_000,
  slowReaderMs: 5_000,
  sessionSweepMs: 2_000,
  typingMs: 6_000,
  presenceBatchMs: 1_000,

  // Conversations
  /** Messages in one group commit. */
  commitBatch: 1_000,
  /** Messages that may wait for a commit. If more wait, sending is rejected as unavailable. */
  commitQueue: 20_000,
  /** How long sending a message waits for an unavailable database. */
  commitWaitMs: 8_000,
  /** Conversations whose newest messages are cached, and how many messages of each. */
  hotConversations: 500,
  hotMessages: 100,
  unreadCountMax: 100,

  // Database
  databaseWaitMs: 5_000,

  // Topics
  openTopicsPerPerson: 30,
  topicsPerPerson: 200,
  interestsPerPerson: 300,
  /** How long a topic counts as new. */
  newTopicMs: 3 * DAY_MS,
  blocksPerPerson: 1_000,

  // Home
  /** Cards in one visit to Home. */
  homeCards: 200,
  /** Stored card orders per person. More simultaneous visits are rare, and each order takes some kilobytes. */
  homeOrders: 10,
  /** An owner's cards are ranked higher if they were shown less often than this in two weeks. */
  fairShows: 50,
  /** View counts of cards are written after this time, or when this many cards were counted. */
  exposureWriteMs: 5_000,
  exposureBatch: 2_000,
  notInterestedPerPerson: 100,
  /** Interested people who may wait for an answer, per topic and per owner. Further interests are rejected. */
  waitingPerTopic: 20,
  waitingPerOwner: 60,
  /** How long an interested person counts as waiting. */
  waitingMs: 14 * DAY_MS,
  /** Similar tags are computed at most this often, from this many topics and profiles. */
  tagNeighboursEveryMs: 30 * MINUTE_MS,
  tagBaskets: 20_000,
  neverMatchesPerPerson: 1_000,

  // Organisations
  /** Organisations that one account may create, and may belong to. */
  tenantsCreatedPerAccount: 5,
  tenantsPerAccount: 20,
  domainsPerTenant: 20,
  openInvitationsPerTenant: 200,
  /** How long the deletion of an organisation can be cancelled. */
  tenantGraceMs: 7 * DAY_MS,

  // Meals
  /** Upcoming meals per host. */
  comingMealsPerPerson: 30,
  /** How far ahead a meal may be planned, and how long it may last. */
  mealAheadMs: 366 * DAY_MS,
  mealLengthMs: DAY_MS,
  /** People on the waiting list of a meal, and people who ever answered. */
  mealWaiting: 300,
  mealAnswers: 1_000,
  /** How long an offered seat is held: at most a quarter of the time until the start, but at least `mealHoldLeastMs`. */
  mealHoldMs: 12 * HOUR_MS,
  mealHoldLeastMs: 10 * MINUTE_MS,
  /** How long the voice room of a meal stays open after the end. */
  mealRoomGraceMs: 15 * MINUTE_MS,
  /** Messages that a host may send to all guests of one meal within 24 hours. */
  mealMessagesPerDay: 10,
  mealPicturesAtOnce: 1,
  mealPictureQueue: 20,

  // Rooms
  roomPeers: 50,
  openRoomsPerPerson: 5,
  /** An empty room is closed after this time. */
  emptyRoomMs: 6 * HOUR_MS,
  /** Changes of a room (people inside, speakers) are sent to the list of rooms at most this often. */
  roomChangeMs: 500,
  speakersChangeMs: 300,
  audioMaxBitrate: 32_000,
  voiceConnectMs: 15_000,
  /** Consumers per worker from which a node accepts no new rooms. Measured: 1,200 is safe on a shared core. */
  consumersPerWorker: 1_200,
  /** Consumers per worker above which its existing rooms admit nobody. Most consumers carry silence. */
  consumersPerWorkerMax: 4_000,
  /** How long a dropped connection keeps its place in a room, so that a reconnect does not look like leaving. */
  voiceGraceMs: 5_000,
  /** How long muted, deaf and the raised hand are remembered for a person who rejoins. */
  peerMemoryMs: 10 * MINUTE_MS,
  /** How long a join waits for a media worker that is restarting. */
  workerWaitMs: 5_000,
  /** Rooms that one connection may be in at the same time. */
  roomsPerConnection: 10,
  roomSweepMs: 30_000,
  nodeHeartbeatMs: 3_000,
  nodeDeadMs: 10_000,

  // Communities
  communitiesPerPerson: 100,
  communitiesPerOwner: 10,
  membersPerCommunity: 5_000,
  /** Unanswered requests to join. */
  communityRequestsPerPerson: 20,
  channelsPerCommunity: 30,
  /** Valid invitation links. */
  invitationsPerCommunity: 50,
  announcementsPerCommunity: 200,
  /** Open reports of one person in one community. */
  openReportsPerPerson: 20,

  // Jobs
  jobPollMs: 1_000,
  /** After this time another process may take a started job. Longer than any job runs. */
  jobLeaseMs: MINUTE_MS,
  /** Jobs that one process runs at the same time: a job that waits for another server must not delay a reminder. */
  jobsAtOnce: 8,
  jobAttempts: 6,
  /** Delay before the first retry; doubles with each attempt. */
  jobRetryMs: 10_000,

  // Notifications
  /** Only this many of a person's newest notifications are kept. */
  notificationsPerPerson: 300,
  /** Suggestions of all kinds together, per person and day. */
  suggestionsPerDay: 2,
  /** Notifications of the same interval are mailed together. The mail is sent one to two intervals after a notification. */
  notificationMailMs: 10 * MINUTE_MS,
  pushDevicesPerPerson: 10,
  /** Consecutive failed attempts after which a device is removed. */
  pushFailures: 6,

  // Appointments
  /** Shared free times are searched in this many days from now. */
  appointmentSlotDays: 14,
  /** The first suggested time is at least this far ahead. */
  appointmentLeadMs: 30 * MINUTE_MS,
  /** How far ahead a time may be proposed. */
  appointmentAheadMs: 60 * DAY_MS,
  /** The reminder is sent this long before the start. */
  appointmentReminderMs: 10 * MINUTE_MS,
  /** The room closes this long after the end, or later if someone is still inside. */
  appointmentGraceMs: 5 * MINUTE_MS,
  /** How long a person is alone in a room before others are called in. */
  roomWaitingMs: 30_000,

  // Rounds
  /** Rounds for everyone in a tenant are weekly, on this weekday (1 is Monday) and hour. 3:00 UTC is 12:00 in Tokyo. */
  tenantRoundWeekday: 3,
  tenantRoundHourUtc: 3,
  /** A yes counts for the next round only if it is given at least this long before it; otherwise for the one after. */
  roundAnswerLeadMs: HOUR_MS,
  /** "Did you meet?" is asked this long before the next round. */
  roundAskLeadMs: 2 * DAY_MS,
  /** Past rounds that are checked to find who was left out. */
  roundsLookedBack: 50,
  /** How far ahead a pause may end. */
  roundPauseMs: 366 * DAY_MS,

  // Instant talks
  /** A waiting person without a connection is removed after this time. */
  instantTalkGoneMs: 15_000,
  /** An instant talk ends when its room has been empty for this time. */
  instantTalkEmptyMs: 3 * MINUTE_MS,
  /** The same two people are not paired again within this time. */
  instantTalkAgainMs: HOUR_MS,

  // HTTP
  requestMs: 30_000,
  keepAliveMs: 65_000,
  shutdownMs: 8_000,
} as const;
