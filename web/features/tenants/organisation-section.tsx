/** The current organisation: its members, and for owners and admins invitations, domains, its name and its end. */
import type { TenantDetails } from '@meshi/client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { SectionHead } from '../../app/section-head.tsx';
import { useForm } from '../../app/use-form.ts';
import { useWords } from '../../i18n/language.ts';
import { TextField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { Problem, Skeleton } from '../../ui/states.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { DomainsPart } from './domains-part.tsx';
import { EndPart } from './end-part.tsx';
import { InvitationsPart } from './invitations-part.tsx';
import { MembersPart } from './members-part.tsx';
import { tenantWords } from './words.ts';
import './tenants.css';

export function OrganisationSection() {
  const words = useWords(tenantWords);
  const meshi = useMeshi();
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.tenants, 'current'],
    queryFn: () => meshi.tenants.current(),
  });
  return (
    <>
      <SectionHead title={data?.name ?? words.organisation} />
      {error && !data && <Problem error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton />}
      {data && <Parts tenant={data} />}
    </>
  );
}

function Parts({ tenant }: { tenant: TenantDetails }) {
  const words = useWords(tenantWords);
  const canManage = tenant.role !== 'member';
  return (
    <>
      <p className="quiet">
        {words.memberCount(tenant.memberCount)} · {words.roles[tenant.role]}
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
  const { common } = useWords();
  const words = useWords(tenantWords);
  const meshi = useMeshi();
  const queries = useQueryClient();
  const toast = useToast();
  const form = useForm({ name: tenant.name ?? '' });
  const submit = () =>
    void form.submit(async () => {
      await meshi.tenants.edit(form.fields);
      toast.done(common.saved);
      void queries.invalidateQueries({ queryKey: keys.tenants });
    });
  return (
    <section className="tenant-part">
      <h2>{words.rename}</h2>
      <Form form={form} onSubmit={submit} action={words.rename}>
        <TextField {...form.text('name')} label={words.name} />
      </Form>
    </section>
  );
}
