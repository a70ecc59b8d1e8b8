/** Checks of limits that `LIMITS` overrides: outside of its safe range, a limit protects nothing. */
import { type Limits, limits, quotaLimits } from '../limits.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../time.ts';
import { type Check, when } from './check.ts';

interface Range {
  min?: number;
  max?: number;
}

/** Rates and quotas are safe up to this multiple of their default, for a large office behind one address. */
const ROOM_FOR_MANY = 20;

/** Limits on which security depends, apart from `passwordMemoryKib`. */
export const safeLimits: Partial<Record<keyof Limits, Range>> = {
  // Stored things: what one person, community or organisation can fill the database with
  ...Object.fromEntries(Object.keys(quotaLimits).map((name) => [name, upTo(name as keyof typeof quotaLimits)])),

  // How long something lets its holder in
  accessTokenMs: { max: HOUR_MS },
  refreshTokenMs: { max: 90 * DAY_MS },
  sessionMs: { max: 400 * DAY_MS },
  refreshGraceMs: { max: 5 * MINUTE_MS },
  sessionSweepMs: { max: MINUTE_MS },
  factorPolicyMs: { max: MINUTE_MS },
  voiceTicketMs: { max: 10 * MINUTE_MS },
  passwordResetMs: { max: 2 * HOUR_MS },
  emailCodeMs: { max: HOUR_MS },
  dataExportKeptMs: { max: 30 * DAY_MS },
  factorResetMs: { min: HOUR_MS, max: 30 * DAY_MS },
  emailUndoMs: { min: DAY_MS, max: 30 * DAY_MS },
  knownDeviceMs: { max: 400 * DAY_MS },
  signOnAttemptMs: { max: 30 * MINUTE_MS },
  signOnLinkMs: { max: 30 * MINUTE_MS },
  signOnSessionMs: { max: 7 * DAY_MS },
  logoutTokenMs: { max: 15 * MINUTE_MS },
  logoutKeptMs: { min: 20 * MINUTE_MS, max: DAY_MS },
  breakGlassSessionMs: { max: DAY_MS },
  // An access token that is still valid writes after a deletion what nothing would delete.
  eraseAgainMs: { min: limits.accessTokenMs, max: DAY_MS },

  // Guessing
  emailCodeAttempts: { min: 1, max: 10 },
  signOnLinkAttempts: { min: 1, max: 10 },
  credentialPerMinute: upTo('credentialPerMinute'),
  credentialPerMinutePerAddress: upTo('credentialPerMinutePerAddress'),
  signUpsPerHourPerAddress: upTo('signUpsPerHourPerAddress'),
  signInsPerHour: upTo('signInsPerHour'),
  secondStepsPerDay: upTo('secondStepsPerDay'),
  secondStepsPerDayPerAccount: upTo('secondStepsPerDayPerAccount'),
  signInsPerHourPerEmail: upTo('signInsPerHourPerEmail'),

  // Time to notice who still needs a key
  keyRestMs: { min: DAY_MS },

  // Flooding the server and other people
  passwordResetMailMs: { min: MINUTE_MS },
  reportLettersPerHour: { min: 1, max: ROOM_FOR_MANY * limits.reportLettersPerHour },
  readPerMinute: upTo('readPerMinute'),
  writePerMinute: upTo('writePerMinute'),
  uploadPerMinute: upTo('uploadPerMinute'),
  keyRequestsPerMinute: upTo('keyRequestsPerMinute'),
  peopleSearchesPerHour: upTo('peopleSearchesPerHour'),
  messagesPer10s: upTo('messagesPer10s'),
  requestsPer10s: upTo('requestsPer10s'),
  voiceSignalsPer10s: upTo('voiceSignalsPer10s'),
  microphonesPer10s: upTo('microphonesPer10s'),
  cutConnectionPauseMs: { min: 1_000 },
  connectionsPerAddress: upTo('connectionsPerAddress'),
  connectionsPerPerson: upTo('connectionsPerPerson'),

  // Memory and processor time that one request may take
  dataExportBytes: { max: 4_000_000_000 },
  dataExportSliceMs: { max: 30_000 },
  passwordHashesAtOnce: { min: 1, max: 64 },
  passwordHashQueue: { max: ROOM_FOR_MANY * limits.passwordHashQueue },
  avatarPixels: { max: 100_000_000 },
  pictureMs: { max: MINUTE_MS },
  pictureQueue: upTo('pictureQueue'),
  pictureQueuePerPerson: upTo('pictureQueuePerPerson'),
  drawingQueue: upTo('drawingQueue'),
  slowReaderBytes: upTo('slowReaderBytes'),
  slowReaderMs: { max: MINUTE_MS },
  commitQueue: upTo('commitQueue'),
  providerRequestMs: { max: 20_000 },
  providerAnswerBytes: { max: 2_000_000 },
  requestMs: { min: 1_000, max: 5 * MINUTE_MS },
  databaseWaitMs: { max: MINUTE_MS },

  // The security log: not too few lines to see an attack, and not so many that they fill the disk
  securityLinesPerMinute: aroundDefault('securityLinesPerMinute'),
  securityLinesPerActor: aroundDefault('securityLinesPerActor'),
  refusalLinesPerMinute: aroundDefault('refusalLinesPerMinute'),
  refusalLinesPerActor: aroundDefault('refusalLinesPerActor'),
};

/** One check for each limit, so that accepting one says nothing of the others. */
export const limitChecks: Record<string, Check> = {
  'cheap-password-hashes': {
    severity: 'refused',
    about: `\`passwordMemoryKib\` in \`LIMITS\` is below ${limits.passwordMemoryKib}: stolen hashes are cheap to guess.`,
    mend: `leave it out, or set at least ${limits.passwordMemoryKib}`,
    findings: ({ config }) =>
      when(
        config.limits.passwordMemoryKib < limits.passwordMemoryKib,
        `LIMITS: passwordMemoryKib must be at least ${limits.passwordMemoryKib} in production`,
      ),
  },
  ...Object.fromEntries(Object.entries(safeLimits).map(([name, range]) => limitCheck(name as keyof Limits, range))),
};

function limitCheck(name: keyof Limits, { min = 0, max = Number.POSITIVE_INFINITY }: Range): [id: string, Check] {
  const range = max === Number.POSITIVE_INFINITY ? `at least ${min}` : `${min} to ${max}`;
  const check: Check = {
    severity: 'risk',
    about: `\`${name}\` in \`LIMITS\`; safe: ${range}.`,
    mend: `set ${range}`,
    findings: ({ config }) =>
      when(config.limits[name] < min || config.limits[name] > max, `LIMITS: ${name} is ${config.limits[name]}`),
  };
  return [`limit-${name}`, check];
}

function upTo(name: keyof Limits): Range {
  return { max: ROOM_FOR_MANY * limits[name] };
}

function aroundDefault(name: keyof Limits): Range {
  return { min: limits[name] / ROOM_FOR_MANY, max: ROOM_FOR_MANY * limits[name] };
}
