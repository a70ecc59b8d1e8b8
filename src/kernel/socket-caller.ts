/** What a feature needs to know about sockets to answer requests: who asks, and which channels the connection watches. */
import type { ParsedInput, RequestOutput, Requests } from '../protocol/events.ts';
import type { Actor } from './actor.ts';

/** One connection that asks. `signaling` implements it. */
export interface SocketCaller {
  readonly actor: Actor;
  /** Adds the connection to a channel. Of one kind, a connection watches a limited number: the oldest is left. */
  watch(channel: string): Promise<void>;
  unwatch(channel: string): Promise<void>;
}

export type RequestName = keyof Requests;

/** For each request a function that answers or throws. Input has been validated against the contract. */
export type SocketHandlers<Names extends RequestName = RequestName, Caller = SocketCaller> = {
  [Name in Names]: (caller: Caller, input: ParsedInput<Requests, Name>) => Promise<RequestOutput<Requests, Name>>;
};
