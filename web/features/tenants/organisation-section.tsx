/** The organisation that one is in: its people, and for those who run it invitations, domains and its end. */
import type { TenantDetails } from '@meshi/client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useForm } from '../../app/use-form.ts';
import { useWords } from '../../i18n/language.tsx';
import { TextField } from '../../ui/field.tsx';
import { Problem, Skeleton } from '../../ui/states.tsx';
import { useTell } from '../../ui/toasts.tsx';
import { FormEnd } from '../account/form-end.tsx';
import { SectionHead } from '../me/section-head.tsx';
import { DomainsPart } from './domains-part.tsx';
import { EndPart } from './end-part.tsx';
import { InvitationsPart } from './invitations-part.tsx';
import { MembersPart } from './members-part.tsx';
import './tenants.css';

export function OrganisationSection() {
  const words = useWords();
  const meshi = useMeshi();
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.tenants, 'current'],
    queryFn: () => meshi.tenants.current(),
  });
  return (
    <>
      <SectionHead title={data?.name ?? words.tenants.organisation} />
      {error && !data && <Problem error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton />}
      {data && <Parts tenant={data} />}
    </>
  );
}

function Parts({ tenant }: { tenant: TenantDetails }) {
  const { tenants } = useWords();
  const canManage = tenant.role !== 'member';
  return (
    <>
      <p className="quiet">
        {tenants.memberCount(tenant.memberCount)} · {tenants.roles[tenant.role]}
      </p>
      <MembersPart tenant={tenant} />
      {canManage && <InvitationsPart tenant={tenant} />}
      <DomainsPart tenant={tenant} />
      {canManage && <NamePart tenant={tenant} />}
      <EndPart tenant={tenant} />
    </>
  );
}

function NamePart({ tenant }: { tenant: TenantDetails }) {
  const { tenants } = useWords();
  const meshi = useMeshi();
  const queries = useQueryClient();
  const tell = useTell();
  const [name, setName] = useState(tenant.name ?? '');
  const form = useForm(['name']);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void form.submit(async () => {
      await meshi.tenants.edit({ name });
      tell.done(tenants.saved);
      void queries.invalidateQueries({ queryKey: keys.tenants });
    });
  };
  return (
    <section className="tenant-part">
      <h2>{tenants.edit}</h2>
      <form className="stack" onSubmit={onSubmit} noValidate>
        <TextField
          label={tenants.name}
          problem={form.problems.name}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <FormEnd form={form} action={tenants.edit} />
      </form>
    </section>
  );
}
