/** The address of an invitation: its secret stands behind `#`, which browsers send to no server. */
export function invitationLink(token: string): string {
  return `${location.origin}/invitation#${token}`;
}
