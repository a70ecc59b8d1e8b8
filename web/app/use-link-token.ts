/** The token of a link that the page was opened with. It is in the fragment, which browsers do not send, so no server logs it. */
import { useLocation } from 'react-router';

/** Empty if the link has no token. */
export function useLinkToken(): string {
  return new URLSearchParams(useLocation().hash.slice(1)).get('token') ?? '';
}
