import type { Permission } from '../protocol/permissions.ts';
import type { Person } from './person.ts';

/** The person who makes a request, and their session. The first argument of most service methods. */
export interface Actor extends Person {
  readonly sessionId: string;
  /** The network that the request came from, for the audit log. Missing in requests of sockets. */
  readonly address?: string;
}

/** The id of the public tenant, which is not an organisation. Everyone can sign up there. */
export const PUBLIC_TENANT = 'public';

/** A person whose session holds a role of operators, with the permission that the request needs. */
export interface Acting {
  /** The account that acts. */
  readonly accountId: string;
  readonly sessionId: string;
  /** The network of the request, see `Actor`. */
  readonly address?: string | undefined;
  /** What the role, or the key, allows. */
  readonly permissions: readonly Permission[];
  /** Throws unless the session still holds the permission. Call it right before a change: the role may have ended meanwhile. */
  recheck(): Promise<void>;
}
