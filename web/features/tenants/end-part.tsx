/** Leaving the organisation, and its end. */
import type { TenantDetails } from '@meshi/client';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useErrorText } from '../../app/error-text.ts';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useForm } from '../../app/use-form.ts';
import { shortDate } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.tsx';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { PasswordField } from '../../ui/password-field.tsx';
import { useTell } from '../../ui/toasts.tsx';
import { checkFields } from '../account/field-checks.ts';
import { useTenantAction } from './use-tenant-action.ts';

export function EndPart({ tenant }: { tenant: TenantDetails }) {
  const { words, language } = useLanguage();
  const { tenants } = words;
  const meshi = useMeshi();
  const act = useTenantAction();
  const tell = useTell();
  const text = useErrorText();
  const [isLeaving, setLeaving] = useState(false);
  const [isDeleting, setDeleting] = useState(false);
  const isOwner = tenant.role === 'owner';
  const leave = () => meshi.tenants.leave().catch((error: unknown) => tell.problem(text(error)));
  return (
    <section className="tenant-part">
      <h2>{isOwner ? tenants.delete : tenants.leave}</h2>
      {tenant.deleteAt && <p role="status">{tenants.deletes(shortDate(tenant.deleteAt, language))}</p>}
      <p className="button-row">
        <Button onClick={() => setLeaving(true)}>{tenants.leave}</Button>{' '}
        {isOwner &&
          (tenant.deleteAt ? (
            <Button onClick={() => void act(() => meshi.tenants.restore(), tenants.restored)}>{tenants.restore}</Button>
          ) : (
            <Button kind="danger" onClick={() => setDeleting(true)}>
              {tenants.delete}
            </Button>
          ))}
      </p>
      <Confirm
        isOpen={isLeaving}
        onClose={() => setLeaving(false)}
        title={tenants.leaveTitle(tenant.name ?? '')}
        text={tenants.leaveText}
        action={tenants.leave}
        onConfirm={leave}
      />
      <Dialog isOpen={isDeleting} onClose={() => setDeleting(false)} title={tenants.delete} isSmall>
        <DeleteForm onDone={() => setDeleting(false)} />
      </Dialog>
    </section>
  );
}

function DeleteForm({ onDone }: { onDone: () => void }) {
  const words = useWords();
  const meshi = useMeshi();
  const queries = useQueryClient();
  const [password, setPassword] = useState('');
  const form = useForm(['password']);
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    void form.submit(
      async () => {
        await meshi.tenants.delete({ password });
        onDone();
        void queries.invalidateQueries({ queryKey: keys.tenants });
      },
      checkFields({ password }, words),
    );
  };
  return (
    <form className="stack" onSubmit={onSubmit} noValidate>
      <p>{words.tenants.deleteText}</p>
      <PasswordField
        label={words.account.password}
        problem={form.problems.password}
        autoComplete="current-password"
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      {form.problem && (
        <p className="field-problem" role="alert">
          {form.problem}
        </p>
      )}
      <Button kind="danger" type="submit" isBusy={form.isBusy}>
        {words.tenants.delete}
      </Button>
    </form>
  );
}
