/** Types of route handlers. A handler returns the answer of its route, or throws. */
import type { Acting, Actor } from '../kernel/actor.ts';
import type { RouteName, RouteOutput, RouteParsed, Routes } from '../protocol/routes.ts';
import type { CachedJson } from './cached-json.ts';
import type { RawJson } from './raw-json.ts';

/** The answer of routes whose output is `image`. */
export interface Picture {
  bytes: Uint8Array;
  /** For example image/webp. */
  contentType: string;
}

/** The answer of routes whose output is `calendar`. */
export interface CalendarFile {
  /** Name for saving the file: letters, digits, `-` and `.`. */
  fileName: string;
  text: string;
}

/** The answer of routes whose output is `archive`: a ZIP file that is read in pieces. */
export interface Archive {
  /** Name for saving the file: letters, digits, `-` and `.`. */
  fileName: string;
  /** Another one for another content. */
  version: string;
  /** Bytes. */
  size: number;
  /** The bytes from `from` up to `to`, both inclusive. */
  bytes(from: number, to: number): AsyncIterable<Uint8Array>;
}

export interface RouteRequest<Name extends RouteName> {
  actor: Routes[Name]['auth'] extends 'required' ? Actor : null;
  /** The role in which the actor acts. Null for a route without a permission. */
  acting: Routes[Name] extends { permission: string } ? Acting : null;
  params: RouteParsed<Name, 'params'>;
  query: RouteParsed<Name, 'query'>;
  body: RouteParsed<Name, 'body'>;
  /** The client's address, see `clientAddress`. */
  address: string;
  /** The network of the client, for the audit log. An actor has it too. */
  network: string;
  userAgent: string;
  /** The origin of Meshi's pages. @throws ForbiddenError like `requireOwnOrigin` */
  pageOrigin: string;
  cookies: Readonly<Record<string, string | undefined>>;
  /** @throws ForbiddenError if the request comes from a page of another origin. Reading and setting cookies check this too. */
  requireOwnOrigin(): void;
  /** Adds ids to the line of this request in the security log. */
  note(ids: Readonly<Record<string, string>>): void;
  /** Sets a cookie; null clears it. */
  setCookie(name: string, value: string | null, options?: { maxAgeMs?: number }): void;
}

/** The result of a handler: the answer, or its JSON text. */
export type RouteAnswer<Name extends RouteName> = Routes[Name]['output'] extends 'image'
  ? Picture
  : Routes[Name]['output'] extends 'calendar'
    ? CalendarFile
    : Routes[Name]['output'] extends 'archive'
      ? Archive
      : Routes[Name]['output'] extends null
        ? null
        : RouteOutput<Name> | RawJson | CachedJson;

export type RouteHandlers<Names extends RouteName = RouteName> = {
  [Name in Names]: (request: RouteRequest<Name>) => Promise<RouteAnswer<Name>>;
};

/** The output of a route with status 204, when the work is done. */
export async function nothing(work: Promise<unknown>): Promise<null> {
  await work;
  return null;
}
