/** `meshi.topics.list({ tag: 'rust' })`: one object of typed methods for each resource, derived from the routes table. */
import { type RouteInput, type RouteName, type RouteOutput, type Routes, routes } from '../src/protocol/index.ts';

/** What every call takes beside its input. */
export interface CallOptions {
  /** Ends the call early; it then rejects with `unavailable`, reason `aborted`. */
  signal?: AbortSignal;
  /** Milliseconds for one attempt. Default 15,000; for pictures 60,000. */
  timeoutMs?: number;
}

/** The parts of a call as the routes table names them; parts that a route does not have are left out. */
export type CallInput<Name extends RouteName> = CallOptions &
  Part<'params', RouteInput<Name, 'params'>> &
  Part<'query', RouteInput<Name, 'query'>> &
  Part<'body', Routes[Name] extends { body: 'image' } ? Picture : RouteInput<Name, 'body'>>;

/** Bytes of a picture to upload. */
export type Picture = Blob | Uint8Array<ArrayBuffer>;

/** Calls any route of the contract. */
export type Call = <Name extends RouteName>(
  name: Name,
  ...input: Record<never, never> extends CallInput<Name> ? [input?: CallInput<Name>] : [input: CallInput<Name>]
) => Promise<RouteOutput<Name>>;

/** The methods of one resource: those routes whose name begins with `Prefix`. */
export type Resource<Prefix extends string> = {
  [Name in RouteName as Name extends `${Prefix}.${infer Action}` ? Action : never]: Method<Name>;
};

/** A method takes path, query and body fields as one object, then a picture where it uploads one, then the call's options. */
type Method<Name extends RouteName> = Routes[Name] extends { body: 'image' }
  ? RouteInput<Name, 'params'> extends undefined
    ? (image: Picture, options?: CallOptions) => Promise<RouteOutput<Name>>
    : (place: RouteInput<Name, 'params'>, image: Picture, options?: CallOptions) => Promise<RouteOutput<Name>>
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

/** Builds the methods of a resource upon `call`. */
export function createResource<Prefix extends string>(prefix: Prefix, call: Call): Resource<Prefix> {
  const names = (Object.keys(routes) as RouteName[]).filter((name) => name.startsWith(`${prefix}.`));
  // The table's types are lost where its names become strings: this is the one place that puts them back.
  const untypedCall = call as unknown as UntypedCall;
  return Object.fromEntries(
    names.map((name) => [name.slice(prefix.length + 1), createMethod(name, untypedCall)]),
  ) as Resource<Prefix>;
}

type UntypedCall = (name: RouteName, input: Record<string, unknown>) => Promise<unknown>;

function createMethod(name: RouteName, call: UntypedCall) {
  const route: { path: string; query?: unknown; body?: unknown } = routes[name];
  if (route.body === 'image') return route.path.includes(':') ? placedUpload(name, call) : upload(name, call);
  return (input: Record<string, unknown> = {}, options: CallOptions = {}) => {
    const [params, rest] = splitParams(route.path, input);
    return call(name, {
      ...options,
      params,
      ...(route.query !== undefined && { query: rest }),
      ...(route.body !== undefined && { body: rest }),
    });
  };
}

function upload(name: RouteName, call: UntypedCall) {
  return (image: Picture, options: CallOptions = {}) => call(name, { ...options, body: image });
}

function placedUpload(name: RouteName, call: UntypedCall) {
  return (params: Record<string, unknown>, image: Picture, options: CallOptions = {}) =>
    call(name, { ...options, params, body: image });
}

function splitParams(path: string, input: Record<string, unknown>): [Record<string, unknown>, Record<string, unknown>] {
  const names = new Set([...path.matchAll(/:(\w+)/g)].map((match) => match[1]));
  const entries = Object.entries(input);
  return [
    Object.fromEntries(entries.filter(([key]) => names.has(key))),
    Object.fromEntries(entries.filter(([key]) => !names.has(key))),
  ];
}
