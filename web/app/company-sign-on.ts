/** Leaves the page for a sign-in at the identity provider of an organisation, and remembers where to go on afterwards. */

import { useMeshi } from './meshi-context.tsx';
import { useAction } from './use-action.ts';

/** In this tab only: the provider sends the same tab back. */
const KEY = 'meshi:company-sign-on';

/** Opens the page of a provider. `from`: where to go on afterwards. */
export function leave(url: string, from: string): void {
  sessionStorage.setItem(KEY, from);
  window.location.assign(url);
}

/** Where the person was before the sign-in at the provider. */
export function placeBefore(): string | null {
  const from = sessionStorage.getItem(KEY);
  // Only a path of this server.
  return from && /^\/(?!\/)/.test(from) ? from : null;
}

/** Where a new page of this tab is now. */
export function currentPlace(): string {
  return location.pathname + location.search + location.hash;
}

/** Functions that lead to the provider. They show an error if it does not answer. */
export function useCompanySignOn() {
  const meshi = useMeshi();
  const { run, isBusy } = useAction();
  const refreshIn = 'cookie' as const;
  return {
    isBusy,
    /** `from`: where to go after the sign-in. */
    signIn: (tenantId: string, from: string) => run(async () => leave((await meshi.beginSignOn(tenantId)).url, from)),
    /** Proves again who the person is. They then repeat what needed it. */
    prove: () => run(async () => leave((await meshi.signOn.beginProof({ refreshIn })).url, currentPlace())),
    link: () => run(async () => leave((await meshi.signOn.beginLink({ refreshIn })).url, currentPlace())),
    test: () => run(async () => leave((await meshi.tenantSignOn.test({ refreshIn })).url, currentPlace())),
  };
}
