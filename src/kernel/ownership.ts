/** Who owns a community or an organisation after people have left it. Pure functions, no I/O. */

/** A member, as far as succession depends on it. */
export interface Successor {
  personId: string;
  /** A moderator of a community, an admin of an organisation. */
  isDeputy: boolean;
  memberSince: Date;
}

/**
 * The owners who are still members. If none is left, the deputy who has been a member longest takes over; without deputies,
 * the member. Empty only if there are no members.
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
