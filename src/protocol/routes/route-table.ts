/** What the table says about each route. */
import type { z } from 'zod';

export interface RouteDefinition {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Below `/api/v1`, with `:name` for each field of `params`. */
  path: string;
  /** `none`: no access token is needed. */
  auth: 'required' | 'none';
  /** The rate limit that counts the call. `credential` is the strictest: an attacker would use these routes to guess. */
  limit: 'read' | 'write' | 'credential' | 'upload';
  params?: z.ZodObject;
  query?: z.ZodObject;
  /** A JSON body, or `image`: the bytes of a picture. */
  body?: z.ZodType | 'image';
  /** Null: status 204 without a body. `image`: bytes. `calendar`: the text of an iCalendar file. */
  output: z.ZodType | 'image' | 'calendar' | null;
  status: 200 | 201 | 202 | 204;
  /**
   * The call changes what `accounts.me` answers, and its answer is the new value of this part (`all`: of the whole). The
   * SDK keeps its `me` up to date with it.
   */
  changesMe?: 'all' | 'profile' | 'tenant';
  /** The call begins, renews or ends a session: the SDK makes it itself, because it must keep or forget the tokens. */
  changesSession?: true;
  /** One sentence, for the documents, the OpenAPI document and the hover documentation of the SDK. */
  summary: string;
}

export type RouteTable = Record<string, RouteDefinition>;
