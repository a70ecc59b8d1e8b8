/** The interface between features and the socket layer: handlers of socket requests, and the connection that sends them. */
import type { ParsedInput, RequestOutput, Requests } from '../protocol/events.ts';
import type { Actor } from './actor.ts';

/** The connection that sent a request. Implemented by `signaling`. */
export interface SocketCaller {
  readonly actor: Actor;
  /** Subscribes the connection to a channel. The number of channels of one kind is limited: the oldest one is left. */
  watch(channel: string): Promise<void>;
  unwatch(channel: string): Promise<void>;
}

export type RequestName = keyof Requests;

/** A handler for each request. The input is already validated against the contract. */
export type SocketHandlers<Names extends RequestName = RequestName, Caller = SocketCaller> = {
  [Name in Names]: (caller: Caller, input: ParsedInput<Requests, Name>) => Promise<RequestOutput<Requests, Name>>;
};
