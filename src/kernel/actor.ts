import type { Person } from './person.ts';

/** The person who makes a request, and their session. The first argument of most service methods. */
export interface Actor extends Person {
  readonly sessionId: string;
  /** The network that the request came from, for the audit log. Missing in requests of sockets. */
  readonly address?: string;
}

/** The id of the public tenant, which is not an organisation. Everyone can sign up there. */
export const PUBLIC_TENANT = 'public';
