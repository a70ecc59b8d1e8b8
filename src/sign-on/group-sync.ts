/** The interface between single sign-on and the feature that keeps the groups of an organisation. */

/** The groups of one person, as the provider of the organisation has just named them. */
export interface SyncedGroups {
  tenantId: string;
  personId: string;
  /** Names of the claim, each once, at most `providerGroups`. Empty if the person is in none. */
  names: readonly string[];
}

/**
 * Called after each sign-in by the provider, before the session begins, if the connection has a claim of groups and the provider has
 * sent it. Without the claim nothing is known, and it is not called. If it throws, the person is not signed in: a session must not
 * begin with rights of groups that the person is no longer in.
 */
export type SyncGroups = (groups: SyncedGroups) => Promise<void>;
