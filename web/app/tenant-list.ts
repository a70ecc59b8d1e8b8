/** The organisations of the account, which several screens show. */
import type { MeshiClient } from '@meshi/client';
import { queryOptions } from '@tanstack/react-query';
import { keys } from './query-keys.ts';

export function tenantListQuery(meshi: MeshiClient) {
  return queryOptions({ queryKey: [...keys.tenants, 'list'], queryFn: () => meshi.tenants.list() });
}
