import type { Tenant } from '@meshi/client';
import { useWords } from '../../i18n/language.ts';

/** The name of an organisation. The organisation that everyone belongs to has no name of its own. */
export function useTenantName(): (tenant: Pick<Tenant, 'name'>) => string {
  const { nav } = useWords();
  return ({ name }) => name ?? nav.everyone;
}
