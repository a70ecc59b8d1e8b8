/** Who is acting: comes first in every service method, and carries what scoping, checks and audit need. */

export interface Actor {
  readonly tenantId: string;
  /** The account's and the profile's id. */
  readonly personId: string;
  readonly sessionId: string;
}

/** The open tenant, where everyone is who belongs to no organisation's. */
export const PUBLIC_TENANT = 'public';
