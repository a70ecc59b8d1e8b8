/** Whether members need a second factor. For owners, who need one themselves before they ask for it. */
import type { TenantDetails } from '@meshi/client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useAction } from '../../app/use-action.ts';
import { useWords } from '../../i18n/language.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { tenantWords } from './words.ts';

export function PolicyPart({ tenant: { needsSecondFactor } }: { tenant: TenantDetails }) {
  const words = useWords(tenantWords);
  const meshi = useMeshi();
  const { run, isBusy } = useAction(keys.tenants);
  const [isAsking, setAsking] = useState(false);
  const { data } = useQuery({ queryKey: keys.secondFactors, queryFn: () => meshi.secondFactors.get() });
  const set = (needed: boolean) =>
    run(
      () => meshi.tenants.setPolicy({ needsSecondFactor: needed }),
      needed ? words.factorsAsked : words.factorsNotAsked,
    );
  return (
    <section className="tenant-part stack" aria-labelledby="tenant-policy">
      <h2 id="tenant-policy">{words.policy}</h2>
      <p className="quiet">{needsSecondFactor ? words.policyOn : words.policyOff}</p>
      {!needsSecondFactor && data && !data.isOn && <p>{words.policyOwnFirst}</p>}
      <div>
        {needsSecondFactor && (
          <Button isBusy={isBusy} onClick={() => void set(false)}>
            {words.policyEnd}
          </Button>
        )}
        {!needsSecondFactor && data?.isOn && (
          <Button isBusy={isBusy} onClick={() => setAsking(true)}>
            {words.policyBegin}
          </Button>
        )}
        {!needsSecondFactor && data && !data.isOn && (
          <ButtonLink to="/settings/security" state={{ wayBack: 'settings' }}>
            {words.addFactor}
          </ButtonLink>
        )}
      </div>
      <Confirm
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={words.policyBeginTitle}
        text={words.policyBeginText}
        action={words.policyBegin}
        onConfirm={() => set(true)}
      />
    </section>
  );
}
