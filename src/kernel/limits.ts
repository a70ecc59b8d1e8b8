/**
 * Limits and timeouts that clients do not need to know. Units are in the names. They are part of `Config`, so that tests,
 * benches and operators can override them. Limits that clients rely on are in `protocol/limits.ts`.
 */
import { DAY_MS, HOUR_MS, MINUTE_MS } from './time.ts';

/**
 * Quotas: how many stored documents a person, a community or an organisation may have. `quotas.ts`
 * enforces them; `test/kernel/quotas.test.ts` tests each of them with simultaneous requests to two processes.
 */
export const quotaLimits = {
  // Accounts
  /** The least recently used sessions end. */
  sessionsPerPerson: 20,
  /** Codes that one account may have mailed to addresses that it does not have yet. */
  newAddressMailsPerDay: 10,
  /** Invitations to organisations that one account may have mailed. */
  invitationMailsPerDay: 50,
  /** Archives of their data that one account may ask for. */
  dataExportsPerDay: 3,

  // Topics and people
  openTopicsPerPerson: 30,
  topicsPerPerson: 200,
  interestsPerPerson: 300,
  blocksPerPerson: 1_000,
  neverMatchesPerPerson: 1_000,
  notInterestedPerPerson: 100,
  /** Stored card orders per person. More simultaneous visits are rare, and each order takes some kilobytes. */
  homeOrders: 10,

  // Organisations
  /** Organisations that one account may create, and may belong to. */
  tenantsCreatedPerAccount: 5,
  tenantsPerAccount: 20,
  domainsPerTenant: 20,
  /** Keys of the server, and of an organisation. */
  keysPerTenant: 50,
  /** Invitations to one organisation that are mailed. */
  invitationMailsPerDayAndTenant: 200,
  openInvitationsPerTenant: 200,
  groupsPerTenant: 500,
  permissionSetsPerTenant: 50,
  peoplePerGroup: 5_000,
  directoryUsersPerTenant: 20_000,

  // Meals
  /** Upcoming meals per host. */
  comingMealsPerPerson: 30,
  /** People on the waiting list of a meal, and people who ever answered. */
  mealWaiting: 300,
  mealAnswers: 1_000,
  /** Messages that a host may send to all guests of one meal within 24 hours. */
  mealMessagesPerDay: 10,

  // Rooms
  openRoomsPerPerson: 5,
  /** People with a role, a mute or a ban in one room. */
  standingsPerRoom: 500,

  // Communities
  communitiesPerPerson: 100,
  /** Communities that a person created and still owns. Those that others handed over do not count. */
  communitiesPerOwner: 10,
  membersPerCommunity: 5_000,
  /** Unanswered requests to join. */
  communityRequestsPerPerson: 20,
  channelsPerCommunity: 30,
  /** Valid invitation links. */
  invitationsPerCommunity: 50,
  /** Unanswered invitations by name. */
  namedInvitationsPerCommunity: 200,
  announcementsPerCommunity: 200,
  /** Open reports of one person in one community. */
  openReportsPerPerson: 20,

  // Reports
  /** Reports of one person to the operators within 24 hours. */
  reportsPerDay: 20,

  // Notifications
  /** Only this many of a person's newest notifications are kept. */
  notificationsPerPerson: 300,
  /** So many of them may be caused by one other person, and so many a day are announced and sent. */
  notificationsPerActor: 30,
  /** Suggestions of all kinds together, per person and day. */
  suggestionsPerDay: 2,
  pushDevicesPerPerson: 10,
} as const;

