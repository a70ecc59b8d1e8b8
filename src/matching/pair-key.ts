/** The key of two people, the same from either side; unique among the matches of a tenant. */

/** `a:b` with the smaller id first. Ids hold no colon. */
export function pairKey(personId: string, otherId: string): string {
  return personId < otherId ? `${personId}:${otherId}` : `${otherId}:${personId}`;
}
