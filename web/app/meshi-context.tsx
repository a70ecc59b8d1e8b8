/** The SDK client of this page. */
import type { Me, MeshiClient } from '@meshi/client';
import { useMe } from '@meshi/client/react';
import { createContext, useContext } from 'react';

export const MeshiContext = createContext<MeshiClient | null>(null);

export function useMeshi(): MeshiClient {
  const meshi = useContext(MeshiContext);
  if (!meshi) throw new Error('useMeshi needs a MeshiContext above it');
  return meshi;
}

/** My account and profile, on screens that only people who are signed in reach. */
export function useMyself(): Me {
  const me = useMe(useMeshi());
  if (!me) throw new Error('useMyself is for screens behind the sign-in');
  return me;
}
