import type { Tenant } from '@meshi/client';
import { useWords } from '../../i18n/language.ts';
import { tenantWords } from './words.ts';

/** The name of an organisation. The organisation that everyone belongs to has no name of its own. */
export function useTenantName(): (tenant: Pick<Tenant, 'name'>) => string {
  const words = useWords(tenantWords);
  return ({ name }) => name ?? words.everyone;
}
