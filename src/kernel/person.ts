/** A person in one tenant. The same account is another person in every tenant that it belongs to. */
export interface Person {
  readonly tenantId: string;
  readonly personId: string;
}
