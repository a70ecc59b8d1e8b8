/** Switches to another organisation. */
import type { Tenant } from '@meshi/client';
import { useNavigate } from 'react-router';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useAction } from '../../app/use-action.ts';
import { useWords } from '../../i18n/language.ts';
import { useTenantName } from './tenant-name.ts';
import { tenantWords } from './words.ts';

export function useSwitch() {
  const words = useWords(tenantWords);
  const nameOf = useTenantName();
  const meshi = useMeshi();
  const navigate = useNavigate();
  const { run, isBusy } = useAction();
  /** Then shows how to invite people if the organisation is new, otherwise its topics. */
  const switchTo = (tenant: Pick<Tenant, 'id' | 'name'>, { isNew = false } = {}) =>
    run(
      async () => {
        await meshi.switchTenant(tenant.id);
        void (isNew ? navigate('/me/organisation', { state: { isNew } }) : navigate('/topics'));
      },
      words.switched(nameOf(tenant)),
    );
  return { isBusy, switchTo };
}
