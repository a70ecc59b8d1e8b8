/** The current organisation: its members, and for those with the permission invitations, groups, directory, domains, its name and its end. */
import type { OrganisationPermission, TenantDetails } from '@meshi/client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Navigate, useLocation, useNavigate } from 'react-router';
import { Heading } from '../../app/heading.tsx';
import { useMeshi, useMyself } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useForm } from '../../app/use-form.ts';
import { useMeta } from '../../app/use-meta.ts';
import { VerifyEmail } from '../../app/verify-email.tsx';
import { useWords } from '../../i18n/language.ts';
import { TextField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { InviteStep } from '../../ui/invite-step.tsx';
import { Problem, Skeleton } from '../../ui/states.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { AuditPart } from './audit-part.tsx';
import { CompanyLinkPart } from './company-link-part.tsx';
import { DirectoryPart } from './directory-part.tsx';
import { DomainsPart } from './domains-part.tsx';
import { EndPart } from './end-part.tsx';
import { GroupsPart } from './groups-part.tsx';
import { InvitationsPart } from './invitations-part.tsx';
import { KeysPart } from './keys-part.tsx';
import { MembersPart } from './members-part.tsx';
import { PolicyPart } from './policy-part.tsx';
import { RetentionPart } from './retention-part.tsx';
import { SignOnPart } from './sign-on-part.tsx';
import { tenantWords } from './words.ts';
import './tenants.css';

/** People who can use the first link. `inviteLinkHint` says so. */
const FIRST_USES = 10;

export function OrganisationPage() {
  const { state } = useLocation() as { state: { isNew?: boolean } | null };
  const { tenant } = useMyself();
  // The open space has no members' list and no rules: here one joins or creates an organisation.
  if (tenant.name === null) return <Navigate to="/settings/organisations" replace />;
  return <div className="page measure">{state?.isNew ? <InviteFirst name={tenant.name} /> : <Organisation />}</div>;
}

/** What the owner of a new organisation does first. */
function InviteFirst({ name }: { name: string }) {
  const words = useWords(tenantWords);
  const meshi = useMeshi();
  const navigate = useNavigate();
  return (
    <>
      <header className="page-head">
        <Heading title={words.inviteFirst(name)} />
      </header>
      <InviteStep
        hint={words.inviteHint}
        linkHint={words.inviteLinkHint}
        title={words.inviteFirst(name)}
        makeLink={async () => (await meshi.tenantInvitations.create({ maxUses: FIRST_USES })).link}
        onDone={() => void navigate('/topics', { replace: true })}
      />
    </>
  );
}

function Organisation() {
  const words = useWords(tenantWords);
  const meshi = useMeshi();
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.tenants, 'current'],
    queryFn: () => meshi.tenants.current(),
  });
  return (
    <>
      <header className="page-head">
        <Heading title={data?.name ?? words.organisation} />
      </header>
      {error && !data && <Problem error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton />}
      {data && <Parts tenant={data} />}
    </>
  );
}

function Parts({ tenant }: { tenant: TenantDetails }) {
  const words = useWords(tenantWords);
  const { account } = useMyself();
  const meta = useMeta();
  const can = (permission: OrganisationPermission) => tenant.permissions.includes(permission);
  const canInvite = can('organisation:invite_members');
  // A server that sends no email cannot send a code.
  const mustVerify = canInvite && !account.isEmailVerified && meta?.hasPasswordReset;
  return (
    <>
      <p className="quiet">
        {words.memberCount(tenant.memberCount)} · {words.roles[tenant.role]}
      </p>
      <MembersPart tenant={tenant} />
      {mustVerify && <VerifyEmail hint={words.inviteVerifyHint} />}
      {can('organisation:read_invitations') && <InvitationsPart tenant={tenant} />}
      <DomainsPart tenant={tenant} />
      {can('organisation:manage_sign_on') && <SignOnPart tenant={tenant} />}
      <CompanyLinkPart tenant={tenant} />
      {can('organisation:manage_groups') && <GroupsPart />}
      {can('organisation:manage_directory') && <DirectoryPart />}
      {can('organisation:edit') && <NamePart tenant={tenant} />}
      {can('organisation:set_policy') && <PolicyPart tenant={tenant} />}
      <RetentionPart tenant={tenant} />
      {can('organisation:manage_keys') && <KeysPart can={can} />}
      {can('organisation:read_audit') && <AuditPart />}
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
