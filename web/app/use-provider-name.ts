/** The names of providers, as the server shows them on buttons. */
import type { OpenProviderId } from '@meshi/client';
import { useMeta } from './use-meta.ts';

/** Returns a function from the id of a provider to its name. One that is no longer offered has its id. */
export function useProviderName(): (id: string) => string {
  const meta = useMeta();
  return (id) => meta?.openProviders.find((one) => one.id === id)?.name ?? (id === 'github' ? 'GitHub' : id);
}

export function isProvider(id: string | undefined): id is OpenProviderId {
  return id === 'github' || id === 'oidc';
}
