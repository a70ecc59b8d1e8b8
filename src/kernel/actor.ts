import type { Person } from './person.ts';

/** The person who acts and the session they act from: the first argument of every service method. */
export interface Actor extends Person {
  readonly sessionId: string;
}

/** The id of the open tenant, which is no organisation. */
export const PUBLIC_TENANT = 'public';
