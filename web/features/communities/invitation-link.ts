/** The address of an invitation. The token is in the fragment, which browsers do not send to a server. */
export function invitationLink(token: string): string {
  return `${location.origin}/invitation#${token}`;
}
