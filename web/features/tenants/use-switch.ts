/** Switches to another organisation. */
import { MeshiError, type Tenant } from '@meshi/client';
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
  /** Switches. Returns false if the organisation asks for its own identity provider. */
  const canSwitch = async (tenantId: string) => {
    try {
      await meshi.switchTenant(tenantId);
      return true;
    } catch (error) {
      if (MeshiError.from(error).reason === 'single_sign_on_needed') return false;
      throw error;
    }
  };
  /** Then shows how to invite people if the organisation is new, otherwise its topics. */
  const switchTo = (tenant: Pick<Tenant, 'id' | 'name'>, { isNew = false } = {}) =>
    run(
      async () => {
        if (!(await canSwitch(tenant.id))) return void navigate(`/enter/${tenant.id}`);
        void (isNew ? navigate('/organisation', { state: { isNew } }) : navigate('/topics'));
      },
      words.switched(nameOf(tenant)),
    );
  return { isBusy, switchTo };
}
