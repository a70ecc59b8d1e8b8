/** Who owns a community or an organisation after people have left. Pure functions, no I/O. */

/** A member, with what matters for succession. */
export interface Successor {
  personId: string;
  /** Whether the member is a moderator of the community or an admin of the organisation. */
  isDeputy: boolean;
  memberSince: Date;
}

/**
 * Returns the owners who are still members. If there are none, the deputy with the longest membership takes over; without
 * deputies, the member with the longest membership. Empty only if there are no members.
 */
export function ownersAfter(ownerIds: readonly string[], members: readonly Successor[]): string[] {
  const memberIds = new Set(members.map(({ personId }) => personId));
  const owners = ownerIds.filter((id) => memberIds.has(id));
  if (owners.length > 0) return owners;
  const [successor] = members.toSorted(bySeniority);
  return successor ? [successor.personId] : [];
}

function bySeniority(a: Successor, b: Successor): number {
  return (
    Number(b.isDeputy) - Number(a.isDeputy) ||
    a.memberSince.getTime() - b.memberSince.getTime() ||
    (a.personId < b.personId ? -1 : 1)
  );
}
