/** Leaves the organisation, or deletes it. */
import type { TenantDetails } from '@meshi/client';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { checkFields } from '../../app/field-checks.ts';
import { useMeshi } from '../../app/meshi-context.tsx';
import { keys } from '../../app/query-keys.ts';
import { useAction } from '../../app/use-action.ts';
import { shortDate } from '../../i18n/dates.ts';
import { useLanguage, useWords } from '../../i18n/language.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { PasswordField } from '../../ui/password-field.tsx';
import { tenantWords } from './words.ts';

export function EndPart({ tenant }: { tenant: TenantDetails }) {
  const words = useWords(tenantWords);
  const { language } = useLanguage();
  const meshi = useMeshi();
  const leaving = useAction();
  const restoring = useAction(keys.tenants);
  const [open, setOpen] = useState<'leave' | 'delete' | null>(null);
  const close = () => setOpen(null);
  const isOwner = tenant.permissions.includes('organisation:delete');
  return (
    <section className="tenant-part">
      <h2>{isOwner ? words.delete : words.leave}</h2>
      {tenant.deleteAt && <p role="status">{words.deletes(shortDate(tenant.deleteAt, language))}</p>}
      {tenant.closure && <p className="preline">{words.closedByOperators(tenant.closure.reason)}</p>}
      <p className="button-row">
        <Button onClick={() => setOpen('leave')}>{words.leave}</Button>{' '}
        {isOwner && !tenant.deleteAt && (
          <Button kind="danger" onClick={() => setOpen('delete')}>
            {words.delete}
          </Button>
        )}
        {isOwner && tenant.deleteAt && !tenant.closure && (
          <Button
            isBusy={restoring.isBusy}
            onClick={() => void restoring.run(() => meshi.tenants.restore(), words.restored)}
          >
            {words.restore}
          </Button>
        )}
      </p>
      <Confirm
        isOpen={open === 'leave'}
        onClose={close}
        title={words.leaveTitle(tenant.name ?? '')}
        text={words.leaveText}
        action={words.leave}
        onConfirm={() => leaving.run(() => meshi.tenants.leave())}
      />
      <DeleteDialog isOpen={open === 'delete'} onClose={close} />
    </section>
  );
}

function DeleteDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const shared = useWords();
  const words = useWords(tenantWords);
  const meshi = useMeshi();
  const queries = useQueryClient();
  return (
    <FormDialog
      isOpen={isOpen}
      onClose={onClose}
      title={words.delete}
      action={words.delete}
      isDanger
      isSmall
      start={() => ({ password: '' })}
      check={(fields) => checkFields(fields, shared)}
      send={async (fields) => {
        await meshi.tenants.delete(fields);
        void queries.invalidateQueries({ queryKey: keys.tenants });
      }}
    >
      {(form) => (
        <>
          <p>{words.deleteText}</p>
          <PasswordField {...form.text('password')} label={shared.account.password} autoComplete="current-password" />
        </>
      )}
    </FormDialog>
  );
}
