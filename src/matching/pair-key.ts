/** The key of a pair of people, in any order; unique among the matches of a tenant. */

/** `a:b` with the smaller id first. Ids contain no colon. */
export function pairKey(personId: string, otherId: string): string {
  return personId < otherId ? `${personId}:${otherId}` : `${otherId}:${personId}`;
}
