/** Invites people by email or by a link, and lists the open invitations. */
import { type TenantDetails, type TenantInvitation, wireLimits } from '@meshi/client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useAction } from '../../app/use-action.ts';
import { useForm } from '../../app/use-form.ts';
import { shortDate } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
import { CopyField } from '../../ui/copy-field.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { Form } from '../../ui/form.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { tenantWords } from './words.ts';

const ROLES = ['member', 'admin'] as const;

export function InvitationsPart({ tenant }: { tenant: TenantDetails }) {
  const words = useWords(tenantWords);
  const meshi = useMeshi();
  const { data } = useQuery({
    queryKey: [...keys.tenants, 'invitations'],
    queryFn: () => meshi.tenantInvitations.list(),
  });
  return (
    <section className="tenant-part">
      <h2>{words.invitations}</h2>
      {tenant.permissions.includes('organisation:invite_members') && (
        <InviteForm canInviteAdmins={tenant.permissions.includes('organisation:invite_admins')} />
      )}
      {data?.items.length === 0 && <p className="quiet">{words.noInvitations}</p>}
      <ul className="rows">
        {data?.items.map((invitation) => (
          <InvitationRow key={invitation.id} invitation={invitation} />
        ))}
      </ul>
    </section>
  );
}

interface Fields {
  /** Empty for an invitation by link. */
  email: string;
  maxUses: string;
  role: (typeof ROLES)[number];
}

function InviteForm({ canInviteAdmins }: { canInviteAdmins: boolean }) {
  const words = useWords(tenantWords);
  const meshi = useMeshi();
  const queries = useQueryClient();
  const toast = useToast();
  const [link, setLink] = useState<string | null>(null);
  const form = useForm<Fields>({ email: '', maxUses: '10', role: 'member' });
  const { maxUses, role } = form.fields;
  const email = form.fields.email.trim();
  const submit = () =>
    void form.submit(async () => {
      const target = email ? { email } : { maxUses: Number(maxUses) };
      const invitation = await meshi.tenantInvitations.create({ role, ...target });
      setLink(invitation.link);
      if (email) toast.done(words.invited);
      form.reset({ email: '' });
      void queries.invalidateQueries({ queryKey: keys.tenants });
    });
  return (
    <>
      <Form form={form} onSubmit={submit} action={words.invite}>
        <TextField
          {...form.text('email')}
          label={words.inviteEmail}
          hint={words.inviteEmailHint}
          isOptional
          type="email"
          maxLength={254}
        />
        {!email && (
          <TextField
            {...form.text('maxUses')}
            label={words.inviteUses}
            type="number"
            min={1}
            max={wireLimits.tenantInvitationUses}
          />
        )}
        {canInviteAdmins && (
          <SelectField
            {...form.choice('role')}
            label={words.inviteRole}
            options={ROLES.map((value) => ({ value, label: words.roles[value] }))}
          />
        )}
      </Form>
      {link && <CopyField label={words.link} hint={words.linkHint} value={link} />}
    </>
  );
}

function InvitationRow({ invitation }: { invitation: TenantInvitation }) {
  const words = useWords(tenantWords);
  const { language } = useLanguage();
  const meshi = useMeshi();
  const { run, isBusy } = useAction(keys.tenants);
  const { id: invitationId, email, maxUses, uses, role, expiresAt } = invitation;
  return (
    <li className="rows-row">
      <div className="grow">
        <p className="one-line">{email ?? words.byLink(maxUses - uses)}</p>
        <p className="quiet">
          {words.roles[role]} · {words.until(shortDate(expiresAt, language))}
        </p>
      </div>
      <Button
        isBusy={isBusy}
        onClick={() => void run(() => meshi.tenantInvitations.revoke({ invitationId }), words.revoked)}
      >
        {words.revoke}
      </Button>
    </li>
  );
}
