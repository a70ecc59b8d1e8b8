/** The log: pino, one JSON line per entry, with facts as fields. Contains no personal data. */
import pino, { type LoggerOptions } from 'pino';

export type Log = pino.Logger;

// Redacted even if a log call passes them by mistake.
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

const paths = REDACTED.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/** Fields of an error that are logged. Libraries put addresses, documents and responses into other fields. */
const ERROR_FIELDS = ['type', 'code', 'codeName', 'message', 'stack'] as const;
const MAIL_ADDRESS = /[^\s<>"'(){}[\],;:/]{1,64}@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/gi;

/** Options for every logger, also for tests that write elsewhere. */
export const logOptions = {
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  serializers: { err: errorFacts, reason: withoutAddresses },
  redact: { paths: [...paths, 'req.headers.authorization', 'req.headers.cookie'], censor: '[redacted]' },
} satisfies LoggerOptions;

/** Creates the log of the process. `level` is a level of pino, or `silent`. */
export function createLog({ level }: { level: string }): Log {
  return pino({ ...logOptions, level });
}

/** Includes the messages of causes and of the errors in an AggregateError. */
function errorFacts(thrown: unknown): unknown {
  if (!(thrown instanceof Error)) return withoutAddresses(thrown);
  const all: Record<string, unknown> = { ...pino.stdSerializers.err(thrown) };
  const facts = ERROR_FIELDS.flatMap((name) => (name in all ? [[name, withoutAddresses(all[name])] as const] : []));
  const errors = thrown instanceof AggregateError ? { errors: thrown.errors.map(errorFacts) } : {};
  return { ...Object.fromEntries(facts), ...errors };
}

function withoutAddresses(value: unknown): unknown {
  return typeof value === 'string' ? value.replace(MAIL_ADDRESS, '[e-mail]') : value;
}
