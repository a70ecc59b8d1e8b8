/** Leaves the page for a sign-in at a provider of the open space, such as GitHub. */
import type { OpenProviderId } from '@meshi/client';
import { currentPlace, leave } from './company-sign-on.ts';
import { useMeshi } from './meshi-context.tsx';
import { useAction } from './use-action.ts';

/** Functions that lead to the provider. They show an error if it does not answer. */
export function useProviderSignOn() {
  const meshi = useMeshi();
  const { run, isBusy } = useAction();
  const refreshIn = 'cookie' as const;
  return {
    isBusy,
    /** `from`: where to go after the sign-in. */
    signIn: (provider: OpenProviderId, from: string) =>
      run(async () => leave((await meshi.beginOpenSignOn(provider)).url, from)),
    link: (provider: OpenProviderId) =>
      run(async () => leave((await meshi.openSignOn.beginLink({ provider, refreshIn })).url, currentPlace())),
    /** Proves again who the person is. They then repeat what needed it. */
    prove: (provider: OpenProviderId) =>
      run(async () => leave((await meshi.openSignOn.beginProof({ provider, refreshIn })).url, currentPlace())),
  };
}
