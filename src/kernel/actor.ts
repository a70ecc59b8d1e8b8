import type { Person } from './person.ts';

/** The person who makes a request, and their session. The first argument of most service methods. */
export interface Actor extends Person {
  readonly sessionId: string;
}

/** The id of the public tenant, which is not an organisation. Everyone can sign up there. */
export const PUBLIC_TENANT = 'public';
