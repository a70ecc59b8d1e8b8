/** The spaces that my account belongs to, with ways into others. */
import type { Tenant, TenantMembership } from '@meshi/client';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useForm } from '../../app/use-form.ts';
import { useWords } from '../../i18n/language.tsx';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Problem, Skeleton } from '../../ui/states.tsx';
import { FormEnd } from '../account/form-end.tsx';
import { SectionHead } from '../me/section-head.tsx';
import { CreateOrganisation } from './create-organisation.tsx';
import { EntryFields, useEntry } from './entry-fields.tsx';
import { spaceName } from './space-name.ts';
import { useSwitch } from './use-switch.ts';
import { VerifyEmail } from './verify-email.tsx';
import './tenants.css';

export function SpacesSection() {
  const { tenants } = useWords();
  const meshi = useMeshi();
  const list = useQuery({ queryKey: [...keys.tenants, 'list'], queryFn: () => meshi.tenants.list() });
  const offers = useQuery({ queryKey: [...keys.tenants, 'offers'], queryFn: () => meshi.tenants.offers() });
  // Where no mail is sent, no code could come.
  const { data: meta } = useQuery({ queryKey: keys.meta, queryFn: () => meshi.meta.get() });
  const [joining, setJoining] = useState<Tenant | null>(null);
  return (
    <>
      <SectionHead title={tenants.spaces} />
      <p className="quiet">{tenants.apart}</p>
      {list.error && !list.data && <Problem error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <Skeleton />}
      <ul className="rows">
        {list.data?.items.map((one) => (
          <SpaceRow key={one.tenant.id} membership={one} />
        ))}
      </ul>
      {offers.data && offers.data.items.length > 0 && (
        <section className="tenant-part">
          <h2>{tenants.offers}</h2>
          <ul className="rows">
            {offers.data.items.map((tenant) => (
              <li className="rows-row" key={tenant.id}>
                <span className="grow one-line">{tenant.name}</span>
                <Button kind="main" onClick={() => setJoining(tenant)}>
                  {tenants.join}
                </Button>
              </li>
            ))}
          </ul>
        </section>
      )}
      {offers.data && !offers.data.isEmailVerified && meta?.hasPasswordReset && <VerifyEmail />}
      <CreateOrganisation />
      {joining && <JoinDialog tenant={joining} onClose={() => setJoining(null)} />}
    </>
  );
}

function SpaceRow({ membership: { tenant, person, isCurrent } }: { membership: TenantMembership }) {
  const words = useWords();
  const { isBusy, switchTo } = useSwitch();
  const name = spaceName(tenant, words);
  return (
    <li className="rows-row" {...(isCurrent && { 'aria-current': 'true' as const })}>
      <Avatar person={person} />
      <div className="grow">
        <p>
          <b>{name}</b> {isCurrent && <span className="chip current-chip">{words.tenants.current}</span>}
        </p>
        <p className="quiet one-line">
          {words.tenants.as(person.displayName)}
          {tenant.name !== null && ` · ${words.tenants.roles[tenant.role]}`}
        </p>
      </div>
      {!isCurrent && (
        <Button isBusy={isBusy} aria-label={words.tenants.switchTo(name)} onClick={() => void switchTo(tenant)}>
          {words.tenants.switch}
        </Button>
      )}
    </li>
  );
}

function JoinDialog({ tenant, onClose }: { tenant: Tenant; onClose: () => void }) {
  const words = useWords();
  const meshi = useMeshi();
  const { switchTo } = useSwitch();
  const entry = useEntry();
  const form = useForm(['displayName', 'handle']);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void form.submit(async () => {
      await meshi.tenants.join({ tenantId: tenant.id, ...entry.value() });
      await switchTo(tenant);
    }, entry.problems());
  };
  return (
    <Dialog isOpen onClose={onClose} title={words.tenants.joinTitle(spaceName(tenant, words))}>
      <form className="stack" onSubmit={onSubmit} noValidate>
        <EntryFields entry={entry} form={form} />
        <FormEnd form={form} action={words.tenants.enter} />
      </form>
    </Dialog>
  );
}
