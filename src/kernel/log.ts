/** The log: pino, one JSON line an event. Facts are fields, words are the message. Nothing of people gets into it. */
import pino, { type LoggerOptions } from 'pino';

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

const paths = REDACTED.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/** What is kept of an error. Its other fields hold whatever a library found worth it: addresses, documents, replies. */
const ERROR_FIELDS = ['type', 'code', 'codeName', 'message', 'stack'] as const;
const MAIL_ADDRESS = /[^\s<>"'(){}[\],;:/]{1,64}@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/gi;

/** How each line is written, wherever it goes. */
export const logOptions = {
  base: null,
  timestamp: pino.stdTimeFunctions.isoTime,
  serializers: { err: errorFacts, reason: withoutAddresses },
  redact: { paths: [...paths, 'req.headers.authorization', 'req.headers.cookie'], censor: '[redacted]' },
} satisfies LoggerOptions;

/** Makes the process's log. `level` is one of pino's, `silent` included. */
export function createLog({ level }: { level: string }): Log {
  return pino({ ...logOptions, level });
}

/** Messages of causes and of errors that were gathered are part of it, so that nothing of what happened is lost. */
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
