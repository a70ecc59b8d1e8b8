/** Inviting by mail or by a link, and the invitations that are open. */
import { type TenantDetails, type TenantInvitation, wireLimits } from '@meshi/client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useForm } from '../../app/use-form.ts';
import { shortDate } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.tsx';
import { Button } from '../../ui/button.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { useTell } from '../../ui/toasts.tsx';
import { FormEnd } from '../account/form-end.tsx';
import { useTenantAction } from './use-tenant-action.ts';

export function InvitationsPart({ tenant }: { tenant: TenantDetails }) {
  const { tenants } = useWords();
  const meshi = useMeshi();
  const { data } = useQuery({
    queryKey: [...keys.tenants, 'invitations'],
    queryFn: () => meshi.tenantInvitations.list(),
  });
  return (
    <section className="tenant-part">
      <h2>{tenants.invitations}</h2>
      <InviteForm isOwner={tenant.role === 'owner'} />
      {data?.items.length === 0 && <p className="quiet">{tenants.noInvitations}</p>}
      <ul className="rows">
        {data?.items.map((invitation) => (
          <InvitationRow key={invitation.id} invitation={invitation} />
        ))}
      </ul>
    </section>
  );
}

function InviteForm({ isOwner }: { isOwner: boolean }) {
  const words = useWords();
  const { tenants } = words;
  const meshi = useMeshi();
  const queries = useQueryClient();
  const tell = useTell();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<'admin' | 'member'>('member');
  const [maxUses, setMaxUses] = useState('10');
  const [link, setLink] = useState<string | null>(null);
  const form = useForm(['email', 'maxUses']);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void form.submit(async () => {
      const address = email.trim();
      const made = await meshi.tenantInvitations.create({
        role,
        ...(address ? { email: address } : { maxUses: Number(maxUses) }),
      });
      setLink(made.link);
      if (address) tell.done(tenants.invited);
      setEmail('');
      void queries.invalidateQueries({ queryKey: keys.tenants });
    });
  };
  return (
    <form className="stack" onSubmit={onSubmit} noValidate>
      <TextField
        label={tenants.inviteEmail}
        hint={tenants.inviteEmailHint}
        problem={form.problems.email}
        isOptional
        type="email"
        maxLength={254}
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      {email.trim() === '' && (
        <TextField
          label={tenants.inviteUses}
          problem={form.problems.maxUses}
          type="number"
          min={1}
          max={wireLimits.tenantInvitationUses}
          value={maxUses}
          onChange={(event) => setMaxUses(event.target.value)}
        />
      )}
      {isOwner && (
        <SelectField
          label={tenants.inviteRole}
          value={role}
          onChange={setRole}
          options={(['member', 'admin'] as const).map((value) => ({ value, label: tenants.roles[value] }))}
        />
      )}
      <FormEnd form={form} action={tenants.invite} />
      {link && <NewLink link={link} />}
    </form>
  );
}

function NewLink({ link }: { link: string }) {
  const { tenants } = useWords();
  const tell = useTell();
  const copy = () =>
    navigator.clipboard.writeText(link).then(
      () => tell.done(tenants.copied),
      // Without leave to the clipboard the link is still there to be marked.
      () => undefined,
    );
  return (
    <div role="status">
      <TextField label={tenants.link} hint={tenants.linkHint} readOnly value={link} />
      <Button onClick={() => void copy()}>{tenants.copy}</Button>
    </div>
  );
}

function InvitationRow({ invitation }: { invitation: TenantInvitation }) {
  const { words, language } = useLanguage();
  const { tenants } = words;
  const meshi = useMeshi();
  const act = useTenantAction();
  const { id, email, maxUses, uses, role, expiresAt } = invitation;
  return (
    <li className="rows-row">
      <div className="grow">
        <p className="one-line">{email ?? tenants.byLink(maxUses - uses)}</p>
        <p className="quiet">
          {tenants.roles[role]} · {tenants.until(shortDate(expiresAt, language))}
        </p>
      </div>
      <Button onClick={() => void act(() => meshi.tenantInvitations.revoke({ invitationId: id }), tenants.revoked)}>
        {tenants.revoke}
      </Button>
    </li>
  );
}