export const limits = {
  ...quotaLimits,

  // Tokens
  accessTokenMs: 15 * MINUTE_MS,
  /** A session that is not used for this long ends. */
  refreshTokenMs: 30 * DAY_MS,
  /** Every session ends this long after its person has given the password. */
  sessionMs: 180 * DAY_MS,
  /** How long after a sign-in, or another proof of who they are, a person can do what needs a fresh proof. */
  proofMs: 10 * MINUTE_MS,
  /** How long the second step of a sign-in may take, and how many attempts it has. */
  secondStepMs: 5 * MINUTE_MS,
  secondStepAttempts: 5,
  /** How long a passkey may take to sign a challenge, which is how long a person may look for it. */
  passkeyChallengeMs: 5 * MINUTE_MS,
  /** Passkeys of one account. */
  passkeys: 20,
  /** How long a process remembers that an organisation asks for a second factor, and that a member has one. */
  factorPolicyMs: 1_000,
  /** Of how many connected members a sweep asks in one query whether they have a second factor. */
  factorSweepBatch: 1_000,
  /** How long a person can prevent that operators remove the second factors of the account. */
  factorResetMs: DAY_MS,
  /** How long adding an authenticator app may take. */
  authenticatorSetUpMs: 15 * MINUTE_MS,
  /** How long the previous refresh token stays valid, for a lost response or two tabs that refresh at the same time. */
  refreshGraceMs: 30_000,
  voiceTicketMs: MINUTE_MS,
  passwordResetMs: 10 * MINUTE_MS,
  /**
   * An account gets a letter to reset its password at most this often. Shorter than its link is valid, so that a person who asks while
   * others ask for the same account has a valid letter.
   */
  passwordResetMailMs: 8 * MINUTE_MS,
  /** How long a device on which someone has signed in is known. Browsers keep a cookie for 400 days at most. */
  knownDeviceMs: 365 * DAY_MS,
  emailCodeMs: 10 * MINUTE_MS,
  /** How long the letter to a former address can undo the change. */
  emailUndoMs: 7 * DAY_MS,
  /**
   * After a deletion, what a request or job has written meanwhile is deleted too. Longer than `accessTokenMs`, after which
   * nothing of the person runs any longer.
   */
  eraseAgainMs: 20 * MINUTE_MS,
  /** Attempts to enter one mailed code. */
  emailCodeAttempts: 5,
  /** Verified access tokens that are cached. */
  verifiedTokens: 10_000,

  // Passwords and pictures
  /**
   * Memory of one password hash, with two passes and one lane: the first recommendation for argon2id in
   * https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html. Production refuses less.
   */
  passwordMemoryKib: 19_456,
  /** Password hashes that are computed at the same time. Bounded so that many sign-ins cannot exhaust memory. */
  passwordHashesAtOnce: 2,
  /** Hashes that may wait. If more wait, sign-ins are rejected as unavailable. */
  passwordHashQueue: 200,
  /** Decoding a picture of this size takes about 100 MB. */
  avatarPixels: 25_000_000,
  /** A picture that takes longer is refused, and its process ended. */
  pictureMs: 15_000,
  /** How long the picture process waits for another picture. */
  pictureIdleMs: 10_000,
  /** Pictures that may wait, at most 5 MB each: in all, of one person, and those that are drawn. */
  pictureQueue: 40,
  pictureQueuePerPerson: 2,
  drawingQueue: 20,
  /** Profile summaries (name and picture) that are cached, and for how long. */
  profileSummaries: 5_000,
  profileSummaryMs: MINUTE_MS,

  // Rate limits: requests per window, per person; per address if nobody is signed in
  credentialPerMinute: 10,
  /** Per IP address, for all accounts together. A class room or an office shares one address. */
  credentialPerMinutePerAddress: 30,
  /** Attempts to sign up, from one IP address. */
  signUpsPerHourPerAddress: 100,
  /** Attempts to sign in with one e-mail address, from one IP address or from one device that is known for the account. */
  signInsPerHour: 30,
  /** Attempts to sign in with one e-mail address, from all unknown devices together. Known devices are never locked out. */
  signInsPerHourPerEmail: 100,
  /**
   * Attempts at the second step of one account, from one address or known device. Three of a million codes are right at a time: in a
   * year, somebody who knows the password guesses one with a probability of 3%.
   */
  secondStepsPerDay: 30,
  /** The same from all unknown devices together. */
  secondStepsPerDayPerAccount: 100,
  readPerMinute: 600,
  writePerMinute: 120,
  uploadPerMinute: 10,
  /** Searches for people, of which each page counts. */
  peopleSearchesPerHour: 300,
  messagesPer10s: 40,
  requestsPer10s: 200,
  /** Raised hands, reactions and mutes, which everyone in the room hears of. */
  voiceSignalsPer10s: 40,
  /** A new microphone sets up the audio of everyone in the room again. */
  microphonesPer10s: 5,
  /** How long a person whose connection was cut for too many faulty requests has to wait before the next one. */
  cutConnectionPauseMs: 10_000,
  connectionsPerAddress: 200,
  connectionsPerPerson: 20,

  // Security log: lines per minute and process, of what was done and of what was refused, in total and per person (per address if
  // nobody is signed in)
  securityLinesPerMinute: 3_000,
  /** More than one person can do within the rate limits above. */
  securityLinesPerActor: 200,
  refusalLinesPerMinute: 600,
  refusalLinesPerActor: 30,

  // Sockets
  pingIntervalMs: 20_000,
  pingTimeoutMs: 15_000,
  /** A socket whose unsent bytes stay above this for `slowReaderMs` is disconnected. The client catches up when it reconnects. */
  slowReaderBytes: 1_000_000,
  slowReaderMs: 5_000,
  sessionSweepMs: 2_000,
  typingMs: 6_000,
  /** The others hear at most this often that a person types. */
  typingEveryMs: 2_000,
  presenceBatchMs: 1_000,

  // Conversations
  /** Messages in one group commit. */
  commitBatch: 1_000,
  /** Messages that may wait for a commit. If more wait, sending is rejected as unavailable. */
  commitQueue: 20_000,
  /** How long sending a message waits for an unavailable database. */
  commitWaitMs: 8_000,
  /** How often the text of one message can be changed; all earlier texts are kept. */
  editsPerMessage: 20,
  /** Different emoji with which people have reacted to one message, and people who reacted with one of them. */
  emojiOfMessage: 20,
  peopleOfReaction: 100,
  /** After this time, a change that a crash has left without its number gets it. */
  changeListMs: 30_000,
  /** Conversations whose newest messages are cached, and how many messages of each. */
  hotConversations: 500,
  hotMessages: 100,
  /** Unread messages are counted among at most this many of the newest messages, so that one count never reads more. */
  unreadScan: 5_000,

  // Database and Redis
  databaseWaitMs: 5_000,
  /** How long the start waits for MongoDB and Redis, which may start at the same time. */
  startWaitMs: 30_000,
  /** How often each connection to Redis is checked, and after which time without an answer it is opened again. */
  redisPingMs: 1_000,
  redisAnswerMs: 2_000,

  // Several processes
  nodeHeartbeatMs: 200,
  /** A process without a heartbeat for this time counts as gone, and others take over its rooms. */
  nodeDeadMs: 800,
  /** Events that wait while Redis is away. If more wait, the older half is dropped, and the clients of others reconnect. */
  relayWaitingBytes: 64_000_000,
  /** How long Redis keeps events. A process that was away for longer makes its clients reconnect. */
  relayKeptMs: MINUTE_MS,
  /** How often a process reads again what it has cached, while events of the others are delayed. */
  relayRecheckMs: 1_000,
  /** After lost events, the clients of a process reconnect within this time. */
  resyncSpreadMs: 2_000,

  // Topics
  /** How long a topic counts as new. */
  newTopicMs: 3 * DAY_MS,

  // Home
  /** Cards in one visit to Home. */
  homeCards: 200,
  /** An appointment or a meal is on Home from this time before it begins. */
  homeSoonMs: 16 * HOUR_MS,
  /** Home counts what is new since the last visit, but not further back than this. */
  homeNewsMs: 30 * DAY_MS,
  /** The most open proposals, coming meals, and newest interests of a person that Home reads. */
  homeReads: 60,
  /** An owner's cards are ranked higher if they were shown less often than this in two weeks. */
  fairShows: 50,
  /** View counts of cards are written after this time, or when this many cards were counted. */
  exposureWriteMs: 5_000,
  exposureBatch: 2_000,
  /** Interested people who wait for an answer, per topic and per owner, after whom the owner is no longer notified of more. */
  waitingPerTopic: 20,
  waitingPerOwner: 60,
  /** How long an interested person counts as waiting. */
  waitingMs: 14 * DAY_MS,
  /** Similar tags are computed at most this often, from this many topics and profiles. */
  tagNeighboursEveryMs: 30 * MINUTE_MS,
  tagBaskets: 20_000,

  // What visitors see
  /** Answers that are cached, and answers that there is nothing, for how long without a change. */
  frontAnswers: 2_000,
  frontMisses: 5_000,
  frontAnswerMs: 30_000,
  /** How long a browser or a proxy may show an answer without asking again. */
  frontMaxAgeMs: 10_000,
  /** Things on tonight's table, and topics on the page of a person. */
  frontTopics: 12,
  frontRooms: 6,
  frontMeals: 6,
  frontCommunities: 6,
  frontTopicsOfPerson: 20,
  /** Preview pictures that are cached. */
  frontPictures: 100,
  /** The newest things of each kind in the site map, and in one file of it. */
  siteMapEntries: 2_000,
  siteMapFileEntries: 500,

  // Organisations
  /** How long the deletion of an organisation can be cancelled. */
  tenantGraceMs: 7 * DAY_MS,
  /** How long a shorter retention of messages can be cancelled before it takes effect. */
  retentionDelayMs: 7 * DAY_MS,
  /** How often what is past the retention of organisations is deleted, and how many messages in one write. */
  retentionSweepMs: HOUR_MS,
  retentionBatch: 500,

  // Single sign-on
  /** How long a sign-in at the identity provider may take, and proving that an account with the same address is mine. */
  signOnAttemptMs: 10 * MINUTE_MS,
  signOnLinkMs: 10 * MINUTE_MS,
  signOnLinkAttempts: 5,
  /** Every session that an identity provider has started ends after this time, and that of an owner who entered without it. */
  signOnSessionMs: 12 * HOUR_MS,
  breakGlassSessionMs: HOUR_MS,
  /** How old a logout token of an identity provider may be, and how long it is known to be used. The second must be longer. */
  logoutTokenMs: 5 * MINUTE_MS,
  logoutKeptMs: HOUR_MS,
  /** One request to an identity provider, and the bytes of its answer. */
  providerRequestMs: 5_000,
  providerAnswerBytes: 262_144,
  /** How long what a provider says about itself is remembered. */
  providerFactsMs: 10 * MINUTE_MS,
  /** Groups that one person may have at a provider. Further ones are ignored. */
  providerGroups: 500,

  // Meals
  /** How far ahead a meal may be planned, and how long it may last. */
  mealAheadMs: 366 * DAY_MS,
  mealLengthMs: DAY_MS,
  /** How long an offered seat is held: at most a quarter of the time until the start, but at least `mealHoldLeastMs`. */
  mealHoldMs: 12 * HOUR_MS,
  mealHoldLeastMs: 10 * MINUTE_MS,
  /** How long the voice room of a meal stays open after the end. */
  mealRoomGraceMs: 15 * MINUTE_MS,

  // Rooms
  roomPeers: 50,
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

  // Jobs
  jobPollMs: 1_000,
  /** After this time another process may take a job whose process has ended. */
  jobLeaseMs: MINUTE_MS,
  /** A job that runs longer is taken to hang, and begins again. */
  jobLongestMs: 15 * MINUTE_MS,
  /** Jobs that one process runs at the same time: a job that waits for another server must not delay a reminder. */
  jobsAtOnce: 8,
  /** With the delays below, a job is given up after a day. */
  jobAttempts: 56,
  /** Delay before the first retry; doubles with each attempt, up to the maximum. */
  jobRetryMs: 10_000,
  jobRetryMaxMs: 30 * MINUTE_MS,

  // Notifications
  /** A state that comes back after it was read is announced and sent again, so often within this time. */
  notificationRepeats: 3,
  notificationRepeatMs: HOUR_MS,
  /** A mail with everything unread is sent this long after the first of it, or later, while the person uses a device. */
  notificationMailMs: 10 * MINUTE_MS,
  /** How long a mail is retried that the mail server does not take. */
  notificationMailKeptMs: 3 * DAY_MS,
  /** Messages that are unread after this time are notified. */
  messageNoticeMs: 5_000,
  /** While a person uses a device, a push message about messages waits for this long, and then longer. */
  messagePushWaitMs: 30_000,
  /** The start looks at this many of the newest messages for those that a crash left without a notification. */
  messageRecoveryMax: 5_000,
  /** A push message is retried for this long. Later it would be outdated. */
  pushKeptMs: DAY_MS,
  /** A device is removed after this many failed attempts in a row over at least this time. An outage must not remove it. */
  pushFailures: 6,
  pushFailingMs: 3 * DAY_MS,

  // Reports
  /** A report to the operators, with its copy of what was reported, is deleted after this time. */
  reportKeptMs: 180 * DAY_MS,
  /** Letters about reports in one organisation. If this many were sent, the next one sums up all that have come since. */
  reportLettersPerHour: 10,
  /** Reports in one letter. */
  reportsPerLetter: 50,

  // Operators
  /** A role that needs a second person is no longer wanted after this time. */
  roleApprovalMs: 60 * MINUTE_MS,

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
  /** If one of two people ends an instant talk sooner, the other goes on waiting. */
  instantTalkBriefMs: 30_000,

  // Keys
  /** When a calendar link was read last is written at most this often. */
  calendarReadMs: HOUR_MS,
  /** A key can be deleted when it has been disabled, and nobody has tried it, for this long. */
  keyRestMs: 7 * DAY_MS,
  /** Uses of keys that are in use are counted in memory, and written this often. */
  keyUsesWriteMs: 10_000,
  /** A signing key in the database signs for this long; then the next one does. */
  signingKeyMs: 30 * DAY_MS,
  /** How long all processes have to read a new signing key before it signs. Longer than `signingKeyReadMs`. */
  signingKeyLeadMs: MINUTE_MS,
  signingKeyReadMs: 10_000,
  /** When its tokens have expired, a former signing key is disabled after so long without a use. */
  signingKeyRehearsalMs: DAY_MS,
  /** Requests that a program may make with one key. */
  keyRequestsPerMinute: 300,

  // Audit log
  /** Entries are removed when they are older than this. */
  auditKeptMs: 400 * DAY_MS,
  /** Entries that a crash has left in their documents are moved into the log this often. */
  auditSweepMs: MINUTE_MS,
  /** Old entries are removed, and the ends of the chains written into the security log, this often. */
  auditKeepingMs: HOUR_MS,
  /** Entries in one exported file. */
  auditExportEntries: 10_000,
  /** Entries that are appended in one write, and attempts against other processes that append. */
  auditEntriesAtOnce: 100,
  auditAttempts: 50,

  // Archives of people's data
  /** An archive is removed this long after it was asked for. */
  dataExportKeptMs: 3 * DAY_MS,
  /** The largest archive. Its entries are in the database until it is removed. */
  dataExportBytes: 1_000_000_000,
  /** How long one job adds to an archive. Shorter than `shutdownMs` and `jobLeaseMs`. */
  dataExportSliceMs: 2_000,

  // HTTP
  requestMs: 30_000,
  keepAliveMs: 65_000,
  /** How long a process that stops still serves, not ready, so that load balancers notice. Only if there are others. */
  drainMs: 4_000,
  shutdownMs: 8_000,
} as const;

export type Limits = { [Key in keyof typeof limits]: number };
