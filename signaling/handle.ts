/**
 * Validates, counts, executes, acknowledges and logs every socket request. A handler gets input that fits the contract,
 * and returns the answer or throws. Nothing that a client sends makes this code throw.
 *
 * One listener serves every socket of a namespace. Thirty closures for each connection would waste memory.
 */
import { toAppError } from '../src/database/database-errors.ts';
import { toWireError } from '../src/http/error-handler.ts';
import { recordRefusal } from '../src/http/refusals.ts';
import { validate } from '../src/http/validate.ts';
import type { Actor } from '../src/kernel/actor.ts';
import { AppError, InvalidInputError, LimitExceededError } from '../src/kernel/errors.ts';
import type { Log } from '../src/kernel/log.ts';
import type { SecurityLog } from '../src/kernel/security-log.ts';
import type { ParsedInput, RequestDefinition, RequestOutput, RequestTable } from '../src/protocol/events.ts';
import type { Result, WireError } from '../src/protocol/wire.ts';
import type { Rates } from './rates.ts';

/** For each request of the table, a function that returns the answer or throws. */
export type RequestHandlers<Table extends RequestTable, Names extends keyof Table, Caller> = {
  [Name in Names]: (caller: Caller, input: ParsedInput<Table, Name>) => Promise<RequestOutput<Table, Name>>;
};

/** The part of a socket that is used here. */
export interface ServableSocket {
  readonly id: string;
  readonly connected: boolean;
  onAny(listener: (...args: unknown[]) => void): unknown;
  disconnect(close?: boolean): unknown;
}

export interface HandleOptions<Table extends RequestTable, Caller, Connection extends ServableSocket> {
  table: Table;
  handlers: RequestHandlers<Table, keyof Table, Caller>;
  /** The caller: the first argument of the handler. */
  callerOf(socket: Connection): Caller;
  /** Whose rate limits count the request, and whom the security log names. */
  actorOf(socket: Connection): Actor;
  /** Requests of stalled connections are ignored: they do not read their answers, and will be cut soon. */
  isStalled?(socket: Connection): boolean;
  /** Ends a connection that exceeds its limit of faulty requests. Default: disconnects it. */
  cut?(socket: Connection): void;
  rates: Rates;
  security: SecurityLog;
  log: Log;
}

type Acknowledge = (result: Result<unknown>) => void;
type Handler<Caller> = (caller: Caller, input: unknown) => Promise<unknown>;

/** Returns a function that starts serving the requests of a socket. */
export function handle<Table extends RequestTable, Caller, Connection extends ServableSocket>(
  options: HandleOptions<Table, Caller, Connection>,
): (socket: Connection) => void {
  const { table, handlers, callerOf, actorOf, isStalled, rates, security, log } = options;
  const cut = options.cut ?? ((socket: Connection) => socket.disconnect(true));

  // Socket.IO calls the listener with the socket as `this`.
  function onRequest(this: unknown, ...args: unknown[]): void {
    const socket = this as Connection;
    try {
      // Frames that had arrived when the connection was cut are still read.
      if (!socket.connected || isStalled?.(socket)) return;
      void serve(socket, args);
    } catch (error) {
      log.error({ err: error }, 'a socket request failed outside its handler');
    }
  }

  async function serve(socket: Connection, args: readonly unknown[]): Promise<void> {
    const last = args.at(-1);
    const acknowledge = typeof last === 'function' ? (last as Acknowledge) : null;
    const name = args[0];
    const { tenantId, personId, sessionId } = actorOf(socket);
    let result: Result<unknown>;
    try {
      const definition = definitionOf(table, name);
      count(rates, personId, name);
      if (!acknowledge || args.length !== 3) {
        throw new InvalidInputError('A request needs one payload and an acknowledgement. Send both.');
      }
      const input = parse(definition, args[1]);
      // Table and handlers have the same names, but TypeScript cannot follow the type of a name through this look-up.
      const handler = handlers[name as keyof Table] as unknown as Handler<Caller>;
      result = { ok: true, data: await handler(callerOf(socket), input) };
    } catch (error) {
      result = { ok: false, error: toWire(error, name) };
      const request = typeof name === 'string' && Object.hasOwn(table, name) ? name : 'unknown';
      recordRefusal(security, error, { request, actor: { tenantId, personId, sessionId }, input: args[1] });
      if (isFault(result.error) && rates.take(personId, 'faults') > 0) {
        if (rates.noteCut(personId)) {
          log.warn({ personId, socketId: socket.id }, 'connection cut: too many invalid or rate-limited requests');
        }
        acknowledge?.(result);
        cut(socket);
        return;
      }
    }
    acknowledge?.(result);
  }

  function toWire(error: unknown, name: unknown): WireError {
    // Known errors are not logged here: a full queue or a lost database would log thousands of the same line.
    const known = toAppError(error);
    if (known instanceof AppError) return known.toWire();
    return toWireError(error, log, { request: typeof name === 'string' ? name.slice(0, 40) : typeof name });
  }

  return (socket) => socket.onAny(onRequest);
}

function definitionOf(table: RequestTable, name: unknown): RequestDefinition {
  if (typeof name === 'string' && Object.hasOwn(table, name)) {
    const definition = table[name];
    if (definition) return definition;
  }
  throw new InvalidInputError('unknown_request', 'The server has no request with this name. Check the name.');
}

function count(rates: Rates, personId: string, name: unknown): void {
  const waitMs = rates.takeRequest(personId, name);
  if (waitMs > 0) {
    throw new LimitExceededError('You have sent too many requests. Wait a moment, then try again.', {
      retryAfterMs: waitMs,
    });
  }
}

/** Validates the payload. A deeply nested value can overflow the stack of the validation; that is invalid input, too. */
function parse(definition: RequestDefinition, payload: unknown): unknown {
  try {
    return validate(definition.input, payload, '');
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new InvalidInputError('The input does not have the expected form. Check it and send it again.', {
      cause: error,
    });
  }
}

function isFault(error: WireError): boolean {
  return error.code === 'invalid_input' || error.code === 'limit_exceeded';
}
