/** The types of calls, derived from the route table. */
import type { RouteInput, RouteName, RouteOutput, Routes } from '../src/protocol/index.ts';

/** The part of `fetch` that the client uses. */
export type FetchLike = (url: string, init: RequestInit) => Promise<Response>;

/** Options of every call. */
export interface CallOptions {
  /** Aborts the call, which then rejects with `unavailable` and the reason `aborted`. */
  signal?: AbortSignal;
  /** Milliseconds for one attempt. Default 15,000; 60,000 for an upload, 30 minutes for an archive. */
  timeoutMs?: number;
}

/** The input of a call by its route name: `params`, `query` and `body` of the route, and the options. */
export type CallInput<Name extends RouteName> = CallOptions &
  Part<'params', RouteInput<Name, 'params'>> &
  Part<'query', RouteInput<Name, 'query'>> &
  Part<'body', Routes[Name] extends { body: 'image' } ? Picture : RouteInput<Name, 'body'>>;

/** The bytes of a picture to upload. */
export type Picture = Blob | Uint8Array;

/** Calls any route by its name. Rejects with a `MeshiError`. */
export type Call = <Name extends RouteName>(
  name: Name,
  ...input: Record<never, never> extends CallInput<Name> ? [input?: CallInput<Name>] : [input: CallInput<Name>]
) => Promise<RouteOutput<Name>>;

/**
 * The method of one route. Its arguments: the fields of path, query and body as one object, the picture if the route takes
 * one, and the options of the call. Rejects with a `MeshiError`.
 */
export type Method<Name extends RouteName> = Routes[Name] extends { body: 'image' }
  ? RouteInput<Name, 'params'> extends undefined
    ? (picture: Picture, options?: CallOptions) => Promise<RouteOutput<Name>>
    : (params: RouteInput<Name, 'params'>, picture: Picture, options?: CallOptions) => Promise<RouteOutput<Name>>
  : Record<never, never> extends Flat<Name>
    ? (input?: Flat<Name>, options?: CallOptions) => Promise<RouteOutput<Name>>
    : (input: Flat<Name>, options?: CallOptions) => Promise<RouteOutput<Name>>;

type Flat<Name extends RouteName> = Simplify<
  Fields<RouteInput<Name, 'params'>> & Fields<RouteInput<Name, 'query'>> & Fields<RouteInput<Name, 'body'>>
>;
type Fields<Value> = [Value] extends [undefined] ? unknown : Value;
type Simplify<Value> = { [Key in keyof Value]: Value[Key] };
type Part<Key extends string, Value> = [Value] extends [undefined]
  ? unknown
  : Record<never, never> extends Value
    ? { [K in Key]?: Value }
    : { [K in Key]: Value };

/** How to call a route: what the client needs to know of its definition. */
export interface RouteCall {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Relative to `/api/v1`, with `:name` for each parameter. */
  path: string;
  body?: 'json' | 'image';
  /** The form of the answer. Default: JSON. `image`: bytes. `calendar`: text. `archive`: a `Blob`. */
  answer?: 'none' | 'image' | 'calendar' | 'archive';
  /** The part of `me` that the answer replaces. */
  changesMe?: 'all' | 'profile' | 'tenant';
  /** The client has its own method for this route. */
  changesSession?: 'yes';
}
