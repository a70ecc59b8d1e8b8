/** The sections of an organisation. Each shows what the permissions of the member reach. */
import type { OrganisationPermission, TenantDetails } from '@meshi/client';
import { useQueryClient } from '@tanstack/react-query';
import { useMeshi, useMyself } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useForm } from '../../app/use-form.ts';
import { useMeta } from '../../app/use-meta.ts';
import { VerifyEmail } from '../../app/verify-email.tsx';
import { useWords } from '../../i18n/language.ts';
import { TextField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
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

export interface SectionProps {
  tenant: TenantDetails;
}

const canIn =
  ({ permissions }: TenantDetails) =>
  (permission: OrganisationPermission) =>
    permissions.includes(permission);

export function MembersSection({ tenant }: SectionProps) {
  const words = useWords(tenantWords);
  const { account } = useMyself();
  const meta = useMeta();
  const can = canIn(tenant);
  // A server that sends no email cannot send a code.
  const mustVerify = can('organisation:invite_members') && !account.isEmailVerified && meta?.hasPasswordReset;
  return (
    <>
      <MembersPart tenant={tenant} />
      {mustVerify && <VerifyEmail hint={words.inviteVerifyHint} />}
      {can('organisation:read_invitations') && <InvitationsPart tenant={tenant} />}
    </>
  );
}

export function GroupsSection() {
  return <GroupsPart />;
}

/** By which addresses and providers people come in. */
export function AccessSection({ tenant }: SectionProps) {
  const can = canIn(tenant);
  return (
    <>
      <DomainsPart tenant={tenant} />
      {can('organisation:manage_sign_on') && <SignOnPart tenant={tenant} />}
      <CompanyLinkPart tenant={tenant} />
      {can('organisation:manage_directory') && <DirectoryPart />}
    </>
  );
}

export function RulesSection({ tenant }: SectionProps) {
  const can = canIn(tenant);
  return (
    <>
      {can('organisation:edit') && <NamePart tenant={tenant} />}
      {can('organisation:set_policy') && <PolicyPart tenant={tenant} />}
      <RetentionPart tenant={tenant} />
      <EndPart tenant={tenant} />
    </>
  );
}

export function RecordsSection({ tenant }: SectionProps) {
  const can = canIn(tenant);
  return (
    <>
      {can('organisation:manage_keys') && <KeysPart can={can} />}
      {can('organisation:read_audit') && <AuditPart />}
    </>
  );
}

function NamePart({ tenant }: SectionProps) {
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
