/** Decides which errors the security log records as refusals, and with which reason. For HTTP and sockets. */
import { toAppError } from '../database/database-errors.ts';
import { isId } from '../database/ids.ts';
import { AppError } from '../kernel/errors.ts';
import type { SecurityActor, SecurityLog } from '../kernel/security-log.ts';

/** Whether an error means that the caller has no valid token or no right, as far as the server's code knows. */
export function isRefusal({ code, details, concerns }: AppError): boolean {
  // Every device that has slept sends an expired token once.
  if (details?.reason === 'token_expired' || concerns.isUsual) return false;
  return code === 'unauthenticated' || code === 'forbidden' || concerns.isHidden === true;
}

/** The reason in a line: a word of the contract. */
export function reasonOf({ code, details, concerns }: AppError): string {
  return concerns.isHidden ? 'hidden' : (details?.reason ?? code);
}

/** The ids in the parameters or the input of a request, by name. */
export function idsIn(input: unknown): Record<string, string> {
  if (typeof input !== 'object' || input === null) return {};
  const named = Object.entries(input).filter(([name, value]) => /^[a-z]{1,20}Id$/i.test(name) && isId(value));
  return Object.fromEntries(named);
}

/** A request over a socket, or the opening of a connection. */
export interface RefusedRequest {
  request: string;
  actor?: SecurityActor | null;
  input?: unknown;
  address?: string;
}

/** Writes the line of a request over a socket that failed, if it was refused. */
export function recordRefusal(security: SecurityLog, thrown: unknown, refused: RefusedRequest): void {
  const error = toAppError(thrown);
  if (!(error instanceof AppError) || !isRefusal(error)) return;
  const { request, actor = null, input, address } = refused;
  security.record({
    event: 'request_refused',
    outcome: 'refused',
    reason: reasonOf(error),
    actor,
    facts: { request },
    more: { ...idsIn(input), ...error.concerns.ids },
    ...(address !== undefined && { address }),
  });
}
