/** Switching to another space; whoever is told hears where they are. */
import type { Tenant } from '@meshi/client';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useErrorText } from '../../app/error-text.ts';
import { useMeshi } from '../../app/meshi-context.tsx';
import { useWords } from '../../i18n/language.tsx';
import { useTell } from '../../ui/toasts.tsx';
import { spaceName } from './space-name.ts';

export function useSwitch() {
  const words = useWords();
  const meshi = useMeshi();
  const tell = useTell();
  const text = useErrorText();
  const navigate = useNavigate();
  const [isBusy, setBusy] = useState(false);
  const switchTo = async (tenant: Pick<Tenant, 'id' | 'name'>) => {
    setBusy(true);
    try {
      await meshi.switchTenant(tenant.id);
      void navigate('/topics');
      tell.done(words.tenants.switched(spaceName(tenant, words)));
    } catch (error) {
      tell.problem(text(error));
    } finally {
      setBusy(false);
    }
  };
  return { isBusy, switchTo };
}
