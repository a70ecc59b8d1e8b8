/** The definition of a route. */
import type { z } from 'zod';
import type { KeyNeed } from '../key-kinds.ts';
import type { GroupPermission, Permission } from '../permissions.ts';

export interface RouteDefinition {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Relative to `/api/v1`, with `:name` for each field of `params`. */
  path: string;
  /** `none`: no access token is needed. */
  auth: 'required' | 'none';
  /** The permission that the role of this session must have, see `portal.take`. */
  permission?: Permission;
  /** The keys that the route accepts instead of an access token, and the permission that they need. Only for what reads. */
  key?: KeyNeed;
  /**
   * The permission that the person must hold in the organisation of the session, or in the community that the request names: by the
   * role or by a group. A request may need more, depending on its input. The service checks it, because it reads the
   * organisation or community first.
   */
  needs?: GroupPermission;
  /**
   * `fresh`: only soon after the person of the session has proved who they are, by signing in or with `accounts.prove`. Otherwise
   * the request is refused with the reason `proof_needed`. For what a stranger at an open computer must not do. `own`: also only
   * in a session that the person has started with the account itself, because it changes how one signs in to the account. An
   * identity provider speaks for its organisation only.
   */
  proof?: 'fresh' | 'own';
  /**
   * Also works for a member without the second factor that the organisation asks for: what a person needs to add one, to leave, or to go
   * elsewhere. All other routes are refused with the reason `second_factor_needed`.
   */
  withoutFactor?: true;
  /**
   * The rate limit of the route. `credential` is the strictest: attackers would use these routes to guess passwords and codes.
   * `people`: searching people, limited per hour, so that nobody can copy the list of all people.
   */
  limit: 'read' | 'write' | 'credential' | 'upload' | 'people';
  params?: z.ZodObject;
  query?: z.ZodObject;
  /** A JSON body, or `image`: the bytes of a picture. */
  body?: z.ZodType | 'image';
  /** Null: status 204 without a body. `image`: bytes. `calendar`: the text of an iCalendar file. `archive`: a ZIP file. */
  output: z.ZodType | 'image' | 'calendar' | 'archive' | null;
  status: 200 | 201 | 202 | 204;
  /**
   * Set if the route changes a part of `accounts.me` and returns the new value of this part (`all`: the whole). The SDK updates
   * its `me` with the answer.
   */
  changesMe?: 'all' | 'profile' | 'tenant';
  /** Set if the route starts, renews or ends a session. The SDK has its own methods for these, because it stores the tokens. */
  changesSession?: true;
  /** One sentence for the documentation, the OpenAPI document and the SDK. */
  summary: string;
}

export type RouteTable = Record<string, RouteDefinition>;
