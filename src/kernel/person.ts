/** A person in one tenant. An account is a different person in each of its tenants. */
export interface Person {
  readonly tenantId: string;
  readonly personId: string;
}
