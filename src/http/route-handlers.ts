/** What a feature's `*-routes.ts` gives: for each route of the contract a handler that returns the answer or throws. */
import type { Actor } from '../kernel/actor.ts';
import type { RouteName, RouteOutput, RouteParsed, Routes } from '../protocol/routes.ts';
import type { RawJson } from './raw-json.ts';

/** Bytes to answer with, for routes whose output is `image`. */
export interface Picture {
  bytes: Uint8Array;
  /** Such as image/webp. */
  contentType: string;
}

/** A calendar file to answer with, for routes whose output is `calendar`. */
export interface CalendarFile {
  /** What it is saved as, of letters, digits, `-` and `.`. */
  fileName: string;
  text: string;
}

export interface RouteRequest<Name extends RouteName> {
  actor: Routes[Name]['auth'] extends 'required' ? Actor : null;
  params: RouteParsed<Name, 'params'>;
  query: RouteParsed<Name, 'query'>;
  body: RouteParsed<Name, 'body'>;
  /** The caller's address, with trusted proxies taken into account. */
  address: string;
  userAgent: string;
  cookies: Readonly<Record<string, string | undefined>>;
  /** @throws ForbiddenError for a request from a page of another origin. Reading and setting cookies ask it too. */
  requireOwnOrigin(): void;
  /** Sets a cookie; null clears it. */
  setCookie(name: string, value: string | null, options: { path: string; maxAgeMs?: number }): void;
}

/** What a handler returns: the answer itself, or its JSON text where that is at hand. */
export type RouteAnswer<Name extends RouteName> = Routes[Name]['output'] extends 'image'
  ? Picture
  : Routes[Name]['output'] extends 'calendar'
    ? CalendarFile
    : Routes[Name]['output'] extends null
      ? null
      : RouteOutput<Name> | RawJson;

export type RouteHandlers<Names extends RouteName = RouteName> = {
  [Name in Names]: (request: RouteRequest<Name>) => Promise<RouteAnswer<Name>>;
};
