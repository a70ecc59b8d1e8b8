/**
 * The one place where requests of sockets are validated, counted, carried out, acknowledged and logged. Handlers are
 * given input that fits the contract and return the answer or throw; whatever a client sends, nothing is thrown here.
 *
 * One listener serves every socket of a namespace: thirty closures a connection would be memory for nothing.
 */
import { toAppError } from '../src/database/database-errors.ts';
import { toWireError } from '../src/http/error-handler.ts';
import { validate } from '../src/http/validate.ts';
import { AppError, InvalidInputError, LimitExceededError } from '../src/kernel/errors.ts';
import type { Log } from '../src/kernel/log.ts';
import type { ParsedInput, RequestDefinition, RequestOutput, RequestTable } from '../src/protocol/events.ts';
import type { Result, WireError } from '../src/protocol/wire.ts';
import type { Rates } from './rates.ts';

/** For each request of the table a function that gives the answer or throws. */
export type RequestHandlers<Table extends RequestTable, Names extends keyof Table, Caller> = {
  [Name in Names]: (caller: Caller, input: ParsedInput<Table, Name>) => Promise<RequestOutput<Table, Name>>;
};

/** As much of a socket as is needed here. */
export interface ServableSocket {
  readonly id: string;
  onAny(listener: (...args: unknown[]) => void): unknown;
  disconnect(close?: boolean): unknown;
}

export interface HandleOptions<Table extends RequestTable, Caller, Connection extends ServableSocket> {
  table: Table;
  handlers: RequestHandlers<Table, keyof Table, Caller>;
  /** Who asks: given to the handler as its first argument. */
  callerOf(socket: Connection): Caller;
  /** Whose limits count the request. */
  personOf(socket: Connection): string;
  /** Requests of connections that do not read their answers are left alone; they are about to be cut. */
  isStalled?(socket: Connection): boolean;
  /** Ends a connection that floods; by default it is just disconnected. */
  cut?(socket: Connection): void;
  rates: Rates;
  log: Log;
}

type Acknowledge = (result: Result<unknown>) => void;
type Handler<Caller> = (caller: Caller, input: unknown) => Promise<unknown>;

/** Returns a function that serves the requests of a socket from now on. */
export function handle<Table extends RequestTable, Caller, Connection extends ServableSocket>(
  options: HandleOptions<Table, Caller, Connection>,
): (socket: Connection) => void {
  const { table, handlers, callerOf, personOf, isStalled, rates, log } = options;
  const cut = options.cut ?? ((socket: Connection) => socket.disconnect(true));

  // Socket.IO calls the listener with the socket as `this`.
  function onRequest(this: unknown, ...args: unknown[]): void {
    const socket = this as Connection;
    try {
      if (isStalled?.(socket)) return;
      void serve(socket, args);
    } catch (error) {
      log.error({ err: error }, 'a request could not even be refused');
    }
  }

  async function serve(socket: Connection, args: readonly unknown[]): Promise<void> {
    const last = args.at(-1);
    const acknowledge = typeof last === 'function' ? (last as Acknowledge) : null;
    const name = args[0];
    const personId = personOf(socket);
    let result: Result<unknown>;
    try {
      const definition = definitionOf(table, name);
      count(rates, personId, name);
      if (!acknowledge || args.length !== 3) {
        throw new InvalidInputError('A request needs one payload and an acknowledgement. Send both.');
      }
      const input = parse(definition, args[1]);
      // The table and its handlers have the same names; the type of each name is not followed through the look-up.
      const handler = handlers[name as keyof Table] as unknown as Handler<Caller>;
      result = { ok: true, data: await handler(callerOf(socket), input) };
    } catch (error) {
      result = { ok: false, error: toWire(error, name) };
      if (isFault(result.error) && rates.take(personId, 'faults') > 0) {
        log.warn({ personId, socketId: socket.id }, 'a connection is cut: too many requests that cannot be served');
        acknowledge?.(result);
        cut(socket);
        return;
      }
    }
    acknowledge?.(result);
  }

  function toWire(error: unknown, name: unknown): WireError {
    // A full queue or a database away makes thousands of the same; the database reports itself.
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
  throw new InvalidInputError('unknown_request', 'The server knows no request of this name. Check the name.');
}

function count(rates: Rates, personId: string, name: unknown): void {
  const waitMs = rates.take(personId, 'requests') || (name === 'message:send' ? rates.take(personId, 'messages') : 0);
  if (waitMs > 0) {
    throw new LimitExceededError('You have sent too many requests. Wait a moment.', { retryAfterMs: waitMs });
  }
}

/** A value that is nested deep enough makes validation itself run out of stack: then it does not fit either. */
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
