/** The log: pino, one JSON line an event. Facts are fields, words are the message. */
import pino from 'pino';

export type Log = pino.Logger;

// Whatever a careless line passes in, these never reach the log.
const REDACTED = [
  'password',
  'newPassword',
  'accessToken',
  'refreshToken',
  'token',
  'ticket',
  'secret',
  'email',
  'text',
];

/** Makes the process's log. `level` is one of pino's, `silent` included. */
export function createLog({ level }: { level: string }): Log {
  const paths = REDACTED.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: [...paths, 'req.headers.authorization', 'req.headers.cookie'], censor: '[redacted]' },
  });
}
