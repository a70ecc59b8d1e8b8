/** Who sees the address of a meal. */

interface Venue {
  isAddressHidden: boolean;
}

/** Whether this reader may see the address: if it is hidden, only the host and people who go. */
export function seesAddress(
  { venue, hostId, goingIds }: { venue: Venue | null; hostId: string; goingIds: readonly string[] },
  readerId: string | null,
): boolean {
  if (!venue?.isAddressHidden) return true;
  return readerId !== null && (readerId === hostId || goingIds.includes(readerId));
}
