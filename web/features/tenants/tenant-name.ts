import type { Tenant } from '@meshi/client';
import { useWords } from '../../i18n/language.ts';
import { tenantWords } from './words.ts';

/** The name of an organisation. The one that everybody belongs to has none of its own. */
export function useTenantName(): (tenant: Pick<Tenant, 'name'>) => string {
  const words = useWords(tenantWords);
  return ({ name }) => name ?? words.everyone;
}
