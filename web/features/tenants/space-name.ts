/** What a space is called. */
import type { Tenant } from '@meshi/client';
import type { Words } from '../../i18n/ja.ts';

export function spaceName({ name }: Pick<Tenant, 'name'>, words: Words): string {
  return name ?? words.tenants.open;
}
